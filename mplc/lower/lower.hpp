#pragma once
// Meaning to the decided form.

#include "mplc/diag/diagnostics.hpp"
#include "mplc/ir/ir.hpp"
#include "mplc/sema/model.hpp"

namespace mir::mplc {

struct LowerOptions {
  std::string cpp_namespace; ///< "" for the stem of the main file
  bool edition_2006 = false; ///< be as lenient as the first MPL even where part B is used
};

/// Decides names, positions, checks and the order of everything. Mistakes of layout are reported.
[[nodiscard]] ir::Module lower(const sema::Model& model, const SourceManager& sources,
                               const LowerOptions& options, Diagnostics& diagnostics);

} // namespace mir::mplc
