/// \file
/// Text from outside on somebody's terminal.
#pragma once

#include <string>

#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// The text with each control character, also of C1 in UTF-8, as `\x1b`: a file's name shall not
/// colour, move or clear anything.
std::string printable(llvm::StringRef text);

} // namespace mir::driver
