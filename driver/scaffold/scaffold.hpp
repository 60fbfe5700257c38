/// \file
/// New projects, copied from the installed templates.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "driver/diag/diagnostics.hpp"
#include "driver/env/env.hpp"
#include "driver/toolchain/home.hpp"

namespace mir::driver {

struct Template {
  std::string name;
  std::string what; ///< one line: the comment that its mir.toml begins with
};

/// The installed templates, sorted by name.
///
/// \returns nothing when an error was reported.
std::optional<std::vector<Template>> list_templates(Env& env, const Home& home,
                                                    Diagnostics& diagnostics);

/// Copies a template to a folder that is not there yet, or is empty, and gives the project the
/// folder's name.
///
/// \param dry_run looks whether it can, and makes nothing.
/// \returns the files, relative to the folder; nothing when an error was reported: then nothing was
/// written over.
std::optional<std::vector<std::string>> make_project(Env& env, const Home& home,
                                                     llvm::StringRef folder,
                                                     llvm::StringRef template_name, bool dry_run,
                                                     Diagnostics& diagnostics);

} // namespace mir::driver
