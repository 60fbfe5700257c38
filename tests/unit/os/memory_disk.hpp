// A block device in memory, which answers when the test lets it.
#pragma once

#include <mir/os/device/block_device.hpp>

#include <algorithm>
#include <cstring>
#include <deque>
#include <vector>

namespace mir::os::testing {

class MemoryDisk final : public BlockDevice {
public:
  explicit MemoryDisk(std::uint64_t sectors, std::uint32_t sector_size = 512)
      : bytes(sectors * sector_size) {
    about.sectors = sectors;
    about.sector_size = sector_size;
    about.slots = 4;
    about.most_sectors = 8;
    about.can_flush = true;
    about.present = true;
  }

  BlockInfo info() noexcept override { return about; }
  Result<> submit(const BlockRequest& request) noexcept override {
    if (waiting.size() + results.size() == about.slots)
      return fail(Errc::Again);
    if (!about.present)
      return fail(Errc::Gone);
    waiting.push_back(request);
    most_waiting = std::max(most_waiting, waiting.size());
    if (at_once)
      answer_all();
    return {};
  }
  std::size_t done(std::span<BlockResult> into) noexcept override {
    const std::size_t count = std::min(into.size(), results.size());
    std::copy_n(results.begin(), count, into.begin());
    results.erase(results.begin(), results.begin() + static_cast<std::ptrdiff_t>(count));
    return count;
  }
  void forget(std::uint64_t cookie) noexcept override {
    ++forgotten;
    std::erase_if(waiting, [&](const BlockRequest& r) { return r.cookie == cookie; });
    std::erase_if(results, [&](const BlockResult& r) { return r.cookie == cookie; });
  }

  /// Makes what waits, the last first.
  void answer_all() {
    while (!waiting.empty()) {
      const BlockRequest r = waiting.back();
      waiting.pop_back();
      std::byte* const at = bytes.data() + r.sector * about.sector_size;
      const std::size_t size = std::size_t{r.sectors} * about.sector_size;
      const bool broken = r.sector <= broken_sector && broken_sector < r.sector + r.sectors;
      if (!broken && r.operation == BlockOperation::Read)
        std::memcpy(r.data, at, size);
      if (!broken && r.operation == BlockOperation::Write)
        std::memcpy(at, r.data, size);
      results.push_back({r.cookie, broken ? fail(Errc::Io) : Result<>()});
      ++answered;
    }
  }

  BlockInfo about;
  std::vector<std::byte> bytes;
  std::deque<BlockRequest> waiting;
  std::deque<BlockResult> results;
  std::uint64_t broken_sector = UINT64_MAX;
  std::size_t most_waiting = 0, forgotten = 0, answered = 0;
  bool at_once = false; // without an event: the caller has to look by itself
};

} // namespace mir::os::testing
