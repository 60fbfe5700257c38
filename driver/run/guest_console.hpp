/// \file
/// Shows what a guest writes, whatever runs it.
#pragma once

#include <string>

#include "driver/diag/diagnostics.hpp"
#include "driver/env/env.hpp"
#include "driver/env/processes.hpp"
#include "driver/run/guest.hpp"

namespace mir::driver {

/// Runs the program that runs the guest, whose console is its output, to its end. Blocks.
///
/// \param xen_log where Xen's own messages will be; empty when there are none.
/// \returns what `mir` shall end with: the guest's exit code, or an error's that was reported.
int show_console(Env& env, const Command& command, const GuestRun& run, const std::string& xen_log,
                 Diagnostics& diagnostics);

} // namespace mir::driver
