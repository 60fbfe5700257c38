#pragma once
// Words for the parts of the decided form, shared by its text and its JSON.

#include "mplc/ir/ir.hpp"

namespace mir::mplc::ir {

[[nodiscard]] std::string_view name(Expr::Type type);
[[nodiscard]] std::string_view name(Expr::Op op);
[[nodiscard]] std::string_view name(Wire::Kind kind);
[[nodiscard]] std::string_view name(Role role);
[[nodiscard]] std::string_view name(TagSource source);
[[nodiscard]] std::string_view name(Algorithm algorithm);

/// "options_end+4", "12", "3.5" for bit 5 of byte 3.
[[nodiscard]] std::string print(const Packet& packet, Position position);
/// Fully parenthesised; a node that may fail has a '?' behind its operator.
[[nodiscard]] std::string print(const Packet& packet, const Expr& expr);

} // namespace mir::mplc::ir
