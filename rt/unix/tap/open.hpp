/// \file
/// How a tap is opened, and what the kernel tells of it.
#pragma once

#include <mir/rt/port.hpp>

namespace mir::rt {

/// Opens, or makes, a tap without blocking, and brings it up where we may.
///
/// \param offload whether frames have the virtio header, and we take large TCP frames without
///                checksums.
/// \returns the descriptor; -1, with the reason on standard error.
int open_tap(const char* name, bool offload);

/// Fills in name, address, MTU and state.
///
/// The address is ours to choose: the kernel's own belongs to the far end of the cable, whose
/// packets we get. It is derived from that one, so that a tap which stays keeps it.
void describe_tap(int tap, mir_net_info& info);

} // namespace mir::rt
