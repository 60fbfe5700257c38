/// \file
/// Everything that reaches the driver from outside, in one structure that main() fills and passes
/// down.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
}

namespace mir::driver {

class Disk;
class Processes;

/// The world as the driver sees it. The borrowed members outlive every use of the structure.
struct Env {
  std::vector<std::string>
      arguments; ///< of the command line; the first is the name the program was called by
  std::map<std::string, std::string> variables;
  std::string folder;     ///< the working folder, absolute
  std::string executable; ///< the file of this program, absolute, links resolved
  Disk& disk;
  Processes& processes;
  llvm::raw_ostream& out;   ///< results: what a script would read
  llvm::raw_ostream& error; ///< diagnostics and progress
  bool error_is_terminal = false;
  unsigned error_columns = 80; ///< the width of that terminal

  /// The value of an environment variable; empty when it is not set.
  [[nodiscard]] std::string variable(const std::string& name) const {
    auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  }
};

} // namespace mir::driver
