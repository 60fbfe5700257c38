/// \file
/// What of the installed library OS a target's plan uses, and a stamp that changes with it.
#pragma once

#include "driver/diag/diagnostics.hpp"
#include "driver/plan/plan.hpp"

namespace mir::driver {

/// Lists the sources of the library OS for a target, and the archives that stand for them where the
/// installation has any for the mode.
///
/// \returns nothing when an error was reported: a part of the installation is missing.
/// \param network whether a program of this machine needs the network, which takes a while to
/// compile.
std::optional<Installed> take_inventory(Disk& disk, const Home& home, const Target& target,
                                        Mode mode, Purpose purpose, bool network,
                                        Diagnostics& diagnostics);

/// What a plan's steps use beside the project's files.
struct Stamp {
  std::string text; ///< changes when one of them does; the contents of the plan's stamp file
  std::string seen; ///< what need not be read again next time; belongs beside that file
};

/// Of the tools, which belong to the system, size and time count; of every installed file its
/// contents: an upgrade may bring files that are older than the objects made from their
/// predecessors, and a copy of the installation may have other times.
///
/// \param seen what the last call for this plan gave back; empty for nothing.
Stamp toolchain_stamp(Disk& disk, const Home& home, const Tools& tools, const Target& target,
                      const Installed& installed, llvm::StringRef seen);

} // namespace mir::driver
