#pragma once
// Statements: what stands between the braces of a packet.

#include "mplc/parse/cursor.hpp"

namespace mir::mplc {

/// `{ stmt {stmt} }`; broken statements are reported and left out.
/// \returns nothing if the braces themselves are missing, after reporting it.
[[nodiscard]] std::optional<ast::Block> parse_block(Cursor& cursor, std::string_view where);

/// The matches `{ |1 -> Tag ... }` of a variant or an enum.
[[nodiscard]] std::optional<std::vector<ast::VariantMatch>> parse_matches(Cursor& cursor);

} // namespace mir::mplc
