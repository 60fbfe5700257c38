#pragma once
// Expressions (A.2, with the operators of B.6).

#include "mplc/parse/cursor.hpp"

namespace mir::mplc {

/// A whole expression. What breaks the grammar is reported and yields an Error node.
[[nodiscard]] ast::Expr parse_expression(Cursor& cursor);

/// An expression without `? :` at its top: a pattern of a clause, which a ':' follows.
[[nodiscard]] ast::Expr parse_pattern(Cursor& cursor);

} // namespace mir::mplc
