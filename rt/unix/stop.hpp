/// \file
/// SIGTERM and SIGINT as MIR_EVENT_STOP.
#pragma once

namespace mir::rt {

/// Installs the signal handlers and watches the descriptor through which they report. SIGPIPE is
/// ignored.
void start_stop();

/// Consumes the report. False if there is none: consuming it makes room, which is reported too.
bool take_stop();

} // namespace mir::rt
