/// \file
/// Programs that stand before the compiler: caches, and those that hand work to other machines.
#pragma once

#include <optional>
#include <string>

#include "driver/diag/diagnostics.hpp"
#include "driver/env/processes.hpp"

namespace mir::driver {

/// The names that --launcher and build.launcher take, and "none".
std::vector<llvm::StringRef> launcher_names();

/// The path of a launcher; empty for "none" and for no name.
///
/// \returns its bare name when it is not on PATH: a plan can be printed without it.
std::string find_launcher(Processes& processes, llvm::StringRef name);

} // namespace mir::driver
