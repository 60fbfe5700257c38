/// \file
/// Requests to end: `control/shutdown` in xenstore, ^C on the console.
#pragma once

#include <mir/rt/port.hpp>

namespace mir::rt {

/// Begins to watch `control/shutdown` (docs/misc/xenstore-paths.pandoc in Xen's source), if there
/// is a xenstore. Called again in a restored domain, which has another one.
void watch_for_stop();

/// Consumes a request to end. \returns a mir_stop_reason, 0 if none came since the last call. A
/// second one ends the program at once.
[[nodiscard]] uint64_t take_stop();

/// The reason (SHUTDOWN_...) to give Xen for the end with this exit code.
[[nodiscard]] unsigned reason_for(int code);

} // namespace mir::rt
