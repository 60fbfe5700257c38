/// \file
/// What an application can ask of its platform, and which targets cannot give it.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// One thing that a platform may have.
struct Capability {
  llvm::StringLiteral name;   ///< "threads"
  llvm::StringLiteral what;   ///< "starts a thread": what a call does
  llvm::StringLiteral advice; ///< how to do without
  /// Targets that lack it; "*" for all: the library OS has one thread, and what blocks stops every
  /// task.
  std::span<const llvm::StringLiteral> lacking;
};

/// The capability that a call of this function uses.
///
/// \param function its qualified name without inline namespaces: "std::thread::thread".
/// \returns nullptr when it uses none.
const Capability* capability_of(llvm::StringRef function);

/// \returns nullptr for a name that is no capability's.
const Capability* find_capability(llvm::StringRef name);

bool lacks(llvm::StringRef target, const Capability& capability);

} // namespace mir::driver
