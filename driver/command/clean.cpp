#include "driver/command/command.hpp"
#include "driver/command/prepare.hpp"

namespace mir::driver {

int command_clean(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  std::string project = absolute_path(env, line.folder), folder = build_folder(env, line);
  if (!env.disk.status(project)) {
    diagnostics.report(kind::kNoFolder, line.folder);
    return diagnostics.exit_code();
  }
  if (!env.disk.status(folder)) {
    env.out << "nothing to remove: there is no '" << folder << "'\n";
  } else if (!env.disk.status(folder + "/CACHEDIR.TAG")) {
    // --build-dir may name any folder; only one that execute() has marked is ours to remove.
    diagnostics.report(kind::kNotABuildFolder, folder);
    diagnostics.note("nothing was removed; if it holds nothing of yours, remove it yourself");
    return diagnostics.exit_code();
  } else if (auto error = env.disk.remove_all(folder)) {
    diagnostics.report(std::move(error));
    return diagnostics.exit_code();
  } else {
    env.out << "removed '" << folder << "'\n";
  }
  print_next(env, again(line, "build"));
  return 0;
}

} // namespace mir::driver
