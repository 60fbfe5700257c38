/// \file
/// Event channels: how another domain, or Xen, says "look at the shared memory".
#pragma once

#include <cstdint>

#include "rt/xen/bus/event_ports.hpp"

namespace mir::rt {

/// The domain's ports.
[[nodiscard]] EventPorts& event_ports();

/// Tells the other end of a channel to look.
void notify(evtchn_port_t port);

/// A new port for the hypervisor's own events (VIRQ_...). \returns 0 when Xen refuses.
[[nodiscard]] evtchn_port_t bind_virtual_interrupt(uint32_t number);

/// A new port that `domain` may connect to. \returns 0 when Xen refuses.
[[nodiscard]] evtchn_port_t make_port_for(domid_t domain);

/// Closes a port: after ignore(), when its other end is gone.
void close_port(evtchn_port_t port);

} // namespace mir::rt
