/// \file
/// The grammar of the command line, for CLI11. One table serves the reading, `--help`, the manual
/// pages and the completions.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "driver/cli/command_line.hpp"

namespace CLI {
class App;
}

namespace mir::driver {

/// What CLI11 fills, in its own types.
struct Parsed {
  CommandLine line;
  std::string targets;
  std::string memory;
  std::vector<std::string> ports;
  std::string colour = "auto";
  bool debug = false;
  bool release = false;
  bool version = false;
};

/// The kinds of values that options take, by the name that `--help` shows. A shell completes by
/// them.
namespace value {
inline constexpr llvm::StringLiteral kFolder = "DIR", kTargets = "T[,T]", kTemplate = "NAME",
                                     kWhen = "WHEN", kLauncher = "LAUNCHER", kShell = "SHELL";
} // namespace value

/// The shells that `mir completions` writes for.
inline constexpr std::array kShells{"bash", "zsh", "fish"};
/// The values of --by.
inline constexpr std::array kSizesBy{"library", "specification", "symbol"};
/// The values of --color.
inline constexpr std::array kWhens{"auto", "always", "never"};

/// \param parsed is filled when the parser runs, and must outlive it.
std::unique_ptr<CLI::App> make_parser(Parsed& parsed);

} // namespace mir::driver
