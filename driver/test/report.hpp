/// \file
/// Shows results of tests: to people as they come, to programs as JSON and JUnit.
#pragma once

#include "driver/env/env.hpp"
#include "driver/test/test_output.hpp"

namespace mir::driver {

/// "parser/refuses an empty packet".
std::string whole_name(const TestResult& result);

/// For people: a line, and below it all that is known of one that has failed.
///
/// \param verbose shows what a test has written even where it has passed.
void show_result(Env& env, const TestResult& result, bool verbose);

/// For programs: one object. docs/mir.md lists the members.
void print_result_json(Env& env, const std::string& target, const TestResult& result);

/// The results of a target's tests.
struct TestsOfTarget {
  std::string target;
  std::vector<TestResult> results;
  std::string trouble = {}; ///< what went wrong outside of every test; empty for nothing
  std::string output = {};  ///< what was written outside of every test
};

/// A document in the form that build servers read: JUnit's, a test suite a target and file.
std::string junit_document(const std::string& application, const std::vector<TestsOfTarget>& all);

} // namespace mir::driver
