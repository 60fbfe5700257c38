// The port's conformance program: `--list`, or the name of a case, or nothing for all that need
// nobody outside.
#include "check.hpp"

#include <string.h>

namespace {

using namespace mir::conformance;

bool run(const Case& it) {
  Check check;
  it.run(check);
  say(check.failures() == 0 ? "ok " : "FAILED ");
  say(it.name);
  say("\n");
  return check.failures() == 0;
}

} // namespace

int mir_main(int count, char** arguments) {
  const char* const wanted = count > 1 ? arguments[1] : "";
  bool const list = strcmp(wanted, "--list") == 0;
  Suite const suites[] = {platform_suite(), stream_suite(), edge_suite(), datagram_suite(),
                          outside_suite()};
  constexpr size_t kAlone = 4; // suites that need nobody outside
  int failed = 0;
  size_t found = 0;
  for (size_t s = 0; s < sizeof suites / sizeof suites[0]; ++s) {
    for (size_t i = 0; i < suites[s].count; ++i) {
      const Case& it = suites[s].cases[i];
      if (list && s < kAlone) {
        say(it.name);
        say("\n");
      } else if (strcmp(wanted, it.name) == 0 || (*wanted == '\0' && s < kAlone)) {
        ++found;
        failed += run(it) ? 0 : 1;
      }
    }
  }
  if (list)
    return 0;
  return found == 0 ? 2 : failed != 0;
}
