/// \file
/// The commands of old Mirage, which are links to mir: `mir-xen sleep.xen` in a project's folder.
#pragma once

#include <optional>
#include <string>

#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// The target of a program's name: "xen" of "/usr/bin/mir-xen".
///
/// \returns nothing for any other name.
std::optional<std::string> old_name_target(llvm::StringRef program);

} // namespace mir::driver
