#include <mir/os/testing/test.hpp>

extern "C" {
// The linker's names for the ends of the section; absent without a test.
[[gnu::weak, gnu::visibility("hidden")]] extern const mir::os::testing::Entry __start_mir_tests[];
[[gnu::weak, gnu::visibility("hidden")]] extern const mir::os::testing::Entry __stop_mir_tests[];
}

namespace mir::os::testing {
namespace {

/// A report is one line.
std::string on_one_line(std::string_view text) {
  std::string result;
  for (const char c : text)
    result += c == '\n' ? std::string("\\n") : std::string(1, c);
  return result;
}

} // namespace

bool Test::expect(const Verdict& verdict, std::string_view condition, std::source_location where) {
  if (!verdict.holds)
    fail(verdict.values.empty() ? format("expected {}", condition)
                                : format("expected {}, but it is {}", condition, verdict.values),
         where);
  return verdict.holds;
}

void Test::require(const Verdict& verdict, std::string_view condition, std::source_location where) {
  if (!expect(verdict, condition, where))
    throw End{};
}

void Test::fail(std::string_view text, std::source_location where) {
  ++failures_;
  report_.failure(format("{}:{}: {}", where.file_name(), where.line(), on_one_line(text)));
}

void Test::skip(std::string_view why) { throw End{on_one_line(why.empty() ? "skipped" : why)}; }

std::span<const Entry> entries() noexcept {
  const Entry* const begin = __start_mir_tests;
  if (begin == nullptr)
    return {};
  return {begin, __stop_mir_tests};
}

std::string suite_of(std::string_view file) {
  const std::size_t slash = file.rfind('/');
  const std::size_t name = slash == std::string_view::npos ? 0 : slash + 1;
  std::string suite(file.substr(0, name));
  file.remove_prefix(name);
  if (file.starts_with("test_"))
    file.remove_prefix(5);
  suite += file.substr(0, file.rfind('.'));
  return suite;
}

} // namespace mir::os::testing
