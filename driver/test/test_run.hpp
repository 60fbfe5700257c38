/// \file
/// Runs a program of tests, again behind each test that ends it, until all have had their turn.
#pragma once

#include <functional>

#include "driver/diag/diagnostics.hpp"
#include "driver/env/processes.hpp"
#include "driver/test/test_output.hpp"

namespace mir::driver {

/// How one run of the program ended.
struct RunEnd {
  int interrupted_by = 0; ///< the signal the driver was interrupted by; 0 for none
  int exit_code = 0;
  std::string how; ///< "ended with exit code 1"
};

/// Starts the program with these arguments and passes on its output line by line.
///
/// \returns nothing when an error was reported.
using StartTests =
    std::function<std::optional<RunEnd>(const std::vector<std::string>& arguments,
                                        const std::function<void(llvm::StringRef)>& on_line)>;

/// What became of the tests.
struct TestRun {
  int interrupted_by = 0;
  std::size_t planned = 0;
  std::vector<TestResult> results;
  std::string trouble; ///< why there are no results, or what went wrong behind the last test
  std::string output;  ///< what was written outside of all tests
};

/// \returns nothing when an error was reported.
std::optional<TestRun> run_tests(const StartTests& start, const std::vector<std::string>& filters,
                                 const std::function<void(const TestResult&)>& on_result);

} // namespace mir::driver
