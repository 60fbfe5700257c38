/// \file
/// Commands as the POSIX shell reads them.
#pragma once

#include <string>
#include <vector>

#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// One word.
std::string shell_quoted(llvm::StringRef word);

/// The words of a command.
std::string shell_command(const std::vector<std::string>& words);

} // namespace mir::driver
