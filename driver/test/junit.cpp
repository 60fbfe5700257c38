#include <map>

#include <fmt/format.h>

#include "driver/test/report.hpp"
#include "llvm/Support/JSON.h"

namespace mir::driver {
namespace {

/// Text or the value of an attribute of XML 1.0: control characters have no place in it (2.2).
std::string xml(llvm::StringRef text) {
  std::string result;
  for (unsigned char c : llvm::json::fixUTF8(text))
    if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '&')
      result += "&amp;";
    else if (c == '"')
      result += "&quot;";
    else if (c == '\n')
      result += "&#10;";
    else if (c >= 0x20 || c == '\t')
      result += static_cast<char>(c);
  return result;
}

std::string seconds(std::int64_t ns) {
  return fmt::format("{:.9f}", static_cast<double>(ns) / 1e9);
}

std::string test_case(const std::string& suite, const TestResult& result) {
  std::string text = fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{}\">\n",
                                 xml(suite), xml(result.name), seconds(result.ns));
  std::string failures;
  for (const std::string& failure : result.failures)
    failures += (failures.empty() ? "" : "\n") + failure;
  if (result.outcome == TestOutcome::Failed)
    text += fmt::format("      <failure message=\"{}\"/>\n", xml(failures));
  if (result.outcome == TestOutcome::Skipped)
    text += fmt::format("      <skipped message=\"{}\"/>\n", xml(result.skipped));
  if (!result.output.empty())
    text += fmt::format("      <system-out>{}</system-out>\n", xml(result.output));
  return text + "    </testcase>\n";
}

struct Suite {
  unsigned tests = 0, failures = 0, skipped = 0, errors = 0;
  std::int64_t ns = 0;
  std::string cases;
};

/// A program that went wrong by itself is a case of its own, so that a build server shows it.
void add_trouble(Suite& suite, const TestsOfTarget& target) {
  ++suite.tests;
  ++suite.errors;
  suite.cases += fmt::format(
      "    <testcase classname=\"{0}\" name=\"the program of the tests\" time=\"0\">\n"
      "      <error message=\"{1}\"/>\n      <system-out>{2}</system-out>\n    </testcase>\n",
      xml(target.target), xml(target.trouble), xml(target.output));
}

} // namespace

std::string junit_document(const std::string& application, const std::vector<TestsOfTarget>& all) {
  std::map<std::string, Suite> suites;
  for (const TestsOfTarget& target : all) {
    if (!target.trouble.empty())
      add_trouble(suites[target.target], target);
    for (const TestResult& result : target.results) {
      const std::string name = target.target + "." + result.suite;
      Suite& suite = suites[name];
      ++suite.tests;
      suite.failures += result.outcome == TestOutcome::Failed ? 1 : 0;
      suite.skipped += result.outcome == TestOutcome::Skipped ? 1 : 0;
      suite.ns += result.ns;
      suite.cases += test_case(name, result);
    }
  }
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  text += fmt::format("<testsuites name=\"{}\">\n", xml(application));
  for (const auto& [name, suite] : suites)
    text += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\" "
                        "errors=\"{}\" time=\"{}\">\n{}  </testsuite>\n",
                        xml(name), suite.tests, suite.failures, suite.skipped, suite.errors,
                        seconds(suite.ns), suite.cases);
  return text + "</testsuites>\n";
}

} // namespace mir::driver
