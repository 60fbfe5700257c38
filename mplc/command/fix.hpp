#pragma once
// `mplc check --fix`: mends what can only be meant in one way.

#include "mplc/command/compile.hpp"

namespace mir::mplc {

/// Makes the fix-its of `file`, one round after the other until there are none, says on standard
/// output what it did, and reports what is left. The file is written once, whole, and only if it
/// changed; files that it imports are never touched.
///
/// \returns whether the file is right now.
[[nodiscard]] bool fix_file(const Env& env, const Command& command, const std::string& file);

} // namespace mir::mplc
