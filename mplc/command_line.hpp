#pragma once
// What the user asks for.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace mir::mplc {

enum class Verb { Compile, Check, Decode, ExplainChecks };

enum class Emit { Tokens, Ast, Ir, Cpp, Json, Dot, Tests, Fuzz, Print };

/// What `mplc decode` decodes.
struct DecodeOptions {
  std::vector<std::string> captures;
  std::string packet; ///< "": the one that the file is named after
  std::vector<std::string> arguments;
  std::optional<std::size_t> skip; ///< bytes of each frame before the packet
  std::vector<std::uint32_t> udp_ports, tcp_ports;
  bool raw = false; ///< the files are packets themselves, not captures
};

struct Command {
  std::vector<std::string> files;
  std::string output; ///< "": standard output; with several files, the folder of the headers
  std::vector<std::string> include_folders;
  std::string cpp_namespace;
  Emit emit = Emit::Cpp;
  Verb verb = Verb::Compile;
  bool fix = false;  ///< check: mend what can be mended
  bool json = false; ///< messages, packets or checks as JSON
  DecodeOptions decode;
  bool edition_2006 = false;
  bool little_endian = false;
  bool warnings_are_errors = false;
  bool write_dependencies = false;
  std::string dependency_file; ///< "": the output's name and ".d"
};

/// \returns the exit status where there is nothing to compile: 0 after --help, 2 for a command line
/// that means nothing
///          (said on standard error).
[[nodiscard]] std::expected<Command, int> parse_command_line(int argc, const char* const* argv);

} // namespace mir::mplc
