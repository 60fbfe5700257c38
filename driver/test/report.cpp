#include "driver/test/report.hpp"

#include <fmt/format.h>

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {
namespace {

const char* word(TestOutcome outcome) {
  switch (outcome) {
  case TestOutcome::Passed:
    return "passed";
  case TestOutcome::Failed:
    return "failed";
  case TestOutcome::Skipped:
    return "skipped";
  }
  llvm_unreachable("every outcome is listed");
}

} // namespace

std::string whole_name(const TestResult& result) { return result.suite + "/" + result.name; }

void show_result(Env& env, const TestResult& result, bool verbose) {
  const bool failed = result.outcome == TestOutcome::Failed;
  env.out << fmt::format("  {:<8} {}{}\n", failed ? "FAILED" : word(result.outcome),
                         whole_name(result),
                         result.skipped.empty() ? "" : " (" + result.skipped + ")");
  for (const std::string& failure : result.failures)
    env.out << "           " << failure << "\n";
  if (failed || verbose)
    for (llvm::StringRef line : llvm::split(llvm::StringRef(result.output).rtrim('\n'), '\n'))
      if (!result.output.empty())
        env.out << "           | " << line << "\n";
  env.out.flush();
}

void print_result_json(Env& env, const std::string& target, const TestResult& result) {
  llvm::json::Array failures;
  for (const std::string& failure : result.failures)
    failures.push_back(llvm::json::fixUTF8(failure));
  env.out << llvm::json::Value(llvm::json::Object{{"type", "test"},
                                                  {"target", target},
                                                  {"suite", llvm::json::fixUTF8(result.suite)},
                                                  {"name", llvm::json::fixUTF8(result.name)},
                                                  {"outcome", word(result.outcome)},
                                                  {"failures", std::move(failures)},
                                                  {"skipped", llvm::json::fixUTF8(result.skipped)},
                                                  {"output", llvm::json::fixUTF8(result.output)},
                                                  {"ns", result.ns}})
          << "\n";
  env.out.flush();
}

} // namespace mir::driver
