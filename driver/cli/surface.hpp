/// \file
/// The commands and their options as data, taken from the parser: what manual pages and completions
/// are made of.
#pragma once

#include <string>
#include <vector>

namespace mir::driver {

struct OptionText {
  std::vector<std::string> names; ///< "-j", "--jobs"; one without dashes for an argument
  std::string value;              ///< "N"; empty for an option without one
  std::string what;
  bool positional = false;
};

struct CommandText {
  std::string name; ///< empty for mir itself
  std::string what;
  std::vector<OptionText> options;
  std::string end; ///< what `--help` ends with: examples
};

/// mir itself, then its commands in the order in which a user meets them.
std::vector<CommandText> command_texts();

} // namespace mir::driver
