// Where a failed check ends in a test program: on its standard error.
#include <mir/os/base/check.hpp>

#include <cstdio>
#include <cstdlib>

namespace mir::os::detail {

void check_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "%s:%d: check failed: %s\n", file, line, condition);
  std::abort();
}

} // namespace mir::os::detail
