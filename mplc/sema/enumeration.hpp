#pragma once
// Named enumerations and sets of bits.

#include "mplc/sema/scope.hpp"

namespace mir::mplc::sema {

/// Adds `source` to the model and makes it a type; mistakes are reported.
void declare_enumeration(Context& context, const ast::Enum& source, Model& model);

} // namespace mir::mplc::sema
