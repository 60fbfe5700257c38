/// \file
/// The programs that a build runs and that do not come with mir.
#pragma once

#include <string>

#include "driver/diag/diagnostics.hpp"
#include "driver/env/processes.hpp"

namespace mir::driver {

/// Paths; where one was not found, its bare name.
struct Tools {
  std::string compiler; ///< clang++-19
  std::string linker;   ///< ld.lld-19
  std::string copier;   ///< llvm-objcopy-19
  std::string ninja;
  std::string launcher; ///< ccache and the like; empty for none
};

/// Looks on PATH. What is missing stays a name: a plan can be printed without it.
Tools find_tools(Processes& processes);

/// Reports each tool that was not found, with the Debian package that has it. \returns false when
/// one was reported.
bool require_tools(const Tools& tools, Diagnostics& diagnostics);

} // namespace mir::driver
