/// \file
/// The command line: what it may be, and what it was.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "driver/diag/diagnostics.hpp"
#include "driver/env/env.hpp"
#include "driver/env/host_port.hpp"
#include "driver/toolchain/flags.hpp"

namespace mir::driver {

enum class Verb {
  Help,
  New,
  Build,
  Run,
  Test,
  Check,
  Plan,
  Size,
  Audit,
  Image,
  Doctor,
  Debug,
  Clean,
  Targets,
  Completions,
  Version
};

struct CommandLine {
  Verb verb = Verb::Help;
  std::string help;          ///< Help: the text to print
  std::string help_command;  ///< Help: whose it is; empty for mir itself
  bool manual = false;       ///< Help: as a manual page instead
  std::string folder = ".";  ///< of the project, as written
  std::string template_name; ///< New
  bool list = false;         ///< New: only list the templates
  std::string shell;         ///< Completions: whose
  /// Build: what the result must be called, as the names of old Mirage have it; empty for any name.
  std::string result_name;
  std::vector<std::string> targets; ///< empty for the project's first
  std::string build_folder;         ///< as written; empty for _build in the project
  std::string launcher;             ///< empty for the manifest's
  Mode mode = Mode::Release;
  bool release = false; ///< --release was given
  unsigned jobs = 0;    ///< 0 lets Ninja choose
  bool verbose = false;
  bool dry_run = false;       ///< show what would be done
  bool explain = false;       ///< Build: say why each step runs
  bool check = true;          ///< read the application before it is compiled
  bool fix = false;           ///< Check: change the sources; Doctor: install packages
  std::string by = "library"; ///< Size: "library", "specification" or "symbol"
  std::string why;            ///< Size: the symbol to find a way to; empty for none
  std::string diff;           ///< Size: an earlier map, as written; empty for none
  bool bill = false;          ///< Audit: print the bill of materials
  std::vector<std::string> debugger_commands; ///< Debug: run these and end; empty for a dialogue
  bool capabilities = false;                  ///< Check: list them
  bool dot = false;                           ///< Plan: as a graph for Graphviz
  bool bare = false;                          ///< Run: a Xen image in QEMU, without Xen
  std::optional<std::uint64_t> memory; ///< Run: bytes of a Xen guest instead of the manifest's
  std::vector<HostPort> ports;         ///< Run: of this machine, that lead to the program's
  std::vector<std::string> disks;      ///< Run: as written
  std::string tap;      ///< Run: a tap that is there, for unix-direct; empty for none
  unsigned limit_s = 0; ///< Run: seconds after which a Xen guest is ended; 0 for never. Test: the
                        ///< same for the tests of one run
  std::vector<std::string> filters; ///< Test: patterns of names; none for all tests
  std::string junit;                ///< Test: the file for the results, as written; empty for none
  std::string output;               ///< Image: the file to make, as written
  std::string image;                ///< Image: the file to list instead, as written; empty for none
  std::vector<std::string> excluded; ///< Image: patterns of keys to leave out
  bool hidden = false;               ///< Image: take hidden files, too
  bool json = false;
  bool colour = false;
  std::vector<std::string> program_arguments; ///< Run: what follows "--"
};

/// \param diagnostics prints without colour until the command line is known.
/// \returns nothing when an error was reported.
std::optional<CommandLine> read_command_line(const Env& env, Diagnostics& diagnostics);

} // namespace mir::driver
