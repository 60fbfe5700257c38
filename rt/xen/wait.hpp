/// \file
/// Giving the processor back until something happens.
#pragma once

#include <cstdint>

#include "rt/xen/bus/event_channel.hpp"

namespace mir::rt {

/// Blocks until the port has an event, then clears it without calling its handler; or until a
/// deadline on the monotonic clock. May return early. For those who wait in the middle of a call.
void block_on(evtchn_port_t port, uint64_t deadline_ns);

/// Blocks until a deadline; events stay pending.
void sleep_until(uint64_t deadline_ns);

/// Blocks until any port has an event or the deadline has come, and calls the handlers. May return
/// early.
void block_and_dispatch(uint64_t deadline_ns);

} // namespace mir::rt
