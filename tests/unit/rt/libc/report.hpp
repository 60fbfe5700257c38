#pragma once

#include <source_location>

namespace mir::libc_test {

/// Counts expectations and prints those that do not hold.
///
/// Stands on printf alone: it judges the library above that, on every target.
class Report {
public:
  void expect(bool holds, const char* what,
              std::source_location where = std::source_location::current());

  [[nodiscard]] int checked() const { return checked_; }
  [[nodiscard]] int failed() const { return failed_; }

private:
  int checked_ = 0;
  int failed_ = 0;
};

// One file each.
void test_heap(Report& report);
void test_numbers(Report& report);
void test_exceptions(Report& report);
void test_types(Report& report);
void test_coroutines(Report& report);
void test_library(Report& report);
void test_text(Report& report);
void test_lifetime(Report& report);
void test_one_thread(Report& report);

} // namespace mir::libc_test
