#include <set>
#include <unistd.h>

#include "driver/command/command.hpp"
#include "driver/env/processes.hpp"
#include "driver/report/need.hpp"
#include "driver/target/target.hpp"
#include "llvm/ADT/StringExtras.h"

namespace mir::driver {
namespace {

/// The exact command that gets what is missing; empty when a package cannot mend it.
std::vector<std::string> install_command(const std::vector<Need>& needs, bool required_only) {
  std::set<std::string> packages;
  for (const Need& need : needs)
    if (need.found.empty() && !need.package.empty() && (need.required || !required_only))
      packages.insert(need.package);
  if (packages.empty())
    return {};
  std::vector<std::string> words{"apt-get", "install", "-y"};
  if (::geteuid() != 0)
    words.insert(words.begin(), "sudo");
  words.insert(words.end(), packages.begin(), packages.end());
  return words;
}

void print_need(Env& env, const CommandLine& line, const Need& need) {
  if (line.json) {
    print_json(env, {{"type", "need"},
                     {"name", llvm::json::fixUTF8(need.name)},
                     {"what", need.what},
                     {"target", need.target},
                     {"required", need.required},
                     {"package", need.package},
                     {"found", llvm::json::fixUTF8(need.found)},
                     {"version", llvm::json::fixUTF8(need.version)}});
    return;
  }
  const std::string name = need.package.empty() ? need.what : need.name;
  if (!need.found.empty())
    env.out << fmt::format("  ok       {:<24} {}\n", name,
                           need.version.empty() ? need.found : need.version);
  else
    env.out << fmt::format("  {:<8} {:<24} {}\n", need.required ? "MISSING" : "missing", name,
                           need.package.empty()
                               ? "there is no " + need.found + need.name
                               : "for " + need.what + ": sudo apt-get install " + need.package);
}

/// \returns false when an error was reported.
bool install(Env& env, const std::vector<std::string>& words, Diagnostics& diagnostics) {
  auto program = env.processes.find(words.front());
  if (!program) {
    diagnostics.report(kind::kMissingTool, words.front());
    diagnostics.note("packages are Debian's: install them another way");
    return false;
  }
  env.error << "running: " << llvm::join(words, " ") << "\n";
  auto outcome =
      env.processes.run({.program = *program, .arguments = words, .variables = {}, .folder = {}},
                        [&](llvm::StringRef text) { env.error << text << "\n"; }, {});
  if (!outcome) {
    diagnostics.report(kind::kProcess, llvm::toString(outcome.takeError()));
    return false;
  }
  if (outcome->exit_code == 0)
    return true;
  diagnostics.report(kind::kNotInstalled, llvm::join(words, " "), outcome->exit_code);
  return false;
}

} // namespace

int command_doctor(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  const Home home = find_home(env);
  // Nothing that could be installed would help.
  for (const std::string& name : line.targets)
    if (const Target& target = *find_target(name); !target.unready.empty())
      diagnostics.report(kind::kCannotBuild, name, target.unready.str());
  if (diagnostics.failed())
    return diagnostics.exit_code();
  auto needs = look_around(env, home, line.targets);
  if (line.fix)
    if (auto words = install_command(needs, /*required_only=*/false); !words.empty()) {
      if (line.dry_run) {
        if (!line.json)
          env.out << "would run: " << llvm::join(words, " ") << "\n";
        return end_dry_run(env, line);
      }
      if (!install(env, words, diagnostics))
        return diagnostics.exit_code();
      needs = look_around(env, home, line.targets);
    }
  unsigned missing = 0;
  for (const Need& need : needs) {
    print_need(env, line, need);
    missing += need.required && need.found.empty() ? 1 : 0;
  }
  if (missing != 0) {
    diagnostics.report(kind::kNotReady, missing);
    auto words = install_command(needs, /*required_only=*/true);
    diagnostics.note(words.empty() ? "install mir again" : "run: " + llvm::join(words, " "));
    return diagnostics.exit_code();
  }
  if (!line.json)
    print_next(env, "mir new hello --template=echo");
  return 0;
}

} // namespace mir::driver
