/// \file
/// How names are written in a Ninja file.
#pragma once

#include <string>

#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// A path in a `build` line.
std::string ninja_path(llvm::StringRef path);

/// The value of a variable.
std::string ninja_value(llvm::StringRef value);

} // namespace mir::driver
