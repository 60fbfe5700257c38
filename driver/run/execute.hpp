/// \file
/// Carries a plan out: Ninja runs what is out of date, its output becomes progress and diagnostics.
#pragma once

#include <memory>
#include <span>

#include "driver/diag/diagnostics.hpp"
#include "driver/env/disk.hpp"
#include "driver/env/env.hpp"
#include "driver/plan/inventory.hpp"
#include "driver/plan/plan.hpp"

namespace mir::driver {

struct ExecuteOptions {
  unsigned jobs = 0; ///< at once; 0 lets Ninja choose
  bool verbose = false;
  bool dry_run = false;
  bool explain = false;               ///< say why each step runs
  std::vector<std::string> only = {}; ///< the outputs to make; none for the images
};

/// Plans of one project, each with its stamp.
struct Work {
  std::span<const Plan> plans;
  std::span<const Stamp> stamps;
};

/// Makes the folder of results that the plan belongs to and holds it until what is returned goes:
/// two builds of one project, started in two shells, come one after the other.
///
/// \returns nothing when an error was reported.
std::unique_ptr<Lock> hold_results(Env& env, const Plan& plan, Diagnostics& diagnostics);

/// Writes the Ninja files of the plans and runs them side by side. Diagnostics of the commands go
/// to the error stream as they are.
///
/// \returns 0, or what `mir` shall end with; nothing when an error was reported.
std::optional<int> execute(Env& env, const Work& work, const Tools& tools,
                           const ExecuteOptions& options, Diagnostics& diagnostics);

/// Puts the image under its name in the build folder, where it replaces an older one in one step,
/// and its configuration beside it.
///
/// \returns the size of the image in bytes; nothing when an error was reported, for example that it
/// is over budget.
std::optional<std::uint64_t> publish(Env& env, const Plan& plan, const Manifest& manifest,
                                     Diagnostics& diagnostics);

} // namespace mir::driver
