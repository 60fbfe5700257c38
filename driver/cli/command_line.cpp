#include "driver/cli/command_line.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "driver/cli/verb.hpp"
#include "driver/manifest/manifest.hpp"
#include "driver/manifest/value.hpp"
#include "driver/target/target.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace mir::driver {
namespace {

/// What CLI11 fills, in its own types.
struct Parsed {
  CommandLine line;
  std::string targets;
  std::string memory;
  std::string colour = "auto";
  bool debug = false;
  bool release = false;
};

void add_folder(CLI::App& app, Parsed& parsed) {
  app.add_option("DIR", parsed.line.folder,
                 "the project's folder, which holds mir.toml (default: this one)");
}

void add_build_folder(CLI::App& app, Parsed& parsed) {
  app.add_option("--build-dir", parsed.line.build_folder,
                 "where results go (default: _build in the project)")
      ->type_name("DIR");
}

void add_json(CLI::App& app, Parsed& parsed) {
  app.add_flag("--json", parsed.line.json, "print for programs: one JSON object a line");
}

void add_targets(CLI::App& app, Parsed& parsed) {
  app.add_option("--target", parsed.targets,
                 "what to build for, separated by commas (default: the project's first)")
      ->type_name("T[,T]");
}

void add_mode(CLI::App& app, Parsed& parsed) {
  app.add_flag("--debug", parsed.debug, "for a debugger: less optimised, with debug information");
  app.add_flag("--release", parsed.release, "for use: optimised (the default)");
}

void add_effort(CLI::App& app, Parsed& parsed) {
  app.add_option("-j,--jobs", parsed.line.jobs, "how many commands to run at once")
      ->type_name("N")
      ->check(CLI::Range(1U, 4096U));
  app.add_flag("-v,--verbose", parsed.line.verbose, "show the commands");
}

void add_colour(CLI::App& app, Parsed& parsed) {
  app.add_option("--color", parsed.colour, "auto, always or never (NO_COLOR means never)")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}));
}

void add_options(CLI::App& app, Verb verb, Parsed& parsed) {
  switch (verb) {
  case Verb::New:
    app.add_option("NAME", parsed.line.folder,
                   "the folder to make; its last part names the application");
    app.add_option("--template", parsed.line.template_name, "what to begin with")
        ->type_name("NAME");
    app.add_flag("--list", parsed.line.list, "show the templates");
    break;
  case Verb::Build:
    add_folder(app, parsed), add_targets(app, parsed), add_mode(app, parsed),
        add_build_folder(app, parsed);
    add_effort(app, parsed), add_json(app, parsed);
    app.add_flag("--dry-run", parsed.line.dry_run, "show what would be done, and do nothing of it");
    break;
  case Verb::Run:
    add_folder(app, parsed), add_targets(app, parsed), add_mode(app, parsed),
        add_build_folder(app, parsed);
    add_effort(app, parsed);
    app.add_flag("--bare", parsed.line.bare,
                 "target xen: in QEMU without the hypervisor, for a quick look");
    app.add_option("--memory", parsed.memory,
                   "target xen: the guest's memory, such as 32M (default: xen.memory of mir.toml)")
        ->type_name("SIZE");
    app.add_option("--timeout", parsed.line.limit_s,
                   "target xen: end the guest after so many seconds, with exit code 124")
        ->type_name("SECONDS")
        ->check(CLI::Range(1U, 1'000'000U));
    break;
  case Verb::Plan:
    add_folder(app, parsed), add_targets(app, parsed), add_mode(app, parsed),
        add_build_folder(app, parsed);
    add_json(app, parsed);
    break;
  case Verb::Clean:
    add_folder(app, parsed), add_build_folder(app, parsed);
    break;
  case Verb::Targets:
  case Verb::Version:
    add_json(app, parsed);
    break;
  case Verb::Help:
    break;
  }
  add_colour(app, parsed);
}

/// The first argument that is not an option.
std::string first_word(const std::vector<std::string>& arguments) {
  auto found =
      std::ranges::find_if(arguments, [](llvm::StringRef word) { return !word.starts_with("-"); });
  return found == arguments.end() ? std::string() : *found;
}

bool known_verb(llvm::StringRef word, Diagnostics& diagnostics) {
  std::vector<llvm::StringRef> names;
  for (const VerbText& text : verb_texts())
    names.push_back(text.name);
  if (word.empty() || llvm::is_contained(names, word))
    return true;
  diagnostics.report(kind::kUnknownCommand, word.str());
  auto near = nearest(word, names);
  diagnostics.note(near.empty() ? "known are " + llvm::join(names, ", ")
                                : "did you mean 'mir " + near.str() + "'?");
  return false;
}

bool read_targets(Parsed& parsed, Diagnostics& diagnostics) {
  llvm::SmallVector<llvm::StringRef> words;
  llvm::StringRef(parsed.targets).split(words, ',', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef word : words) {
    if (find_target(word) == nullptr) {
      diagnostics.report(kind::kUnknownTarget, word.str());
      diagnostics.note("known are " + llvm::join(target_names(), ", "));
    }
    if (!llvm::is_contained(parsed.line.targets, word))
      parsed.line.targets.push_back(word.str());
  }
  return !diagnostics.failed();
}

/// "help build" is another way to write "build --help".
std::vector<std::string> without_help_word(std::vector<std::string> arguments) {
  if (!arguments.empty() && arguments.front() == "help") {
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  }
  return arguments;
}

/// What only a Xen guest has.
void read_guest_options(Parsed& parsed, Diagnostics& diagnostics) {
  CommandLine& line = parsed.line;
  const bool for_xen = line.targets.size() == 1 && line.targets.front() == "xen";
  for (auto [name, given] :
       {std::pair("--bare", line.bare), std::pair("--memory", !parsed.memory.empty()),
        std::pair("--timeout", line.limit_s != 0)})
    if (given && !for_xen)
      diagnostics.report(kind::kUsage, fmt::format("{} needs --target=xen", name));
  if (parsed.memory.empty())
    return;
  line.memory = parse_size(parsed.memory);
  if (line.memory)
    return;
  diagnostics.report(kind::kUsage, fmt::format("'{}' is not a size", parsed.memory));
  diagnostics.note("a size is a number of bytes above 0, or one with K, M or G behind it");
}

std::optional<CommandLine> finish(const Env& env, Parsed& parsed, Diagnostics& diagnostics) {
  CommandLine& line = parsed.line;
  if (line.verb == Verb::New && !line.list && (line.folder == "." || line.template_name.empty())) {
    diagnostics.report(kind::kUsage, line.folder == "." ? "'mir new' needs the NAME of the project"
                                                        : "'mir new' needs --template=NAME");
    diagnostics.note(
        "for example: mir new hello --template=echo; mir new --list shows the templates");
  }
  if (!read_targets(parsed, diagnostics))
    return std::nullopt;
  if (line.verb == Verb::Run && line.targets.size() > 1)
    diagnostics.report(kind::kOneTarget, line.targets.size());
  if (parsed.debug && parsed.release)
    diagnostics.report(kind::kUsage, "--debug and --release contradict each other");
  read_guest_options(parsed, diagnostics);
  if (parsed.debug)
    line.mode = Mode::Debug;
  bool may =
      env.error_is_terminal && env.variable("NO_COLOR").empty() && env.variable("TERM") != "dumb";
  line.colour = parsed.colour == "always" || (parsed.colour == "auto" && may);
  return diagnostics.failed() ? std::nullopt : std::optional(std::move(line));
}

} // namespace

std::optional<CommandLine> read_command_line(const Env& env, Diagnostics& diagnostics) {
  Parsed parsed;
  CLI::App app("Turns one C++ application into a UNIX process, a unikernel or a module.", "mir");
  app.require_subcommand(0, 1);
  bool version = false;
  app.add_flag("--version", version, "the same as mir version");
  app.footer("Every command explains itself: mir build --help\n"
             "Begin with:                    mir new hello --template=echo");
  for (const VerbText& text : verb_texts()) {
    CLI::App* command = app.add_subcommand(text.name.str(), text.what.str());
    command->footer("Examples:\n" + text.examples.str());
    command->callback([&parsed, verb = text.verb] { parsed.line.verb = verb; });
    add_options(*command, text.verb, parsed);
  }
  auto begin = env.arguments.begin() + 1, end = std::find(begin, env.arguments.end(), "--");
  auto arguments = without_help_word({begin, end});
  if (end != env.arguments.end())
    parsed.line.program_arguments.assign(end + 1, env.arguments.end());
  if (!known_verb(first_word(arguments), diagnostics))
    return std::nullopt;
  try {
    app.parse(
        std::vector<std::string>(arguments.rbegin(), arguments.rend())); // as CLI11 wants them
  } catch (const CLI::CallForHelp&) {
    parsed.line.verb = Verb::Help;
    parsed.line.help = app.help();
    return parsed.line;
  } catch (const CLI::ParseError& error) {
    diagnostics.report(kind::kUsage, error.what());
    diagnostics.note(
        first_word(arguments) == "run"
            ? "arguments of the program follow --: mir run DIR -- --port=8082; mir run "
              "--help lists those of mir"
            : "mir --help lists the commands, mir COMMAND --help the options of one");
    return std::nullopt;
  }
  if (!env.arguments.empty() && parsed.line.verb != Verb::Run &&
      !parsed.line.program_arguments.empty()) {
    diagnostics.report(kind::kUsage, "only 'mir run' takes arguments after --");
    return std::nullopt;
  }
  if (version)
    parsed.line.verb = Verb::Version;
  if (parsed.line.verb == Verb::Help)
    parsed.line.help = app.help();
  return finish(env, parsed, diagnostics);
}

} // namespace mir::driver
