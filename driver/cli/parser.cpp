#include "driver/cli/parser.hpp"

#include <CLI/CLI.hpp>

#include "driver/cli/verb.hpp"
#include "driver/toolchain/launcher.hpp"

namespace mir::driver {
namespace {

void add_folder(CLI::App& app, Parsed& parsed) {
  app.add_option("DIR", parsed.line.folder,
                 "the project's folder, which holds mir.toml (default: this one)");
}

void add_build_folder(CLI::App& app, Parsed& parsed) {
  app.add_option("--build-dir", parsed.line.build_folder,
                 "where results go (default: _build in the project)")
      ->type_name(value::kFolder.str());
}

/// What every command that makes a plan takes.
void add_plan(CLI::App& app, Parsed& parsed) {
  add_folder(app, parsed);
  app.add_option("--target", parsed.targets,
                 "what to build for, separated by commas (default: the project's first)")
      ->type_name(value::kTargets.str());
  app.add_flag("--debug", parsed.debug, "for a debugger: less optimised, with debug information");
  app.add_flag("--release", parsed.release, "for use: optimised (the default)");
  add_build_folder(app, parsed);
  std::vector<std::string> launchers;
  for (llvm::StringRef name : launcher_names())
    launchers.push_back(name.str());
  app.add_option("--launcher", parsed.line.launcher,
                 "what stands before the compiler: ccache, distcc, icecc or none")
      ->type_name(value::kLauncher.str())
      ->check(CLI::IsMember(launchers));
}

/// What every command that carries a plan out takes.
void add_effort(CLI::App& app, Parsed& parsed) {
  app.add_option("-j,--jobs", parsed.line.jobs, "how many commands to run at once")
      ->type_name("N")
      ->check(CLI::Range(1U, 4096U));
  app.add_flag("-v,--verbose", parsed.line.verbose, "show the commands");
}

/// What every command takes.
void add_manner(CLI::App& app, bool changes, Parsed& parsed) {
  app.add_flag("--json", parsed.line.json, "print for programs: one JSON object a line");
  if (changes)
    app.add_flag("--dry-run", parsed.line.dry_run, "show what would be done, and do nothing of it");
  app.add_option("--color", parsed.colour, "auto, always or never (NO_COLOR means never)")
      ->type_name(value::kWhen.str())
      ->check(CLI::IsMember(std::vector<std::string>(kWhens.begin(), kWhens.end())));
}

void add_new(CLI::App& app, Parsed& parsed) {
  app.add_option("NAME", parsed.line.folder,
                 "the folder to make; its last part names the application");
  app.add_option("--template", parsed.line.template_name, "what to begin with")
      ->type_name(value::kTemplate.str());
  app.add_flag("--list", parsed.line.list, "show the templates");
}

void add_no_check(CLI::App& app, Parsed& parsed) {
  app.add_flag("!--no-check", parsed.line.check, "do not read the application before compiling it");
}

void add_build(CLI::App& app, Parsed& parsed) {
  add_plan(app, parsed), add_no_check(app, parsed), add_effort(app, parsed);
  app.add_flag("--explain", parsed.line.explain, "say why each step runs");
}

void add_run(CLI::App& app, Parsed& parsed) {
  add_plan(app, parsed), add_no_check(app, parsed), add_effort(app, parsed);
  app.add_flag("--bare", parsed.line.bare,
               "target xen: in QEMU without the hypervisor, for a quick look");
  app.add_option("--memory", parsed.memory,
                 "target xen: the guest's memory, such as 32M (default: xen.memory of mir.toml)")
      ->type_name("SIZE");
  app.add_option("-p,--publish", parsed.ports,
                 "a port of 127.0.0.1 that leads to the program's, such as 8081:80 or 7:7/udp; "
                 "0:80 takes a free one; may be repeated")
      ->type_name("HOST:PORT")
      ->allow_extra_args(false);
  app.add_option(
         "--disk", parsed.line.disks,
         "a file or block device that is a disk of the program, with ',ro' behind it for one "
         "that is only read; ',sector=4096' is instead of 512; may be repeated")
      ->type_name("FILE[,ro]")
      ->allow_extra_args(false);
  app.add_option("--tap", parsed.line.tap,
                 "target unix-direct: a tap that is there, instead of a network of its own")
      ->type_name("NAME");
  app.add_option("--timeout", parsed.line.limit_s,
                 "target xen: end the guest after so many seconds, with exit code 124")
      ->type_name("SECONDS")
      ->check(CLI::Range(1U, 1'000'000U));
}

void add_test(CLI::App& app, Parsed& parsed) {
  add_plan(app, parsed), add_effort(app, parsed);
  app.add_option("--filter", parsed.line.filters,
                 "only tests whose SUITE/NAME fits, with * and ?; may be repeated")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  app.add_option("--junit", parsed.line.junit, "also write the results to this file, as JUnit does")
      ->type_name("FILE");
  app.add_option("--timeout", parsed.line.limit_s,
                 "end the tests after so many seconds; the one that runs has failed")
      ->type_name("SECONDS")
      ->check(CLI::Range(1U, 1'000'000U));
}

void add_image(CLI::App& app, Parsed& parsed) {
  app.add_option("DIR", parsed.line.folder, "the folder whose files become keys")
      ->type_name(value::kFolder.str());
  app.add_option("-o,--output", parsed.line.output, "the image to make")->type_name("FILE");
  app.add_option("--exclude", parsed.line.excluded,
                 "leave out keys that fit, with * and ?, and **/ for any folders; may be repeated")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  app.add_flag("--hidden", parsed.line.hidden, "take files whose names begin with '.', too");
  app.add_option("--list", parsed.line.image, "check this image instead, and list its keys")
      ->type_name("FILE");
}

void add_options(CLI::App& app, Verb verb, Parsed& parsed) {
  switch (verb) {
  case Verb::New:
    add_new(app, parsed);
    break;
  case Verb::Build:
    add_build(app, parsed);
    break;
  case Verb::Run:
    add_run(app, parsed);
    break;
  case Verb::Test:
    add_test(app, parsed);
    break;
  case Verb::Check:
    add_plan(app, parsed), add_effort(app, parsed);
    app.add_flag("--fix", parsed.line.fix,
                 "change the sources where there is one way to mend them");
    app.add_flag("--capabilities", parsed.line.capabilities,
                 "list what the application asks of its platform");
    break;
  case Verb::Plan:
    add_plan(app, parsed), add_no_check(app, parsed);
    app.add_flag("--dot", parsed.line.dot, "print a graph for Graphviz");
    break;
  case Verb::Size:
    add_plan(app, parsed), add_no_check(app, parsed), add_effort(app, parsed);
    app.add_option("--by", parsed.line.by, "library, specification or symbol")
        ->type_name("WHAT")
        ->check(CLI::IsMember(std::vector<std::string>(kSizesBy.begin(), kSizesBy.end())));
    app.add_option("--why", parsed.line.why, "how the program gets to this symbol")
        ->type_name("SYMBOL");
    app.add_option("--diff", parsed.line.diff, "compare with the map of an earlier build")
        ->type_name("FILE");
    break;
  case Verb::Audit:
    add_plan(app, parsed), add_no_check(app, parsed), add_effort(app, parsed);
    app.add_flag("--sbom", parsed.line.bill, "print the bill of materials instead (SPDX 2.3)");
    break;
  case Verb::Image:
    add_image(app, parsed);
    break;
  case Verb::Doctor:
    app.add_option("--target", parsed.targets,
                   "what to look at, separated by commas (default: all)")
        ->type_name(value::kTargets.str());
    app.add_flag("--fix", parsed.line.fix, "install what is missing, with apt-get");
    break;
  case Verb::Debug:
    add_plan(app, parsed), add_no_check(app, parsed), add_effort(app, parsed);
    app.add_option("--command", parsed.line.debugger_commands,
                   "a command of gdb to run, then end; may be repeated")
        ->type_name("COMMAND")
        ->allow_extra_args(false);
    break;
  case Verb::Clean:
    add_folder(app, parsed), add_build_folder(app, parsed);
    break;
  case Verb::Targets:
  case Verb::Version:
    break;
  case Verb::Completions:
    app.add_option("SHELL", parsed.line.shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember(std::vector<std::string>(kShells.begin(), kShells.end())));
    break;
  case Verb::Help:
    app.add_option("COMMAND", parsed.line.help_command, "the command to explain");
    app.add_flag("--man", parsed.line.manual, "print the manual page, for man(1)");
    break;
  }
}

} // namespace

std::unique_ptr<CLI::App> make_parser(Parsed& parsed) {
  auto app = std::make_unique<CLI::App>(
      "Turns one C++ application into a UNIX process, a unikernel or a module.", "mir");
  app->require_subcommand(0, 1);
  app->add_flag("--version", parsed.version, "the same as mir version");
  app->footer("Every command explains itself: mir build --help\n"
              "Begin with:                    mir new hello --template=echo");
  for (const VerbText& text : verb_texts()) {
    CLI::App* command = app->add_subcommand(text.name.str(), text.what.str());
    command->footer("Examples:\n" + text.examples.str());
    command->callback([&parsed, verb = text.verb] { parsed.line.verb = verb; });
    add_options(*command, text.verb, parsed);
    add_manner(*command, text.changes, parsed);
  }
  return app;
}

} // namespace mir::driver
