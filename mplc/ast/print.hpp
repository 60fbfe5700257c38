#pragma once
// The tree as text, for `--emit=ast`.

#include "mplc/ast/ast.hpp"

namespace mir::mplc::ast {

/// One node a line, indented by depth; expressions are fully parenthesised.
[[nodiscard]] std::string print(const File& file);

/// One expression, fully parenthesised, in the language's own operators.
[[nodiscard]] std::string print(const Expr& expr);

} // namespace mir::mplc::ast
