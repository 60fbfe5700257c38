#pragma once
// mplc explain-checks: what a parse still tests, under a caret in the specification.

#include "mplc/command/compile.hpp"

namespace mir::mplc {

/// Prints the checks of every packet of the files, and how many they are.
/// \returns the exit status: 1 if a specification has mistakes.
[[nodiscard]] int explain_checks(const Env& env, const Command& command);

} // namespace mir::mplc
