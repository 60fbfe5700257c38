#include <cstdio>
#include <format>
#include <iterator>
#include <print>
#include <string>

#include "report.hpp"

namespace mir::libc_test {

void test_text(Report& report) {
  report.expect(std::format("{} {:>5} {:#x} {}", 1, "ab", 255, true) == "1    ab 0xff true",
                "format");
  report.expect(std::format("{} {:.3f} {:e}", 0.1, 2.0 / 3, 1e-7) == "0.1 0.667 1.000000e-07",
                "format of floating point");
  report.expect(std::format("{:*^9}", "äöü") == "***äöü***", "format knows UTF-8");
  std::string text;
  std::format_to(std::back_inserter(text), "{1}-{0}", "a", "b");
  report.expect(text == "b-a", "format_to");
  bool thrown = false;
  try {
    int number = 1;
    static_cast<void>(std::vformat("{:s}", std::make_format_args(number)));
  } catch (const std::format_error&) {
    thrown = true;
  }
  report.expect(thrown, "a wrong format throws");
  // Seen by whoever compares the output.
  std::println("println {} {:.1f}", "prints", 1.25);
  std::println(stdout, "{}", 42);
}

} // namespace mir::libc_test
