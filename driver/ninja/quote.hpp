/// \file
/// How names are written in a Ninja file.
#pragma once

#include <string>

#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// Stands for '|' in paths; the file must begin with kNinjaBarMeans.
inline constexpr llvm::StringLiteral kNinjaBar = "${bar}";
inline constexpr llvm::StringLiteral kNinjaBarMeans = "bar = |\n";

/// A path in a `build` line.
std::string ninja_path(llvm::StringRef path);

/// The value of a variable.
std::string ninja_value(llvm::StringRef value);

} // namespace mir::driver
