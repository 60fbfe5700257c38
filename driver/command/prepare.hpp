/// \file
/// What build, run and plan have in common: from the command line to plans.
#pragma once

#include <optional>
#include <vector>

#include "driver/cli/command_line.hpp"
#include "driver/plan/inventory.hpp"
#include "driver/plan/plan.hpp"

namespace mir::driver {

/// A project with the plans for the targets asked for.
struct Prepared {
  Home home;
  Tools tools;
  Project project;
  std::vector<Plan> plans;
  std::vector<Stamp> stamps; ///< one a plan
};

/// Reads everything there is to read; after it nothing but results of steps is added.
///
/// \returns nothing when an error was reported.
std::optional<Prepared> prepare(Env& env, const CommandLine& line, Diagnostics& diagnostics,
                                Purpose purpose = Purpose::Program);

/// Carries the plans out and says nothing of the images.
///
/// \returns 0, or what `mir` shall end with.
int build_images(Env& env, const CommandLine& line, const Prepared& prepared,
                 Diagnostics& diagnostics);

/// The folder of results, absolute.
std::string build_folder(const Env& env, const CommandLine& line);

} // namespace mir::driver
