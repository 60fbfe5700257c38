#pragma once
// A picture of a specification for Graphviz.

#include "mplc/ir/ir.hpp"

#include <string>

namespace mir::mplc {

/// A graph in the language of `dot`: a table for each packet and each clause, with its fields and
/// where they lie; an arrow from a classified field to each of its clauses, and from a field to the
/// packet that it nests.
[[nodiscard]] std::string print_dot(const ir::Module& module);

} // namespace mir::mplc
