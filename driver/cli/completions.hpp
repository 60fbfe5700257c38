/// \file
/// What makes a shell complete the commands and options of mir.
#pragma once

#include <string>
#include <vector>

#include "driver/cli/surface.hpp"
#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// The script for a shell, one of kShells. It is complete in itself: nothing is asked of mir while
/// the user types.
///
/// \param targets the names that --target takes.
std::string completion_script(llvm::StringRef shell, const std::vector<CommandText>& commands,
                              const std::vector<llvm::StringRef>& targets);

} // namespace mir::driver
