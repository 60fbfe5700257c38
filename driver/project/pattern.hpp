/// \file
/// Patterns of files in a project: "src/*.cpp", "**/*.mpl".
#pragma once

#include <string>
#include <vector>

#include "driver/env/disk.hpp"
#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// True when the pattern has a character that stands for others: '*' or '?'.
bool is_pattern(llvm::StringRef text);

/// `*` stands for any characters but '/', `?` for one of them, `**/` for any folders. All else is
/// itself.
bool matches(llvm::StringRef pattern, llvm::StringRef path);

/// Every file below a folder, relative to it, sorted. Hidden files and folders are left out, and so
/// is every folder that holds a mark of `mir` (CACHEDIR.TAG) or a mir.toml of its own: they are
/// results, or other projects.
llvm::Expected<std::vector<std::string>> files_below(Disk& disk, llvm::StringRef folder);

} // namespace mir::driver
