#pragma once
// The decided form, made faster: what it does stays the same, down to the error that is reported.

#include "mplc/ir/ir.hpp"

namespace mir::mplc::ir {

/// Runs all passes over every packet.
void optimise(Module& module);

} // namespace mir::mplc::ir
