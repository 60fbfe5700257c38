/// \file
/// Manual pages: the text of `--help`, as man(7) wants it.
#pragma once

#include <string>

#include "driver/cli/surface.hpp"
#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// The page mir(1), or mir-NAME(1) of a command.
///
/// \param version of mir, for the foot of the page.
std::string manual_page(const std::vector<CommandText>& all, const CommandText& command,
                        llvm::StringRef version);

} // namespace mir::driver
