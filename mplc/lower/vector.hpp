#pragma once
// The vectors of a specification in the decided form.

#include "mplc/ir/ir.hpp"
#include "mplc/sema/model.hpp"
#include "mplc/source/source.hpp"

namespace mir::mplc::ir {

/// Adds the vectors of the model to the module, whose packets stand in the same order.
void lower_vectors(const sema::Model& model, const SourceManager& sources, Module& module);

} // namespace mir::mplc::ir
