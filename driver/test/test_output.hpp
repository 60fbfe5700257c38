/// \file
/// What a program of tests says of itself, line by line (stdlib/os/testing/runner.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "llvm/ADT/StringRef.h"

namespace mir::driver {

enum class TestOutcome { Passed, Failed, Skipped };

struct TestResult {
  std::string suite, name; ///< its whole name is "suite/name"
  TestOutcome outcome = TestOutcome::Failed;
  std::vector<std::string> failures; ///< "test_parser.cpp:12: expected ..."
  std::string skipped;               ///< why
  std::string output;                ///< what it wrote, whole lines
  std::int64_t ns = 0;               ///< by the clock of its system, which may be virtual
};

/// Follows one run of the program.
class TestOutput {
public:
  /// \param on_result is called for each test that has ended.
  explicit TestOutput(std::function<void(const TestResult&)> on_result)
      : on_result_(std::move(on_result)) {}

  void line(llvm::StringRef text);
  /// The program has ended. A test that was running has failed.
  ///
  /// \param how "was ended by signal 6".
  void ended(llvm::StringRef how);

  /// How many tests were chosen; nothing when the program ended before it said so.
  [[nodiscard]] std::optional<std::size_t> planned() const { return planned_; }
  /// Whether the program came to its end.
  [[nodiscard]] bool done() const { return done_; }
  /// The number of the test to go on with, after a test that ended the program.
  [[nodiscard]] std::size_t next() const { return next_; }
  /// What was written outside of all tests.
  [[nodiscard]] const std::string& rest() const { return rest_; }

private:
  void report(llvm::StringRef text);
  void begin(llvm::StringRef name);
  void end(llvm::StringRef text);

  std::function<void(const TestResult&)> on_result_;
  std::optional<std::size_t> planned_;
  std::optional<TestResult> running_;
  std::size_t next_ = 0;
  std::string rest_;
  bool done_ = false;
};

} // namespace mir::driver
