#include "driver/cli/completions.hpp"
#include "driver/cli/manual.hpp"
#include "driver/command/command.hpp"
#include "driver/plan/shell.hpp"
#include "driver/target/target.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace mir::driver {

namespace {

llvm::json::Array array(const std::vector<std::string>& texts) {
  llvm::json::Array result;
  for (const std::string& text : texts)
    result.push_back(text);
  return result;
}

void print_text_json(Env& env, const CommandText& text) {
  llvm::json::Array options;
  for (const OptionText& option : text.options)
    options.push_back(llvm::json::Object{{"names", array(option.names)},
                                         {"value", option.value},
                                         {"what", option.what},
                                         {"positional", option.positional}});
  print_json(env, {{"type", "command"},
                   {"name", text.name},
                   {"what", text.what},
                   {"options", std::move(options)},
                   {"end", text.end}});
}

/// The command line again: nothing of it is lost but the one word. What follows "--" is the
/// program's.
std::string without_dry_run(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{llvm::sys::path::filename(arguments.front()).str()};
  bool mine = true;
  for (const std::string& word : llvm::drop_begin(arguments)) {
    mine = mine && word != "--";
    if (!mine || !llvm::StringRef(word).starts_with("--dry-run"))
      words.push_back(word);
  }
  return shell_command(words);
}

} // namespace

int command_help(Env& env, const CommandLine& line, Diagnostics&) {
  if (!line.manual && !line.json) {
    env.out << line.help;
    return 0;
  }
  const auto texts = command_texts();
  if (line.json) {
    for (const CommandText& text : texts)
      if (line.help_command.empty() || text.name == line.help_command)
        print_text_json(env, text);
    return 0;
  }
  // The command line's reader has refused a command that there is not.
  env.out << manual_page(
      texts,
      *llvm::find_if(texts,
                     [&](const CommandText& text) { return text.name == line.help_command; }),
      MIR_VERSION);
  return 0;
}

int command_completions(Env& env, const CommandLine& line, Diagnostics&) {
  const std::string script = completion_script(line.shell, command_texts(), target_names());
  // The next step would be part of the script.
  if (line.json)
    print_json(env, {{"type", "completions"}, {"shell", line.shell}, {"script", script}});
  else
    env.out << script;
  return 0;
}

int command_targets(Env& env, const CommandLine& line, Diagnostics&) {
  Home home = find_home(env);
  for (const Target& target : targets()) {
    auto why = why_not(target, home, env.disk);
    if (line.json)
      print_json(env, {{"type", "target"},
                       {"name", target.name},
                       {"what", target.what},
                       {"buildable", !why},
                       {"why_not", llvm::json::fixUTF8(why.value_or(""))}});
    else
      env.out << fmt::format("{:<13} {}\n{}", target.name.str(), target.what.str(),
                             why ? fmt::format("{:<13} cannot be built yet: {}\n", "", *why) : "");
  }
  if (!line.json)
    print_next(env, "mir new hello --template=echo");
  return 0;
}

int command_version(Env& env, const CommandLine& line, Diagnostics&) {
  if (line.json)
    print_json(env, {{"type", "version"}, {"version", MIR_VERSION}});
  else {
    env.out << "mir " << MIR_VERSION << "\n";
    print_next(env, "mir --help");
  }
  return 0;
}

std::string mir_version() { return MIR_VERSION; }

void print_json(Env& env, std::initializer_list<llvm::json::Object::KV> members) {
  env.out << llvm::json::Value(llvm::json::Object(members)) << "\n";
}

void print_next(Env& env, const std::string& command) { env.out << "next: " << command << "\n"; }

int end_dry_run(Env& env, const CommandLine& line) {
  const std::string next = without_dry_run(env.arguments);
  if (line.json)
    print_json(env, {{"type", "dry-run"}, {"next", llvm::json::fixUTF8(next)}});
  else
    print_next(env, next);
  return 0;
}

std::string again(const CommandLine& line, const std::string& verb) {
  std::string command = "mir " + verb;
  // What runs is one program.
  if (!line.targets.empty())
    command +=
        " --target=" + (verb == "run" ? line.targets.front() : llvm::join(line.targets, ","));
  if (line.mode == Mode::Debug)
    command += " --debug";
  if (!line.build_folder.empty())
    command += " --build-dir=" + shell_quoted(line.build_folder);
  if (line.folder != ".")
    command += " " + shell_quoted(line.folder);
  return command;
}

} // namespace mir::driver
