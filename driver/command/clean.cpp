#include "driver/command/command.hpp"
#include "driver/command/prepare.hpp"

namespace mir::driver {
namespace {

/// Waits for the build that is under way in the folder, and holds up others.
///
/// \returns nothing when an error was reported.
std::unique_ptr<Lock> hold(Env& env, const std::string& folder, Diagnostics& diagnostics) {
  auto lock = env.disk.lock(folder + "/.lock", [&] {
    env.error << "waiting for a build in '" << folder << "'\n";
    env.error.flush();
  });
  if (lock)
    return std::move(*lock);
  diagnostics.report(lock.takeError());
  return nullptr;
}

/// --build-dir may name any folder; only one that execute() has marked is ours to remove.
bool is_ours(Env& env, const std::string& folder, Diagnostics& diagnostics) {
  if (env.disk.status(folder + "/CACHEDIR.TAG"))
    return true;
  diagnostics.report(kind::kNotABuildFolder, folder);
  diagnostics.note("nothing was removed; if it holds nothing of yours, remove it yourself");
  return false;
}

/// Says what would be removed. \returns what `mir` shall end with.
int show_results(Env& env, const CommandLine& line, const std::string& folder,
                 Diagnostics& diagnostics) {
  const bool is_there = env.disk.status(folder).has_value();
  if (is_there && !is_ours(env, folder, diagnostics))
    return diagnostics.exit_code();
  if (!line.json && is_there)
    env.out << "would remove '" << folder << "'\n";
  else if (!line.json)
    env.out << "nothing to remove: there is no '" << folder << "'\n";
  return end_dry_run(env, line);
}

/// \returns whether there was anything; nothing when an error was reported.
std::optional<bool> remove_results(Env& env, const std::string& folder, Diagnostics& diagnostics) {
  if (!env.disk.status(folder))
    return false;
  if (!is_ours(env, folder, diagnostics))
    return std::nullopt;
  auto held = hold(env, folder, diagnostics);
  if (!held)
    return std::nullopt;
  if (auto error = env.disk.remove_all(folder)) {
    diagnostics.report(std::move(error));
    return std::nullopt;
  }
  return true;
}

} // namespace

int command_clean(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  std::string folder = build_folder(env, line);
  const auto status = env.disk.status(absolute_path(env, line.folder));
  if (!status)
    diagnostics.report(kind::kNoFolder, line.folder);
  else if (!status->is_folder)
    diagnostics.report(kind::kNotAFolder, line.folder);
  if (diagnostics.failed())
    return diagnostics.exit_code();
  if (line.dry_run)
    return show_results(env, line, folder, diagnostics);
  auto removed = remove_results(env, folder, diagnostics);
  if (!removed)
    return diagnostics.exit_code();
  if (line.json) {
    print_json(
        env,
        {{"type", "removed"}, {"folder", llvm::json::fixUTF8(folder)}, {"was_there", *removed}});
    return 0;
  }
  if (*removed)
    env.out << "removed '" << folder << "'\n";
  else
    env.out << "nothing to remove: there is no '" << folder << "'\n";
  print_next(env, again(line, "build"));
  return 0;
}

} // namespace mir::driver
