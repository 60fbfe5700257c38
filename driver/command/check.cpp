#include "driver/command/command.hpp"
#include "driver/command/prepare.hpp"
#include "driver/run/execute.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace mir::driver {
namespace {

ExecuteOptions options(const CommandLine& line, std::vector<std::string> only) {
  return {
      .jobs = line.jobs, .verbose = line.verbose, .dry_run = line.dry_run, .only = std::move(only)};
}

/// Reads each source again, and lets the check change it. What it cannot mend it reports.
void fix_sources(Env& env, const Plan& plan, Diagnostics& diagnostics) {
  for (const Step& step : plan.steps) {
    if (step.kind != StepKind::Check || step.output == plan.capabilities)
      continue;
    Command command{.program = step.command.front(),
                    .arguments = step.command,
                    .variables = {},
                    .folder = plan.folder};
    command.arguments.insert(llvm::find(command.arguments, "--"), "--fix");
    auto outcome = env.processes.run(command, [](llvm::StringRef) {}, {});
    // What remains is reported by the check that follows.
    if (!outcome)
      diagnostics.report(kind::kProcess, llvm::toString(outcome.takeError()));
  }
}

/// \returns what `mir` shall end with.
int check_all(Env& env, const CommandLine& line, const Prepared& prepared,
              Diagnostics& diagnostics) {
  auto held = hold_results(env, prepared.plans.front(), diagnostics);
  if (!held)
    return diagnostics.exit_code();
  auto run = [&](std::vector<std::string> only) {
    return execute(env, {prepared.plans, prepared.stamps}, prepared.tools,
                   options(line, std::move(only)), diagnostics)
        .value_or(diagnostics.exit_code());
  };
  std::vector<std::string> headers, capabilities;
  for (const Plan& plan : prepared.plans) {
    capabilities.push_back(plan.capabilities);
    for (const Step& step : plan.steps)
      if (step.kind == StepKind::Headers)
        headers.push_back(step.output);
  }
  if (line.fix && !line.dry_run) {
    // Makes what the sources include.
    if (int code = headers.empty() ? 0 : run(headers); code != 0)
      return code;
    for (const Plan& plan : prepared.plans)
      fix_sources(env, plan, diagnostics);
  }
  return run(capabilities);
}

void announce(Env& env, const CommandLine& line, const Plan& plan, llvm::StringRef list) {
  llvm::SmallVector<llvm::StringRef> names;
  list.split(names, '\n', -1, /*KeepEmpty=*/false);
  if (line.json) {
    llvm::json::Array array;
    for (llvm::StringRef name : names)
      array.push_back(name);
    print_json(env, {{"type", "check"},
                     {"name", plan.name},
                     {"target", plan.target},
                     {"capabilities", std::move(array)}});
    return;
  }
  if (line.capabilities)
    env.out << plan.target << ": " << (names.empty() ? "none" : llvm::join(names, ", ")) << "\n";
  else
    env.out << plan.target << ": nothing to complain about\n";
}

} // namespace

int command_check(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  auto prepared = prepare(env, line, diagnostics);
  if (!prepared || !require_tools(prepared->tools, diagnostics))
    return diagnostics.exit_code();
  if (!env.disk.status(prepared->home.check())) {
    diagnostics.report(kind::kBrokenInstallation, prepared->home.check());
    diagnostics.note("install mir again, from a build that found libclang-19-dev");
    return diagnostics.exit_code();
  }
  if (int code = check_all(env, line, *prepared, diagnostics); code != 0)
    return code;
  if (line.dry_run)
    return end_dry_run(env, line);
  for (const Plan& plan : prepared->plans) {
    auto list = env.disk.read(on_disk(plan, plan.capabilities));
    if (!list) {
      diagnostics.report(list.takeError());
      return diagnostics.exit_code();
    }
    announce(env, line, plan, *list);
  }
  if (!line.json)
    print_next(env, again(line, "build"));
  return 0;
}

} // namespace mir::driver
