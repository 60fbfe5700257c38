/// \file
/// Requests to end: `control/shutdown` in xenstore, ^C on the console.
#pragma once

namespace mir::rt {

/// Begins to watch `control/shutdown` (docs/misc/xenstore-paths.pandoc in Xen's source), if there
/// is a xenstore.
void watch_for_stop();

/// Whether a request came since the last call. A second one ends the program at once.
[[nodiscard]] bool take_stop();

} // namespace mir::rt
