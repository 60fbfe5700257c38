/// \file
/// A project as it lies on the disk: its manifest and the files that the manifest's patterns name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "driver/env/env.hpp"
#include "driver/manifest/manifest.hpp"

namespace mir::driver {

struct Project {
  std::string folder; ///< absolute
  Manifest manifest;
  std::vector<std::string> sources;        ///< relative to the folder, sorted
  std::vector<std::string> specifications; ///< the same
  std::vector<std::string> tests;          ///< `test_*.cpp`, which are no part of the program
  std::vector<std::string> test_specifications;
};

/// Reads mir.toml and finds the files, reporting everything that is wrong.
///
/// \param name the folder as the user wrote it, absolute or relative to the working folder.
/// \returns nothing when an error was reported.
std::optional<Project> open_project(Env& env, llvm::StringRef name, const KnownNames& known,
                                    Diagnostics& diagnostics);

/// `path` as an absolute path without "." and "..", links left as they are.
std::string absolute_path(const Env& env, llvm::StringRef path);

} // namespace mir::driver
