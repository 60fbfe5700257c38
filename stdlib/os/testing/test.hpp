/// \file
/// Test: what one test of an application is given, and the macros that make one.
#pragma once

#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <mir/os/app/app.hpp>
#include <mir/os/testing/expectation.hpp>

namespace mir::os::testing {

/// Where each failed expectation goes at once: the test may crash later.
class Report {
public:
  virtual ~Report() = default;
  /// \param line "test_parser.cpp:12: expected a == b, but it is 1 == 2".
  virtual void failure(std::string_view line) = 0;

protected:
  Report() = default;
  Report(const Report&) = default;
  Report& operator=(const Report&) = default;
};

/// One test while it runs: its system, and what it found. Helpers of a test take it as a parameter
/// named `test`, which the macros below use.
class Test {
public:
  /// \param app and `report` outlive the test.
  Test(App& app, bool is_virtual, Report& report) noexcept
      : app_(app), report_(report), is_virtual_(is_virtual) {}
  Test(const Test&) = delete;
  Test& operator=(const Test&) = delete;

  /// The system of this test alone: console, clock, random numbers, tasks.
  [[nodiscard]] App& app() noexcept { return app_; }
  /// Whether time is virtual: it passes only where the test waits, and then at once.
  [[nodiscard]] bool is_virtual() const noexcept { return is_virtual_; }

  /// Notes a failure when the verdict is bad. \returns whether it is good.
  bool expect(const Verdict& verdict, std::string_view condition,
              std::source_location where = std::source_location::current());
  /// The same, but a bad verdict ends the test.
  void require(const Verdict& verdict, std::string_view condition,
               std::source_location where = std::source_location::current());
  /// Notes a failure.
  void fail(std::string_view text, std::source_location where = std::source_location::current());
  /// Ends the test; it counts as neither passed nor failed.
  [[noreturn]] void skip(std::string_view why);

  [[nodiscard]] bool failed() const noexcept { return failures_ != 0; }

  /// What require() and skip() throw: only the runner catches it.
  struct End {
    std::string skipped; ///< why; empty when the test has failed
  };

private:
  App& app_;
  Report& report_;
  unsigned failures_ = 0;
  bool is_virtual_;
};

/// A test as the linker collects it. Exactly one of the two bodies is there.
struct Entry {
  const char* name;
  const char* file; ///< as the compiler was given it
  void (*plain)(Test&);
  Task<> (*task)(Test&);
};

/// All tests of the program, file after file in the order of the link.
std::span<const Entry> entries() noexcept;

/// "net/parser" of "net/test_parser.cpp".
std::string suite_of(std::string_view file);

} // namespace mir::os::testing

// The entries of all files form one array: the linker lays the section's parts side by side. So no
// code runs before the first test, and nothing is registered.
#define MIR_TEST_ENTRY_(body, text, plain, task)                                                   \
  [[gnu::used, gnu::retain, gnu::section("mir_tests")]]                                            \
  static constexpr ::mir::os::testing::Entry body##_entry{text, __FILE__, plain, task};
#define MIR_TEST_JOINED_(a, b) a##b
#define MIR_TEST_NAMED_(a, b) MIR_TEST_JOINED_(a, b)
#define MIR_TEST_BODY_ MIR_TEST_NAMED_(mir_test_of_line_, __LINE__)

#define MIR_TEST_PLAIN_(body, text)                                                                \
  static void body(::mir::os::testing::Test& test);                                                \
  MIR_TEST_ENTRY_(body, text, body, nullptr)                                                       \
  static void body([[maybe_unused]] ::mir::os::testing::Test& test)
#define MIR_TEST_TASK_NAMED_(body, text)                                                           \
  static ::mir::os::Task<> body(::mir::os::testing::Test& test);                                   \
  MIR_TEST_ENTRY_(body, text, nullptr, body)                                                       \
  static ::mir::os::Task<> body([[maybe_unused]] ::mir::os::testing::Test& test)

/// A test: `MIR_TEST("an empty packet is refused") { MIR_EXPECT(!parse({})); }`
#define MIR_TEST(text) MIR_TEST_PLAIN_(MIR_TEST_BODY_, text)
/// A test that waits: `MIR_TEST_TASK("sleeps") { co_await mir::sleep(1_h); }`. Its body is a
/// coroutine.
#define MIR_TEST_TASK(text) MIR_TEST_TASK_NAMED_(MIR_TEST_BODY_, text)

#define MIR_TEST_VERDICT_(...)                                                                     \
  ::mir::os::testing::verdict_of(::mir::os::testing::Expectation() <= __VA_ARGS__)
/// Notes a failure, with the values of both sides, unless the condition holds; the test goes on.
#define MIR_EXPECT(...) test.expect(MIR_TEST_VERDICT_(__VA_ARGS__), #__VA_ARGS__)
/// The same, but the test ends there.
#define MIR_REQUIRE(...) test.require(MIR_TEST_VERDICT_(__VA_ARGS__), #__VA_ARGS__)
