/// \file
/// What of the installed library OS a target's plan uses, and a stamp that changes with it.
#pragma once

#include "driver/diag/diagnostics.hpp"
#include "driver/plan/plan.hpp"

namespace mir::driver {

/// Lists the sources and specifications of the library OS for a target.
///
/// \returns nothing when an error was reported: a part of the installation is missing.
std::optional<Installed> take_inventory(Disk& disk, const Home& home, const Target& target,
                                        Diagnostics& diagnostics);

/// A text with the size and the time of every tool and every installed file that a plan's steps
/// read. An upgrade may bring files that are older than the objects made from their predecessors;
/// this text still changes.
std::string toolchain_stamp(Disk& disk, const Home& home, const Tools& tools, const Target& target,
                            const Installed& installed);

} // namespace mir::driver
