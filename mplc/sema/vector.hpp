#pragma once
// The vectors of `test`.

#include "mplc/sema/scope.hpp"

namespace mir::mplc::sema {

/// Adds the vectors of `test`, which are of `packet`, to the model; mistakes are reported.
void resolve_vectors(Context& context, const ast::Test& test, PacketId packet, Model& model);

} // namespace mir::mplc::sema
