// The start of a program whose network devices are taps.
#include "../start.hpp"
#include "tap.hpp"

#include <mir/rt/port.hpp>

int main(int count, char** arguments) {
  mir::rt::bring_up();
  mir::rt::open_taps(count, arguments);
  mir_port_exit(mir_main(count, arguments));
}
