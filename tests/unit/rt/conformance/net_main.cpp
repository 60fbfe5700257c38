// The port's conformance program for network devices: the arguments of the run time, and at the end
// `--list` or the name of a case.
#include "check.hpp"

#include <string.h>

int mir_main(int count, char** arguments) {
  using namespace mir::conformance;
  const char* const wanted = arguments[count - 1];
  Suite const suite = net_suite();
  for (size_t i = 0; i < suite.count; ++i) {
    const Case& it = suite.cases[i];
    if (strcmp(wanted, "--list") == 0) {
      say(it.name);
      say("\n");
    } else if (strcmp(wanted, it.name) == 0) {
      Check check;
      it.run(check);
      say(check.failures() == 0 ? "ok " : "FAILED ");
      say(it.name);
      say("\n");
      return check.failures() != 0;
    }
  }
  return strcmp(wanted, "--list") == 0 ? 0 : 2;
}
