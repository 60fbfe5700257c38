/// \file
/// Requests of a block device as they lie in the ring (xen/io/blkif.h), without padding that would
/// show the other end what lay in memory before.
#pragma once

#include <cstddef>
#include <cstdint>

#include <xen/xen.h>

#include <xen/io/blkif.h>
#include <xen/io/protocols.h>

namespace mir::rt {

/// Places on a device, and within a page, count pieces of 512 bytes whatever its sectors are: so
/// Linux, FreeBSD and newer versions of blkif.h have it.
inline constexpr uint32_t kUnit = 512; // bytes

struct BlockSegment {
  uint32_t grant;
  uint8_t first, last; // units within the page
  uint16_t zero;
};
static_assert(sizeof(BlockSegment) == sizeof(blkif_request_segment));

inline constexpr size_t kDirectSegments = BLKIF_MAX_SEGMENTS_PER_REQUEST;

struct DirectRequest {
  uint8_t operation;
  uint8_t segment_count;
  uint16_t handle;
  uint32_t zero;
  uint64_t id;
  uint64_t unit; // the first
  BlockSegment segments[kDirectSegments];
};
static_assert(sizeof(DirectRequest) == sizeof(blkif_request));
static_assert(offsetof(DirectRequest, id) == offsetof(blkif_request, id));
static_assert(offsetof(DirectRequest, segments) == offsetof(blkif_request, seg));

struct IndirectRequest {
  uint8_t operation; // BLKIF_OP_INDIRECT
  uint8_t what;
  uint16_t segment_count;
  uint32_t zero;
  uint64_t id;
  uint64_t unit;
  uint16_t handle;
  uint16_t zero2;
  uint32_t grants[BLKIF_MAX_INDIRECT_PAGES_PER_REQUEST]; // of pages that hold the segments
  uint32_t zero3;
};
static_assert(sizeof(IndirectRequest) == sizeof(blkif_request_indirect));
static_assert(offsetof(IndirectRequest, id) == offsetof(blkif_request_indirect, id));
static_assert(offsetof(IndirectRequest, handle) == offsetof(blkif_request_indirect, handle));
static_assert(offsetof(IndirectRequest, grants) ==
              offsetof(blkif_request_indirect, indirect_grefs));

} // namespace mir::rt
