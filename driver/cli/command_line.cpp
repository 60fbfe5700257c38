#include "driver/cli/command_line.hpp"

#include <algorithm>
#include <utility>

#include <CLI/CLI.hpp>

#include "driver/cli/old_name.hpp"
#include "driver/cli/parser.hpp"
#include "driver/cli/verb.hpp"
#include "driver/manifest/manifest.hpp"
#include "driver/manifest/value.hpp"
#include "driver/target/target.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace mir::driver {
namespace {

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
std::vector<std::string> without_help_word(std::vector<std::string> arguments, CommandLine& line) {
  if (arguments.empty() || arguments.front() != "help" || llvm::is_contained(arguments, "--help") ||
      llvm::is_contained(arguments, "-h"))
    return arguments;
  arguments.erase(arguments.begin());
  // The word behind is no command to explain.
  if (auto colour = std::ranges::find(arguments, "--color"); colour != arguments.end()) {
    *colour += "=";
    if (auto when = colour + 1; when != arguments.end() && !llvm::StringRef(*when).starts_with("-"))
      *colour += *when, arguments.erase(when);
  }
  line.manual = std::erase(arguments, "--man") != 0;
  line.json = std::erase(arguments, "--json") != 0;
  arguments.emplace_back("--help");
  return arguments;
}

/// `mir-xen sleep.xen` is another way to write "build --target=xen", in this folder.
std::vector<std::string> without_old_name(std::vector<std::string> arguments,
                                          llvm::StringRef program) {
  if (auto target = old_name_target(program))
    arguments.insert(arguments.begin(), {"build", "--target=" + *target});
  return arguments;
}

/// CLI11 takes the next word for the value of "--target=".
bool values_are_there(const std::vector<std::string>& arguments, Diagnostics& diagnostics) {
  for (llvm::StringRef word : arguments)
    if (word.starts_with("--") && word.ends_with("=")) {
      diagnostics.report(kind::kUsage, fmt::format("{} has no value", word.str()));
      diagnostics.note("write it behind the '=', without a blank");
    }
  return !diagnostics.failed();
}

bool dry_run_fits(const std::vector<std::string>& arguments, Diagnostics& diagnostics) {
  const std::string verb = first_word(arguments);
  for (const VerbText& text : verb_texts())
    if (text.name == verb && !text.changes && llvm::is_contained(arguments, "--dry-run")) {
      diagnostics.report(kind::kUsage,
                         fmt::format("'mir {}' changes nothing, so it has no --dry-run", verb));
      diagnostics.note("leave it out");
    }
  return !diagnostics.failed();
}

bool is_colour(llvm::StringRef word) {
  return word.consume_front("--color=") && llvm::is_contained(kWhens, word);
}

/// The parser reads "help --frobnicate" as --help, and nothing behind it.
bool help_has(const std::vector<std::string>& arguments, const Env& env, Diagnostics& diagnostics) {
  if (env.arguments.size() < 2 || env.arguments[1] != "help")
    return true;
  for (llvm::StringRef word : arguments)
    if (word.starts_with("-") && word != "--help" && word != "-h" && !is_colour(word)) {
      diagnostics.report(kind::kUsage, fmt::format("'mir help' has no option {}", word.str()));
      diagnostics.note("mir help COMMAND explains a command; it takes --man, --json and "
                       "--color=auto, always or never");
    }
  return !diagnostics.failed();
}

void note_usage(llvm::StringRef verb, Diagnostics& diagnostics) {
  diagnostics.note(verb == "run"
                       ? "arguments of the program follow --: mir run DIR -- --port=8082; mir run "
                         "--help lists those of mir"
                       : "mir --help lists the commands, mir COMMAND --help the options of one");
}

void read_ports(Parsed& parsed, Diagnostics& diagnostics) {
  for (const std::string& text : parsed.ports) {
    if (auto port = parse_host_port(text)) {
      parsed.line.ports.push_back(*port);
      continue;
    }
    diagnostics.report(kind::kUsage, fmt::format("'{}' is not a pair of ports", text));
    diagnostics.note("it is HOST:PORT, such as 8081:80, or 7:7/udp; one number stands for both");
  }
  if (!parsed.ports.empty() && parsed.line.bare)
    diagnostics.report(kind::kUsage,
                       "-p and --bare contradict each other: without Xen there is no network");
  if (!parsed.line.disks.empty() && parsed.line.bare)
    diagnostics.report(kind::kUsage,
                       "--disk and --bare contradict each other: without Xen there is no disk");
  if (!parsed.ports.empty() && !parsed.line.tap.empty())
    diagnostics.report(kind::kUsage,
                       "-p and --tap contradict each other: what is beyond a tap that "
                       "is there is not mir's");
}

/// What only a Xen guest has.
void read_guest_options(Parsed& parsed, Diagnostics& diagnostics) {
  CommandLine& line = parsed.line;
  const bool for_xen = line.targets.size() == 1 && line.targets.front() == "xen";
  for (auto [name, given] :
       {std::pair("--bare", line.bare), std::pair("--memory", !parsed.memory.empty()),
        std::pair("--timeout", line.limit_s != 0 && line.verb == Verb::Run)})
    if (given && !for_xen)
      diagnostics.report(kind::kUsage, fmt::format("{} needs --target=xen", name));
  read_ports(parsed, diagnostics);
  if (parsed.memory.empty())
    return;
  line.memory = parse_size(parsed.memory);
  if (line.memory)
    return;
  diagnostics.report(kind::kUsage, fmt::format("'{}' is not a size", parsed.memory));
  diagnostics.note("a size is a number of bytes above 0, or one with K, M or G behind it");
}

void check_image(const CommandLine& line, Diagnostics& diagnostics) {
  if (line.verb != Verb::Image)
    return;
  const bool makes = line.folder != "." || !line.output.empty() || line.hidden ||
                     !line.excluded.empty() || line.dry_run;
  if (!line.image.empty()) {
    if (makes) {
      diagnostics.report(kind::kUsage, "--list only looks at an image: it goes without DIR, -o, "
                                       "--exclude, --hidden and --dry-run");
      diagnostics.note("for example: mir image --list=site.img");
    }
    return;
  }
  if (line.output.empty()) {
    diagnostics.report(kind::kUsage, "'mir image' needs -o FILE, or --list=FILE");
    diagnostics.note("for example: mir image site -o site.img");
  }
}

std::optional<CommandLine> finish(const Env& env, Parsed& parsed, Diagnostics& diagnostics) {
  CommandLine& line = parsed.line;
  if (line.verb == Verb::Test && parsed.debug && parsed.targets.empty())
    diagnostics.report(kind::kUsage,
                       "--debug needs --target=T: tests on this machine are built for "
                       "a debugger unless --release is given");
  if (line.verb == Verb::New && !line.list && (line.folder == "." || line.template_name.empty())) {
    diagnostics.report(kind::kUsage, line.folder == "." ? "'mir new' needs the NAME of the project"
                                                        : "'mir new' needs --template=NAME");
    diagnostics.note(
        "for example: mir new hello --template=echo; mir new --list shows the templates");
  }
  check_image(line, diagnostics);
  if (!read_targets(parsed, diagnostics))
    return std::nullopt;
  if ((line.verb == Verb::Run || line.verb == Verb::Debug) && line.targets.size() > 1)
    diagnostics.report(kind::kOneTarget, line.targets.size());
  if (parsed.debug && parsed.release)
    diagnostics.report(kind::kUsage, "--debug and --release contradict each other");
  read_guest_options(parsed, diagnostics);
  line.release = parsed.release;
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
  auto app = make_parser(parsed);
  auto begin = env.arguments.begin() + 1, end = std::find(begin, env.arguments.end(), "--");
  auto arguments = without_old_name({begin, end}, env.arguments.front());
  if (!dry_run_fits(arguments, diagnostics))
    return std::nullopt;
  arguments = without_help_word(std::move(arguments), parsed.line);
  if (end != env.arguments.end())
    parsed.line.program_arguments.assign(end + 1, env.arguments.end());
  if (!known_verb(first_word(arguments), diagnostics) ||
      !values_are_there(arguments, diagnostics) || !help_has(arguments, env, diagnostics))
    return std::nullopt;
  try {
    app->parse(
        std::vector<std::string>(arguments.rbegin(), arguments.rend())); // as CLI11 wants them
  } catch (const CLI::CallForHelp&) {
    parsed.line.verb = Verb::Help;
    parsed.line.help = app->help();
    parsed.line.help_command = first_word(arguments);
    return parsed.line;
  } catch (const CLI::ParseError& error) {
    diagnostics.report(kind::kUsage, error.what());
    note_usage(first_word(arguments), diagnostics);
    return std::nullopt;
  }
  if (parsed.line.verb != Verb::Run && parsed.line.verb != Verb::Debug &&
      !parsed.line.program_arguments.empty()) {
    diagnostics.report(kind::kUsage, "only 'mir run' and 'mir debug' take arguments after --");
    return std::nullopt;
  }
  if (parsed.version)
    parsed.line.verb = Verb::Version;
  if (parsed.line.verb == Verb::Help)
    parsed.line.help = app->help();
  if (old_name_target(env.arguments.front()) && parsed.line.folder != ".")
    parsed.line.result_name = std::exchange(parsed.line.folder, ".");
  return finish(env, parsed, diagnostics);
}

} // namespace mir::driver
