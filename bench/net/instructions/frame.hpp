/// \file
/// Frame: an Ethernet frame between the two ends, outside of both their pools.
#pragma once

#include <vector>

#include <mir/os/device/net_device.hpp>

namespace mir::bench {

struct Frame {
  std::vector<std::byte> bytes;
  os::FrameOffload offload;
};

} // namespace mir::bench
