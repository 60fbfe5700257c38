#include "driver/run/execute.hpp"

#include "driver/ninja/ninja_file.hpp"
#include "driver/run/ninja_output.hpp"
#include "driver/run/progress.hpp"
#include "driver/run/reasons.hpp"

namespace mir::driver {
namespace {

/// Marks a folder of results, for backup programs and for `mir clean`
/// (https://bford.info/cachedir).
constexpr llvm::StringLiteral kCacheTag = "Signature: 8a477f597d28d172789f06886806bc55\n"
                                          "# Made by mir; `mir clean` removes it.\n";

/// What Ninja is started with: a plan's own file, or one that names those of all.
std::string top_file(const Work& work) {
  const Plan& first = work.plans.front();
  return work.plans.size() == 1 ? first.file : first.build + "/build.ninja";
}

bool write_files(Env& env, const Work& work, Diagnostics& diagnostics) {
  auto failed = [&](llvm::Error error) {
    if (!error)
      return false;
    diagnostics.report(std::move(error));
    return true;
  };
  const Plan& first = work.plans.front();
  if (failed(env.disk.write(on_disk(first, first.build + "/CACHEDIR.TAG"), kCacheTag)) ||
      failed(env.disk.write(on_disk(first, first.build + "/.gitignore"), "*\n")))
    return false;
  for (std::size_t at = 0; at < work.plans.size(); ++at) {
    const Plan& plan = work.plans[at];
    const Stamp& stamp = work.stamps[at];
    if (failed(env.disk.make_folders(on_disk(plan, plan.work))) ||
        failed(env.disk.write(on_disk(plan, plan.stamp), stamp.text)) ||
        failed(env.disk.write(on_disk(plan, seen_file(plan)), stamp.seen)) ||
        failed(env.disk.write(on_disk(plan, plan.file), ninja_file(plan))))
      return false;
  }
  return work.plans.size() == 1 ||
         !failed(env.disk.write(on_disk(first, top_file(work)), ninja_file_of_all(work.plans)));
}

Command ninja_command(const Work& work, const Tools& tools, const ExecuteOptions& options) {
  Command command{.program = tools.ninja,
                  .arguments = {"ninja", "-f", top_file(work)},
                  // What it prints goes through a pipe, where it would drop colours. The others
                  // would lay the user's folders before ours, where the compiler looks for headers.
                  .variables = {"NINJA_STATUS=" + kNinjaStatus.str(), "CLICOLOR_FORCE=1",
                                "CPATH=", "C_INCLUDE_PATH=", "CPLUS_INCLUDE_PATH="},
                  .folder = work.plans.front().folder};
  if (options.jobs != 0)
    command.arguments.push_back("-j" + std::to_string(options.jobs));
  if (options.verbose)
    command.arguments.emplace_back("-v");
  if (options.dry_run)
    command.arguments.emplace_back("-n");
  command.arguments.insert(command.arguments.end(), options.only.begin(), options.only.end());
  if (options.explain)
    command.arguments.insert(command.arguments.end(), {"-d", "explain"});
  return command;
}

/// Without the sequences that colour text (ECMA-48 8.3.117).
std::string without_colour(llvm::StringRef line) {
  std::string plain;
  while (!line.empty()) {
    auto [before, after] = line.split("\x1b[");
    plain += before;
    line = after.drop_while([](char c) { return c == ';' || (c >= '0' && c <= '9'); })
               .drop_front(!after.empty());
  }
  return plain;
}

} // namespace

std::unique_ptr<Lock> hold_results(Env& env, const Plan& plan, Diagnostics& diagnostics) {
  auto lock = env.disk.lock(on_disk(plan, plan.build + "/.lock"), [&] {
    env.error << "waiting for another build of '" << plan.name << "'\n";
    env.error.flush();
  });
  if (lock)
    return std::move(*lock);
  diagnostics.report(lock.takeError());
  diagnostics.note("results can go elsewhere: --build-dir=DIR");
  return nullptr;
}

std::optional<int> execute(Env& env, const Work& work, const Tools& tools,
                           const ExecuteOptions& options, Diagnostics& diagnostics) {
  if (!write_files(env, work, diagnostics))
    return std::nullopt;
  Progress progress(env.error, env.error_is_terminal && !options.verbose && !options.explain
                                   ? env.error_columns
                                   : 0);
  Reasons reasons(work.plans);
  NinjaOutput output({
      .on_step =
          [&](llvm::StringRef count, llvm::StringRef what) {
            progress.step(count, what);
            if (options.explain)
              progress.line("      " + reasons.of(what));
          },
      .on_reason = [&](llvm::StringRef text) { reasons.add(text); },
      .on_kept = [&] { progress.line("      what it reads holds what it held: kept as it is"); },
      .on_output =
          [&](llvm::StringRef line) {
            if (diagnostics.colour())
              progress.line(line);
            else
              progress.line(without_colour(line));
          },
      .on_error =
          [&](llvm::StringRef reason) {
            progress.line("");
            diagnostics.report(kind::kNinja, reason.str());
          },
  });
  auto outcome = env.processes.run(ninja_command(work, tools, options),
                                   [&](llvm::StringRef line) { output.line(line); }, {});
  if (!outcome) {
    diagnostics.report(kind::kProcess, llvm::toString(outcome.takeError()));
    return std::nullopt;
  }
  if (diagnostics.failed())
    return std::nullopt;
  if (outcome->signal != 0)
    return kExitSignal + outcome->signal;
  // What the commands said has been shown; there is nothing to add.
  return outcome->exit_code == 0 ? 0 : static_cast<int>(Exit::Project);
}

std::optional<std::uint64_t> publish(Env& env, const Plan& plan, const Manifest& manifest,
                                     Diagnostics& diagnostics) {
  std::string image = on_disk(plan, plan.image);
  auto status = env.disk.status(image);
  std::uint64_t size = status ? status->size : 0;
  if (manifest.budget.image && size > *manifest.budget.image) {
    diagnostics.report_at(manifest.budget.place, kind::kOverBudget, size, *manifest.budget.image);
    diagnostics.note(fmt::format("it is {}", image));
    return std::nullopt;
  }
  if (auto error = env.disk.publish(image, on_disk(plan, plan.result))) {
    diagnostics.report(std::move(error));
    return std::nullopt;
  }
  if (!plan.configuration_file.empty())
    if (auto error = env.disk.write(on_disk(plan, plan.configuration_file), plan.configuration)) {
      diagnostics.report(std::move(error));
      return std::nullopt;
    }
  return size;
}

} // namespace mir::driver
