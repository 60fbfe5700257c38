/// \file
/// Patterns of files in a project: "src/*.cpp", "**/*.mpl".
#pragma once

#include <functional>
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

/// True when a file below the folder can match the pattern.
bool may_match_below(llvm::StringRef pattern, llvm::StringRef folder);

/// Every file below a folder, relative to it, sorted. Hidden files and folders are left out, and so
/// is every folder that holds a mark of `mir` (CACHEDIR.TAG) or a mir.toml of its own: they are
/// results, or other projects.
///
/// \param enters says of each folder below, by its relative path, whether to look into it.
llvm::Expected<std::vector<std::string>> files_below(
    Disk& disk, llvm::StringRef folder,
    const std::function<bool(llvm::StringRef)>& enters = [](llvm::StringRef) { return true; });

} // namespace mir::driver
