/// \file
/// What each command is for, in words: for `--help`.
#pragma once

#include <span>

#include "driver/cli/command_line.hpp"
#include "llvm/ADT/StringRef.h"

namespace mir::driver {

struct VerbText {
  Verb verb;
  llvm::StringLiteral name;
  llvm::StringLiteral what;     ///< one line
  llvm::StringLiteral examples; ///< one a line, with what each does
  bool changes = true;          ///< makes or removes something, so that it has a --dry-run
};

/// In the order in which a user meets them.
std::span<const VerbText> verb_texts();

} // namespace mir::driver
