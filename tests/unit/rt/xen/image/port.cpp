/// \file
/// The port's conformance cases that need no sockets, as an image: prints one line a case.
#include "../../conformance/check.hpp"

using namespace mir::conformance;

int mir_main(int, char**) {
  const Suite suite = platform_suite();
  int failed = 0;
  for (size_t i = 0; i < suite.count; ++i) {
    Check check;
    suite.cases[i].run(check);
    say(check.failures() == 0 ? "ok " : "FAILED ");
    say(suite.cases[i].name);
    say("\n");
    failed += check.failures() == 0 ? 0 : 1;
  }
  say(failed == 0 ? "all held\n" : "some failed\n");
  return failed != 0;
}
