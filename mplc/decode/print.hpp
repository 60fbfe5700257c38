#pragma once
// What was decoded, as text for people and as JSON for programs.

#include "mplc/decode/decoded.hpp"

#include <llvm/Support/JSON.h>

namespace mir::mplc::decode {

/// The fields of a packet, one a line: where it begins, its name, its value. Clauses and nested
/// packets are indented.
[[nodiscard]] std::string print_text(const ir::Module& module, const Packet& packet, Bytes message);

/// The fields of a packet by their names; docs/mplc.md says which value is what in JSON.
[[nodiscard]] llvm::json::Object to_json(const ir::Module& module, const Packet& packet,
                                         Bytes message);

/// One line, as mpl::describe() says it:
/// `udp.length at byte 4: 7 is below the minimum | 00 35 c0 01 ^00 07 ff 00`.
[[nodiscard]] std::string print_text(const Fault& fault, Bytes message);

[[nodiscard]] llvm::json::Object to_json(const Fault& fault);

} // namespace mir::mplc::decode
