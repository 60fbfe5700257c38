#pragma once
// The parse program of a packet as JSON.

#include "mplc/ir/ir.hpp"

#include <llvm/Support/JSON.h>

namespace mir::mplc::ir {

/// The steps of `block`, in the order they run; docs/mplc.md says what each holds.
[[nodiscard]] llvm::json::Array program(const Packet& packet, const Block& block);

} // namespace mir::mplc::ir
