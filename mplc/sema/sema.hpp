#pragma once
// A tree to its meaning.

#include "mplc/ast/ast.hpp"
#include "mplc/diag/diagnostics.hpp"
#include "mplc/sema/model.hpp"

#include <functional>

namespace mir::mplc {

struct SemaOptions {
  bool little_endian = false; ///< what scalars are unless the specification says otherwise
};

/// Reads another file of the same specification: an import, or the packet a field nests. Mistakes
/// in it are reported.
using Loader = std::function<ast::File(FileId)>;

/// Resolves and checks `file` and what it needs. The model is good only if no error was reported.
[[nodiscard]] sema::Model analyse(ast::File file, SourceManager& sources, const Loader& load,
                                  const SemaOptions& options, Diagnostics& diagnostics);

} // namespace mir::mplc
