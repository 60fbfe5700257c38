/// \file
/// A back end in memory for a disk, which keeps to the protocol or breaks it.
#pragma once

#include "rt/xen/block/front.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "fake_domain.hpp"

namespace mir::rt::testing {

inline constexpr const char* kDiskFront = "device/vbd/51712";
inline constexpr const char* kDiskBack = "/local/domain/0/backend/vbd/5/51712";

// The other end: blkback's part, by the letter of blkif.h.
struct BlockBackend {
  FakeDomain domain;
  std::unique_ptr<BlockFront> front;
  std::string disk;   // its bytes
  uint32_t taken = 0; // requests that were answered
  int direct = 0, indirect = 0, flushes = 0;

  explicit BlockBackend(size_t units = 2048, unsigned sector = 512) : disk(units * 512, '\0') {
    attach(sector);
  }

  void attach(unsigned sector = 512, unsigned segments = 256, const std::string& info = "0",
              bool flush = true) {
    domain.put(std::string(kDiskFront) + "/backend", kDiskBack);
    domain.put(std::string(kDiskFront) + "/backend-id", "0");
    domain.put(std::string(kDiskFront) + "/state", "1");
    put("sectors", std::to_string(disk.size() / 512));
    put("sector-size", std::to_string(sector));
    put("info", info);
    put("feature-flush-cache", flush ? "1" : "0");
    put("feature-max-indirect-segments", std::to_string(segments));
    put("state", "2");
  }
  void put(const std::string& key, const std::string& value) {
    domain.put(std::string(kDiskBack) + "/" + key, value);
  }
  [[nodiscard]] std::string said(const std::string& key) const {
    return domain.at(std::string(kDiskFront) + "/" + key);
  }
  void offer() {
    if (!front) {
      front = std::make_unique<BlockFront>(domain, 51712, kDiskFront);
      ASSERT_TRUE(front->open());
    }
    (void)front->take_event();
    ASSERT_EQ(said("state"), "3");
    taken = 0;
  }
  void connect() {
    offer();
    put("state", "4");
    ASSERT_TRUE(front->take_event());
    ASSERT_TRUE(front->running());
    ASSERT_EQ(said("state"), "4");
  }

  [[nodiscard]] std::byte* page(uint32_t ref) const {
    std::byte* const found = domain.page_of(ref);
    if (!found)
      std::abort();
    return found;
  }
  blkif_sring& ring() const {
    return *reinterpret_cast<blkif_sring*>(page(std::stoul(said("ring-ref"))));
  }
  blkif_sring_entry& entry(uint32_t i) const {
    return reinterpret_cast<blkif_sring_entry*>(ring().ring)[i % 32];
  }
  [[nodiscard]] uint32_t waiting() const { return ring().req_prod - taken; }

  /// Moves the bytes of one request. \returns its status.
  int16_t make(uint8_t operation, uint64_t unit, const BlockSegment* segments, size_t count) {
    if (operation == BLKIF_OP_FLUSH_DISKCACHE || operation == BLKIF_OP_WRITE_BARRIER) {
      EXPECT_EQ(count, 0u);
      ++flushes;
      return BLKIF_RSP_OKAY;
    }
    uint64_t at = unit * 512;
    for (size_t i = 0; i < count; ++i) {
      EXPECT_LE(segments[i].first, segments[i].last);
      EXPECT_LT(segments[i].last, 8);
      const size_t size = (segments[i].last - segments[i].first + 1) * 512;
      EXPECT_LE(at + size, disk.size());
      if (at + size > disk.size())
        return BLKIF_RSP_ERROR;
      std::byte* const shared = page(segments[i].grant) + size_t{segments[i].first} * 512;
      if (operation == BLKIF_OP_READ)
        std::memcpy(shared, disk.data() + at, size);
      else
        std::memcpy(disk.data() + at, shared, size);
      at += size;
    }
    return BLKIF_RSP_OKAY;
  }
  /// Answers the next request, with this status instead of its own if it is not 1.
  void answer_one(int16_t status = 1) {
    union {
      DirectRequest direct;
      IndirectRequest indirect;
    } request;
    std::memcpy(&request, &entry(taken), sizeof request);
    int16_t made = status;
    if (request.direct.operation == BLKIF_OP_INDIRECT) {
      ++indirect;
      const IndirectRequest& one = request.indirect;
      std::vector<BlockSegment> segments(one.segment_count);
      std::memcpy(segments.data(), page(one.grants[0]), segments.size() * sizeof(BlockSegment));
      if (status == 1)
        made = make(one.what, one.unit, segments.data(), segments.size());
    } else {
      ++direct;
      if (status == 1)
        made = make(request.direct.operation, request.direct.unit, request.direct.segments,
                    request.direct.segment_count);
    }
    put_response({.id = request.direct.id, .operation = request.direct.operation, .status = made});
  }
  void put_response(const blkif_response& response) {
    entry(taken++).rsp = response;
    ring().rsp_prod = taken;
  }
  void answer_all() {
    while (waiting() != 0)
      answer_one();
  }

  // The application's side: one request a cookie.
  std::map<uint64_t, std::string> memory;
  mir_status submit(mir_block_operation operation, uint64_t sector, uint32_t sectors,
                    uint64_t cookie, const std::string& bytes = "", unsigned sector_size = 512) {
    std::string& place = memory[cookie];
    place = bytes;
    place.resize(std::max<size_t>(size_t{sectors} * sector_size, 1), '?');
    const mir_block_request request{operation, sectors, sector, place.data(), cookie};
    size_t count = 0;
    const mir_status status = front->submit({&request, 1}, count);
    EXPECT_EQ(count, status == MIR_OK ? 1u : 0u);
    return status;
  }
  /// What is done, with the answers of the other end in between, until nothing moves any more.
  std::map<uint64_t, mir_status> serve() {
    std::map<uint64_t, mir_status> told;
    for (;;) {
      if (front->running())
        answer_all();
      const auto some = done();
      if (some.empty() && (!front->running() || waiting() == 0))
        return told;
      told.insert(some.begin(), some.end());
    }
  }
  std::map<uint64_t, mir_status> done() {
    std::map<uint64_t, mir_status> told;
    mir_block_result results[7]; // fewer than there may be
    while (const size_t count = front->done(results))
      for (size_t i = 0; i < count; ++i)
        EXPECT_TRUE(told.emplace(results[i].cookie, results[i].status).second);
    return told;
  }
  [[nodiscard]] mir_block_info info() const {
    mir_block_info info;
    front->describe(info);
    return info;
  }
};

inline std::string numbered(size_t size, unsigned seed = 1) {
  std::string bytes(size, '\0');
  for (char& byte : bytes)
    byte = static_cast<char>((seed = seed * 1'664'525 + 1'013'904'223) >> 24);
  return bytes;
}

} // namespace mir::rt::testing
