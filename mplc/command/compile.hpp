#pragma once
// From a file of the command line to its decided form: what every command begins with.

#include "mplc/ast/ast.hpp"
#include "mplc/command_line.hpp"
#include "mplc/diag/diagnostics.hpp"
#include "mplc/ir/ir.hpp"

#include <optional>

namespace mir::mplc {

/// All that comes from outside the program.
struct Env {
  std::FILE* out;
  std::FILE* err;
  bool color;        ///< err is a terminal
  std::string specs; ///< the folder of the specifications that are installed with this program
};

/// What one specification became; written only when all of them did well.
struct Artefact {
  std::string path; ///< "" for standard output
  std::string text;
  std::vector<std::string> inputs; ///< every file read
};

/// The folders where a file looks for others, in this order.
[[nodiscard]] std::vector<std::string> search_folders(const Env& env, const Command& command);

/// How messages of this command are shown.
[[nodiscard]] Diagnostics::Options diagnostic_options(const Env& env, const Command& command);

/// Reads, resolves and decides; nothing if anything was wrong (reported).
[[nodiscard]] std::optional<ir::Module>
read_module(const Command& command, FileId main, SourceManager& sources, Diagnostics& diagnostics);

/// One file of the command line as the text that it asks for; nothing if it has mistakes, which
/// have been printed.
[[nodiscard]] std::optional<Artefact> compile_file(const Env& env, const Command& command,
                                                   const std::string& file);

} // namespace mir::mplc
