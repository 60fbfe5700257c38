// The port's conformance program for block devices: the arguments of the run time, and at the end
// `--list` or the name of a case; without a name, as on a target that is slow to start, all of
// them.
#include "check.hpp"

#include <string.h>

int mir_main(int count, char** arguments) {
  using namespace mir::conformance;
  const char* wanted = count > 1 ? arguments[count - 1] : "all";
  if (strncmp(wanted, "--disk=", 7) == 0)
    wanted = "all";
  Suite const suite = block_suite();
  unsigned found = 0, failed = 0;
  for (size_t i = 0; i < suite.count; ++i) {
    const Case& it = suite.cases[i];
    if (strcmp(wanted, "--list") == 0) {
      say(it.name);
      say("\n");
    } else if (strcmp(wanted, "all") == 0 || strcmp(wanted, it.name) == 0) {
      Check check;
      it.run(check);
      ++found;
      failed += check.failures() != 0 ? 1 : 0;
      say(check.failures() == 0 ? "ok " : "FAILED ");
      say(it.name);
      say("\n");
    }
  }
  if (strcmp(wanted, "--list") == 0)
    return 0;
  if (found == suite.count && failed == 0)
    say("all held\n");
  return found == 0 ? 2 : failed != 0;
}
