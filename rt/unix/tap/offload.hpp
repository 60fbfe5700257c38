/// \file
/// The virtio header that stands before each frame of a tap opened with IFF_VNET_HDR.
#pragma once

#include <mir/rt/port.hpp>

namespace mir::rt {

/// As struct virtio_net_hdr of <linux/virtio_net.h>, which is no C++; in the machine's byte order
/// (Virtual I/O Device 1.1, 5.1.6).
struct FrameHeader {
  static constexpr uint8_t kNeedsChecksum = 1; ///< of `flags`
  static constexpr uint8_t kDataValid = 2;
  static constexpr uint8_t kNoSegments = 0; ///< of `segments`
  static constexpr uint8_t kTcp4 = 1;
  static constexpr uint8_t kTcp6 = 4;
  static constexpr uint8_t kEcn = 0x80; ///< beside one of them

  uint8_t flags;
  uint8_t segments;        ///< gso_type
  uint16_t header_length;  ///< hdr_len
  uint16_t segment_size;   ///< gso_size
  uint16_t checksum_start; ///< csum_start, csum_offset
  uint16_t checksum_offset;
};
static_assert(sizeof(FrameHeader) == 10);

/// What a received frame's header says, as the port has it. False for kinds of frames that were not
/// asked for, which have to be dropped.
bool read_header(const FrameHeader& header, mir_net_entry& first);

/// The header for a frame to be sent.
FrameHeader make_header(const mir_net_entry& first);

} // namespace mir::rt
