/// \file
/// SIGTERM and SIGINT as MIR_EVENT_STOP.
#pragma once

#include <stdint.h>

namespace mir::rt {

/// Installs the signal handlers and watches the descriptor through which they report. SIGPIPE is
/// ignored.
void start_stop();

/// Consumes the report. \returns a mir_stop_reason, 0 if there is none: consuming it makes room,
/// which is reported too.
uint64_t take_stop();

} // namespace mir::rt
