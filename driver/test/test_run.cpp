#include "driver/test/test_run.hpp"

namespace mir::driver {

std::optional<TestRun> run_tests(const StartTests& start, const std::vector<std::string>& filters,
                                 const std::function<void(const TestResult&)>& on_result) {
  TestRun run;
  for (std::size_t first = 0;;) {
    std::vector<std::string> arguments;
    for (const std::string& filter : filters)
      arguments.push_back("--filter=" + filter);
    if (first != 0)
      arguments.push_back("--first=" + std::to_string(first));
    TestOutput output([&](const TestResult& result) {
      run.results.push_back(result);
      on_result(result);
    });
    auto end = start(arguments, [&](llvm::StringRef line) { output.line(line); });
    if (!end)
      return std::nullopt;
    run.interrupted_by = end->interrupted_by;
    if (run.interrupted_by != 0)
      return run;
    output.ended(end->how);
    run.output += output.rest();
    run.planned = output.planned().value_or(run.planned);
    const bool failed = std::any_of(run.results.begin(), run.results.end(), [](const auto& result) {
      return result.outcome == TestOutcome::Failed;
    });
    if (output.done()) {
      // A sanitizer has its say behind the last test.
      if (end->exit_code != 0 && !failed)
        run.trouble = end->how;
      return run;
    }
    // A test that ends the program is followed by the next; a program that does not get to one
    // would never.
    if (output.next() <= first || output.next() >= run.planned) {
      if (output.next() <= first)
        run.trouble = end->how;
      return run;
    }
    first = output.next();
  }
}

} // namespace mir::driver
