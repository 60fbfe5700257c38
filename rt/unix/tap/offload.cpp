#include "offload.hpp"

namespace mir::rt {

bool read_header(const FrameHeader& header, mir_net_entry& first) {
  if (header.flags & FrameHeader::kNeedsChecksum) {
    first.flags |= MIR_FRAME_CHECKSUM_PARTIAL;
    first.checksum_start = header.checksum_start;
    first.checksum_offset = header.checksum_offset;
  }
  if (header.flags & FrameHeader::kDataValid)
    first.flags |= MIR_FRAME_CHECKSUM_VALID;
  first.segment_size = header.segment_size;
  switch (header.segments & ~FrameHeader::kEcn) {
  case FrameHeader::kNoSegments:
    first.segment_size = 0;
    return true;
  case FrameHeader::kTcp4:
    first.flags |= MIR_FRAME_SEGMENTS_TCP4;
    return header.segment_size != 0;
  case FrameHeader::kTcp6:
    first.flags |= MIR_FRAME_SEGMENTS_TCP6;
    return header.segment_size != 0;
  default:
    return false;
  }
}

FrameHeader make_header(const mir_net_entry& first) {
  FrameHeader header = {};
  if (!(first.flags & MIR_FRAME_CHECKSUM_PARTIAL))
    return header;
  header.flags = FrameHeader::kNeedsChecksum;
  header.checksum_start = first.checksum_start;
  header.checksum_offset = first.checksum_offset;
  // How much the kernel puts into the linear part of its buffer: the headers, which by custom are
  // an entry of their own.
  constexpr uint32_t kMostHeaders = 256;
  constexpr uint32_t kChecksumSize = 2;
  header.header_length = static_cast<uint16_t>(
      first.length <= kMostHeaders ? first.length
                                   : first.checksum_start + first.checksum_offset + kChecksumSize);
  if (first.flags & MIR_FRAME_SEGMENTS_TCP4)
    header.segments = FrameHeader::kTcp4;
  if (first.flags & MIR_FRAME_SEGMENTS_TCP6)
    header.segments = FrameHeader::kTcp6;
  if (header.segments != FrameHeader::kNoSegments)
    header.segment_size = first.segment_size;
  return header;
}

} // namespace mir::rt
