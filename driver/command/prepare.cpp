#include "driver/command/prepare.hpp"

#include <set>

#include "driver/plan/inventory.hpp"
#include "driver/toolchain/launcher.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace mir::driver {
namespace {

void report_unbuildable(Env& env, const Home& home, const Target& target, const std::string& why,
                        Diagnostics& diagnostics) {
  diagnostics.report(kind::kCannotBuild, target.name.str(), why);
  std::vector<llvm::StringRef> buildable;
  for (const Target& other : targets())
    if (!why_not(other, home, env.disk))
      buildable.push_back(other.name);
  if (buildable.empty())
    diagnostics.note("mir targets shows what each target lacks");
  else
    diagnostics.note("can be built here: " + llvm::join(buildable, ", "));
}

/// The targets to build for; empty when an error was reported.
std::vector<const Target*> choose_targets(Env& env, const CommandLine& line, const Home& home,
                                          const Manifest& manifest, Purpose purpose,
                                          Diagnostics& diagnostics) {
  if (purpose == Purpose::Tests && line.targets.empty())
    return {&host_target()};
  auto names = line.targets;
  if (names.empty())
    names.push_back(manifest.targets.front().value);
  std::vector<const Target*> chosen;
  for (const std::string& name : names) {
    const Target& target = *find_target(name); // both sources of names were checked
    if (auto why = why_not(target, home, env.disk))
      report_unbuildable(env, home, target, *why, diagnostics);
    else if (llvm::none_of(manifest.targets,
                           [&](const Text& listed) { return listed.value == name; })) {
      diagnostics.report(kind::kTargetNotListed, name, manifest.name.value);
      diagnostics.note(fmt::format("add it to 'targets' in {}/mir.toml", line.folder));
    }
    chosen.push_back(&target);
  }
  return diagnostics.failed() ? std::vector<const Target*>() : chosen;
}

/// `mir-xen sleep.xen` names the result; it must be the project's.
void require_result(const CommandLine& line, const Plan& plan, Diagnostics& diagnostics) {
  llvm::StringRef result = llvm::sys::path::filename(plan.result);
  if (line.result_name.empty() || line.result_name == result)
    return;
  diagnostics.report(kind::kOtherResult, line.result_name, plan.target);
  diagnostics.note(fmt::format("it makes '{}', by the name in mir.toml", result.str()));
}

/// What toolchain_stamp() gave back for the last build.
std::string last_seen(Env& env, const Plan& plan) {
  auto text = env.disk.read(on_disk(plan, seen_file(plan)));
  if (text)
    return *text;
  llvm::consumeError(text.takeError()); // it is the first
  return {};
}

/// Whether a source of the project, or a header beside one, includes the network.
bool includes_network(Env& env, const Project& project) {
  std::set<std::string> files(project.sources.begin(), project.sources.end());
  files.insert(project.tests.begin(), project.tests.end());
  std::set<std::string> folders;
  for (const std::string& file : files)
    folders.insert(llvm::sys::path::parent_path(file).str());
  for (const std::string& folder : folders) {
    auto entries = env.disk.list(project.folder + "/" + folder);
    if (!entries) {
      llvm::consumeError(entries.takeError()); // the compiler will say it
      continue;
    }
    for (const FolderEntry& entry : *entries)
      if (llvm::StringRef(entry.name).ends_with(".hpp") ||
          llvm::StringRef(entry.name).ends_with(".h"))
        files.insert(folder.empty() ? entry.name : folder + "/" + entry.name);
  }
  return llvm::any_of(files, [&](const std::string& file) {
    auto text = env.disk.read(project.folder + "/" + file);
    if (!text)
      llvm::consumeError(text.takeError());
    return text && llvm::StringRef(*text).contains("#include <mir/net/");
  });
}

/// The mode of a target's plan. Tests on this machine look for mistakes unless they are to be fast.
Mode mode_of(const CommandLine& line, const Target& target) {
  if (target.hosted)
    return line.release ? Mode::Release : Mode::Debug;
  return line.mode;
}

Checking checking(const Env& env, const CommandLine& line, const Prepared& prepared,
                  Purpose purpose) {
  if (!line.check || purpose != Purpose::Program || !env.disk.status(prepared.home.check()))
    return Checking::None;
  // A cache or another machine compiles, and checks nothing.
  return line.verb == Verb::Check || !prepared.tools.launcher.empty() ? Checking::Apart
                                                                      : Checking::Within;
}

/// What every step is called when several targets are built side by side.
void name_targets(std::vector<Plan>& plans) {
  if (plans.size() > 1)
    for (Plan& plan : plans)
      for (Step& step : plan.steps)
        step.what += ", for " + plan.target;
}

} // namespace

std::string build_folder(const Env& env, const CommandLine& line) {
  return line.build_folder.empty() ? absolute_path(env, line.folder) + "/_build"
                                   : absolute_path(env, line.build_folder);
}

std::optional<Prepared> prepare(Env& env, const CommandLine& line, Diagnostics& diagnostics,
                                Purpose purpose) {
  auto project = open_project(env, line.folder, {target_names(), launcher_names()}, diagnostics);
  if (!project)
    return std::nullopt;
  Prepared prepared{find_home(env), find_tools(env.processes), std::move(*project), {}, {}};
  const auto& wanted = prepared.project.manifest.build.launcher;
  prepared.tools.launcher =
      find_launcher(env.processes, line.launcher.empty() && wanted ? wanted->value : line.launcher);
  auto chosen =
      choose_targets(env, line, prepared.home, prepared.project.manifest, purpose, diagnostics);
  const bool network = purpose == Purpose::Tests && includes_network(env, prepared.project);
  for (const Target* target : chosen) {
    const Mode mode = mode_of(line, *target);
    auto installed =
        take_inventory(env.disk, prepared.home, *target, mode, purpose, network, diagnostics);
    // The objects of a target's tests are those of its program, and belong to its stamp.
    auto stamped = purpose == Purpose::Program || target->hosted
                       ? installed
                       : take_inventory(env.disk, prepared.home, *target, mode, Purpose::Program,
                                        network, diagnostics);
    if (!installed || !stamped)
      return std::nullopt;
    prepared.plans.push_back(make_plan({.project = prepared.project,
                                        .target = *target,
                                        .home = prepared.home,
                                        .tools = prepared.tools,
                                        .installed = *installed,
                                        .build_folder = build_folder(env, line),
                                        .mode = mode,
                                        .purpose = purpose,
                                        .checking = checking(env, line, prepared, purpose)}));
    require_result(line, prepared.plans.back(), diagnostics);
    prepared.stamps.push_back(toolchain_stamp(env.disk, prepared.home, prepared.tools, *target,
                                              *stamped, last_seen(env, prepared.plans.back())));
  }
  name_targets(prepared.plans);
  return diagnostics.failed() ? std::nullopt : std::optional(std::move(prepared));
}

} // namespace mir::driver
