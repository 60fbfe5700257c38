#pragma once
// Expressions (A.2, with the operators of B.6).

#include "mplc/parse/cursor.hpp"

namespace mir::mplc {

/// A whole expression. What breaks the grammar is reported and yields an Error node.
[[nodiscard]] ast::Expr parse_expression(Cursor& cursor);

/// An expression without `? :` at its top: a pattern of a clause, which a ':' follows. A Tuple
/// where several fields are classified: `(8, 0)`.
[[nodiscard]] ast::Expr parse_pattern(Cursor& cursor);

/// What is classified, with its parentheses: an expression, or a Tuple of them.
[[nodiscard]] ast::Expr parse_subject(Cursor& cursor);

/// `(` [ expression {"," expression} ] `)`; nothing if it is broken (reported).
[[nodiscard]] std::optional<std::vector<ast::Expr>> parse_arguments(Cursor& cursor,
                                                                    std::string_view where);

} // namespace mir::mplc
