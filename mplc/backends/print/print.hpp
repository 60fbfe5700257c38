#pragma once
// A header beside the generated one: packets as text and as JSON. It needs a hosted library.

#include "mplc/ir/ir.hpp"

#include <string>

namespace mir::mplc {

/// A header that includes `NAME.hpp`, where NAME is the specification's: std::format(),
/// fmt::format() and mpl::to_json() for its packets.
[[nodiscard]] std::string print_printer(const ir::Module& module);

} // namespace mir::mplc
