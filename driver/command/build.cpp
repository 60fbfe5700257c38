#include "driver/command/command.hpp"
#include "driver/command/prepare.hpp"
#include "driver/plan/print_plan.hpp"
#include "driver/run/execute.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace mir::driver {
namespace {

/// A path as the user would write it from here.
std::string shown(const Env& env, const Plan& plan, const std::string& path) {
  llvm::StringRef absolute(path);
  std::string in_project = plan.folder + "/" + path;
  if (!absolute.starts_with("/"))
    absolute = in_project;
  absolute.consume_front(env.folder + "/");
  return absolute.str();
}

/// What became of the plans.
struct Built {
  int exit_code = 0;
  std::vector<std::uint64_t> sizes = {}; ///< bytes of each image; none after a dry run
};

Built build_all(Env& env, const CommandLine& line, const Prepared& prepared,
                Diagnostics& diagnostics) {
  auto held = hold_results(env, prepared.plans.front(), diagnostics);
  if (!held)
    return {diagnostics.exit_code()};
  auto executed = execute(env, {prepared.plans, prepared.stamps}, prepared.tools,
                          {.jobs = line.jobs,
                           .verbose = line.verbose,
                           .dry_run = line.dry_run,
                           .explain = line.explain},
                          diagnostics);
  if (!executed)
    return {diagnostics.exit_code()};
  Built built{*executed};
  if (*executed != 0 || line.dry_run)
    return built;
  for (const Plan& plan : prepared.plans) {
    // A test's image is run where it was made.
    auto size = plan.result.empty() ? std::optional<std::uint64_t>(0)
                                    : publish(env, plan, prepared.project.manifest, diagnostics);
    if (!size)
      return {diagnostics.exit_code()};
    built.sizes.push_back(*size);
  }
  return built;
}

void announce(Env& env, const CommandLine& line, const Plan& plan, std::uint64_t size) {
  std::string result = shown(env, plan, plan.result);
  if (!line.json) {
    env.out << plan.target << ": " << result << " (" << size << " bytes)\n";
    return;
  }
  print_json(env, {{"type", "image"},
                   {"name", plan.name},
                   {"target", plan.target},
                   {"path", llvm::json::fixUTF8(result)},
                   {"bytes", static_cast<std::int64_t>(size)}});
}

bool write_compile_commands(Env& env, const CommandLine& line, const Prepared& prepared,
                            Diagnostics& diagnostics) {
  std::string folder = build_folder(env, line);
  auto error = env.disk.make_folders(folder);
  if (!error)
    error = env.disk.write(folder + "/compile_commands.json", compile_commands(prepared.plans));
  if (!error)
    return true;
  diagnostics.report(std::move(error));
  diagnostics.note("results can go elsewhere: --build-dir=DIR");
  return false;
}

} // namespace

int build_images(Env& env, const CommandLine& line, const Prepared& prepared,
                 Diagnostics& diagnostics) {
  if (!line.dry_run && !write_compile_commands(env, line, prepared, diagnostics))
    return diagnostics.exit_code();
  return build_all(env, line, prepared, diagnostics).exit_code;
}

int command_build(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  auto prepared = prepare(env, line, diagnostics);
  if (!prepared || !require_tools(prepared->tools, diagnostics))
    return diagnostics.exit_code();
  // From here on nothing is read but what the steps make.
  if (!line.dry_run && !write_compile_commands(env, line, *prepared, diagnostics))
    return diagnostics.exit_code();
  const Built built = build_all(env, line, *prepared, diagnostics);
  if (built.exit_code != 0)
    return built.exit_code;
  for (std::size_t at = 0; at < built.sizes.size(); ++at)
    announce(env, line, prepared->plans[at], built.sizes[at]);
  if (line.dry_run)
    return end_dry_run(env, line);
  if (!line.json)
    print_next(env, again(line, "run"));
  return 0;
}

} // namespace mir::driver
