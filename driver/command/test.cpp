#include <algorithm>

#include "driver/command/command.hpp"
#include "driver/command/prepare.hpp"
#include "driver/plan/shell.hpp"
#include "driver/run/execute.hpp"
#include "driver/run/guest.hpp"
#include "driver/test/report.hpp"
#include "driver/test/test_run.hpp"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {
namespace {

std::string how_it_ended(const Outcome& outcome, unsigned limit_s) {
  if (outcome.timed_out)
    return fmt::format("had not ended after {} seconds", limit_s);
  if (outcome.signal != 0)
    return fmt::format("was ended by signal {}", outcome.signal);
  return fmt::format("ended with exit code {}", outcome.exit_code);
}

/// A process of this machine.
std::optional<RunEnd> start_here(Env& env, const CommandLine& line, const std::string& image,
                                 const std::vector<std::string>& arguments,
                                 const std::function<void(llvm::StringRef)>& on_line,
                                 Diagnostics& diagnostics) {
  Command command{.program = image,
                  .arguments = {image},
                  .variables = {},
                  .folder = {},
                  .limit_s = line.limit_s};
  llvm::append_range(command.arguments, arguments);
  auto outcome = env.processes.run(command, on_line, {});
  if (!outcome) {
    diagnostics.report(kind::kProcess, llvm::toString(outcome.takeError()));
    return std::nullopt;
  }
  return RunEnd{outcome->interrupted_by, outcome->exit_code, how_it_ended(*outcome, line.limit_s)};
}

/// A guest of Xen.
std::optional<RunEnd> start_guest(Env& env, const CommandLine& line, const Prepared& prepared,
                                  const Plan& plan, const std::vector<std::string>& arguments,
                                  const std::function<void(llvm::StringRef)>& on_line) {
  std::string complaints;
  llvm::raw_string_ostream said(complaints);
  Diagnostics of_guest(said, /*colour=*/false);
  const std::string work = on_disk(plan, plan.work);
  const int code = run_guest(env,
                             {.home = prepared.home,
                              .manifest = prepared.project.manifest,
                              .image = on_disk(plan, plan.image),
                              .program = work + "/" + plan.name + "-test.elf",
                              .work = work + "/run",
                              .arguments = arguments,
                              .network = false, // its tests have systems on a Network of their own
                              .ports = {},
                              .disks = {},
                              .limit_s = line.limit_s,
                              .verbose = line.verbose,
                              .on_line = on_line},
                             of_guest);
  for (llvm::StringRef text : llvm::split(llvm::StringRef(complaints).rtrim('\n'), '\n'))
    if (!text.empty())
      on_line(text);
  const bool interrupted =
      !of_guest.failed() && (code == kExitSignal + 2 || code == kExitSignal + 15);
  return RunEnd{interrupted ? code - kExitSignal : 0, code,
                fmt::format("ended with exit code {}", code)};
}

/// Runs the tests of one target and shows each as it ends. \returns nothing when an error was
/// reported.
std::optional<TestRun> test_one(Env& env, const CommandLine& line, const Prepared& prepared,
                                const Plan& plan, Diagnostics& diagnostics) {
  if (!line.json)
    env.out << plan.target << ":\n";
  env.out.flush();
  auto start = [&](const std::vector<std::string>& arguments,
                   const std::function<void(llvm::StringRef)>& on_line) {
    const bool is_guest = plan.target != host_target().name && !find_target(plan.target)->runs_here;
    return is_guest
               ? start_guest(env, line, prepared, plan, arguments, on_line)
               : start_here(env, line, on_disk(plan, plan.image), arguments, on_line, diagnostics);
  };
  return run_tests(start, line.filters, [&](const TestResult& result) {
    if (line.json)
      print_result_json(env, plan.target, result);
    else
      show_result(env, result, line.verbose);
  });
}

/// What went wrong outside of all tests; empty for nothing.
std::string trouble_of(const TestRun& run) {
  return run.trouble.empty() && run.planned != 0 && run.results.empty() ? "it said nothing"
                                                                        : run.trouble;
}

/// Reports what went wrong outside of all tests. \returns whether there was nothing.
bool check_run(Env& env, const CommandLine& line, const Plan& plan, const TestRun& run,
               Diagnostics& diagnostics) {
  if (const std::string trouble = trouble_of(run); !trouble.empty()) {
    env.out.flush();
    diagnostics.report(kind::kTestsBroken, plan.target, trouble);
    env.error << run.output;
    return false;
  }
  if (run.planned != 0)
    return true;
  if (line.filters.empty()) {
    diagnostics.report(kind::kNoTests, line.folder);
    diagnostics.note("a test begins with MIR_TEST(\"its name\"), after #include <mir/test.hpp>");
  } else {
    diagnostics.report(kind::kNoSuchTest, llvm::join(line.filters, " or "));
    diagnostics.note("names are SUITE/NAME, as mir test shows them; * stands for any characters");
  }
  return false;
}

bool write_junit(Env& env, const CommandLine& line, const std::string& name,
                 const std::vector<TestsOfTarget>& all, Diagnostics& diagnostics) {
  if (line.junit.empty())
    return true;
  auto error = env.disk.write(absolute_path(env, line.junit), junit_document(name, all));
  if (!error)
    return true;
  diagnostics.report(std::move(error));
  return false;
}

/// How many tests there were of each outcome.
struct Count {
  std::size_t passed = 0, failed = 0, skipped = 0;
  std::string first_failed; ///< its whole name

  void add(const TestResult& result) {
    ++(result.outcome == TestOutcome::Passed   ? passed
       : result.outcome == TestOutcome::Failed ? failed
                                               : skipped);
    if (result.outcome == TestOutcome::Failed && first_failed.empty())
      first_failed = whole_name(result);
  }
};

int conclude(Env& env, const CommandLine& line, const std::vector<TestsOfTarget>& all,
             Diagnostics& diagnostics) {
  Count together;
  for (const TestsOfTarget& target : all) {
    Count count;
    for (const TestResult& result : target.results)
      count.add(result), together.add(result);
    if (line.json)
      print_json(env, {{"type", "tests"},
                       {"target", target.target},
                       {"passed", static_cast<std::int64_t>(count.passed)},
                       {"failed", static_cast<std::int64_t>(count.failed)},
                       {"skipped", static_cast<std::int64_t>(count.skipped)}});
    else
      env.out << fmt::format("{}: {} passed, {} failed, {} skipped\n", target.target, count.passed,
                             count.failed, count.skipped);
  }
  env.out.flush();
  if (together.failed != 0) {
    diagnostics.report(kind::kTestsFailed, together.failed,
                       together.passed + together.failed + together.skipped);
    diagnostics.note("one alone: " +
                     again(line, "test --filter=" + shell_quoted(together.first_failed)));
  } else if (!line.json) {
    print_next(env, again(line, "run"));
  }
  return diagnostics.exit_code();
}

} // namespace

int command_test(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  auto prepared = prepare(env, line, diagnostics, Purpose::Tests);
  if (!prepared || !require_tools(prepared->tools, diagnostics))
    return diagnostics.exit_code();
  if (prepared->project.tests.empty()) {
    diagnostics.report(kind::kNoTests, line.folder);
    diagnostics.note("write one: test_NAME.cpp beside the sources or in tests/, with #include "
                     "<mir/test.hpp> and MIR_TEST(\"its name\") { MIR_EXPECT(1 + 1 == 2); }");
    return diagnostics.exit_code();
  }
  if (int code = build_images(env, line, *prepared, diagnostics); code != 0)
    return code;
  if (line.dry_run)
    return end_dry_run(env, line);
  std::vector<TestsOfTarget> all;
  for (const Plan& plan : prepared->plans) {
    auto run = test_one(env, line, *prepared, plan, diagnostics);
    if (!run)
      return diagnostics.exit_code();
    if (run->interrupted_by != 0)
      return kExitSignal + run->interrupted_by;
    const bool is_sound = check_run(env, line, plan, *run, diagnostics);
    std::string trouble = trouble_of(*run);
    all.push_back({plan.target, std::move(run->results), std::move(trouble), run->output});
    if (!is_sound) {
      // The build server hears of it, too.
      (void)write_junit(env, line, prepared->project.manifest.name.value, all, diagnostics);
      return diagnostics.exit_code();
    }
  }
  if (!write_junit(env, line, prepared->project.manifest.name.value, all, diagnostics))
    return diagnostics.exit_code();
  return conclude(env, line, all, diagnostics);
}

} // namespace mir::driver
