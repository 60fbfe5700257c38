#pragma once
// Packets that no cache holds: what a device has written to memory, long ago or by itself.
#include "workload.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <sys/mman.h>
#include <utility>
#include <vector>

/// One segment without options, at eight million places of one gigabyte, visited in an order that
/// no prefetcher of the hardware guesses. The memory is in pages of 2 MiB where the kernel gives
/// them, as pools of packets are; else the way to a page's table costs as much as that to the
/// packet.
class ColdPackets {
public:
  static constexpr std::size_t kCount = std::size_t{1} << 23;

  explicit ColdPackets(const frame& model) : frames_(kCount) {
    memory_.reset(static_cast<std::uint8_t*>(std::aligned_alloc(kHugePage, kCount * kPlace)));
    if (memory_ == nullptr)
      std::abort();
    madvise(memory_.get(), kCount * kPlace, MADV_HUGEPAGE); // without it the figures are worse
    for (std::size_t i = 0; i < kCount; ++i) {
      std::uint8_t* const at = memory_.get() + i * kPlace + kAlign;
      std::memcpy(at, model.bytes, model.size);
      frames_[i] = {at, model.size};
    }
    std::mt19937 random(1); // the same order each time
    for (std::size_t i = kCount - 1; i > 0; --i)
      std::swap(frames_[i], frames_[random() % (i + 1)]);
  }

  [[nodiscard]] sums parse(parse_kernel* kernel) const { return kernel(frames_.data(), kCount); }

private:
  static constexpr std::size_t kHugePage = std::size_t{2} << 20;
  static constexpr std::size_t kPlace = 128; // bytes: two lines of the cache
  static constexpr std::size_t kAlign = 2; // bytes before a frame, so that its IP header is aligned
  struct Free {
    void operator()(std::uint8_t* memory) const { std::free(memory); }
  };
  std::unique_ptr<std::uint8_t[], Free> memory_;
  std::vector<frame> frames_;
};
