// The port's conformance program for network devices: the arguments of the run time, and at the end
// `--list` or the name of a case; with "all", as on a target that is slow to start, one after the
// other, each of which finds the device as after mir_port_net_stop().
#include "check.hpp"

#include <string.h>

int mir_main(int count, char** arguments) {
  using namespace mir::conformance;
  const char* const wanted = arguments[count - 1];
  const bool all = strcmp(wanted, "all") == 0;
  Suite const suite = net_suite();
  unsigned found = 0, failed = 0;
  for (size_t i = 0; i < suite.count; ++i) {
    const Case& it = suite.cases[i];
    if (strcmp(wanted, "--list") == 0) {
      say(it.name);
      say("\n");
    } else if (all || strcmp(wanted, it.name) == 0) {
      Check check;
      it.run(check);
      ++found;
      failed += check.failures() != 0 ? 1 : 0;
      say(check.failures() == 0 ? "ok " : "FAILED ");
      say(it.name);
      say("\n");
      if (all)
        mir_port_net_stop(0);
    }
  }
  if (strcmp(wanted, "--list") == 0)
    return 0;
  if (found == suite.count && failed == 0)
    say("all held\n");
  return found == 0 ? 2 : failed != 0;
}
