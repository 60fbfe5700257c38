// Apart from start.cpp, so that a test program can have a main() of its own.
#include "start.hpp"

#include <mir/rt/port.hpp>

int main(int count, char** arguments) {
  mir::rt::bring_up();
  mir::rt::keep_arguments({count, arguments});
  mir_port_exit(mir_main(count, arguments));
}
