/// \file
/// What C and C++ promise, checked in one program that runs on every target: it needs main(), a
/// standard output and an exit code. Prints one line a part, and ends with 0 when everything held.
#include <cstdio>

#include "report.hpp"

namespace mir::libc_test {

void Report::expect(bool holds, const char* what, std::source_location where) {
  ++checked_;
  if (holds)
    return;
  ++failed_;
  std::printf("%s:%u: does not hold: %s\n", where.file_name(), static_cast<unsigned>(where.line()),
              what);
}

namespace {

struct Part {
  const char* name;
  void (*run)(Report&);
};

constexpr Part kParts[] = {
    {"heap", test_heap},   {"numbers", test_numbers},       {"exceptions", test_exceptions},
    {"types", test_types}, {"coroutines", test_coroutines}, {"library", test_library},
    {"text", test_text},   {"lifetime", test_lifetime},     {"one thread", test_one_thread},
};

} // namespace
} // namespace mir::libc_test

int main() {
  mir::libc_test::Report report;
  for (const auto& part : mir::libc_test::kParts) {
    int failed = report.failed();
    part.run(report);
    std::printf("%-12s %s\n", part.name, report.failed() == failed ? "ok" : "FAILED");
  }
  std::printf("libc: %d checks, %d failed\n", report.checked(), report.failed());
  return report.failed() == 0 ? 0 : 1;
}
