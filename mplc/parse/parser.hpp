#pragma once
// Words to a tree.

#include "mplc/ast/ast.hpp"
#include "mplc/diag/diagnostics.hpp"

namespace mir::mplc {

/// Reads the words of one file. What breaks the grammar is reported and left out of the tree; the
/// rest is kept.
[[nodiscard]] ast::File parse(const SourceManager& sources, TokenStream tokens,
                              Diagnostics& diagnostics);

} // namespace mir::mplc
