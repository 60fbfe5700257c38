/// \file
/// One line through the console, on the platform line alone: what no image can be smaller than.
#include <mir/rt/port.hpp>

int mir_main(int, char**) {
  mir_port_console_write("ready\n", 6);
  return 0;
}
