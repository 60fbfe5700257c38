#pragma once
// Two programs that hold generated code to its laws: parse(build(m)) = m, build(parse(b)) = b for
// what building would write, no read outside the bytes given, no abort.

#include "mplc/ir/ir.hpp"

#include <string>

namespace mir::mplc {

/// A program that needs no other file: every vector of the specification, cut off at every length,
/// with every bit turned; and made-up bytes for every packet. Exits with 1, and says which law does
/// not hold for which input.
[[nodiscard]] std::string print_tests(const ir::Module& module);

/// A libFuzzer harness that needs no other file, with a mutator that changes fields, not only
/// bytes.
[[nodiscard]] std::string print_fuzz(const ir::Module& module);

} // namespace mir::mplc
