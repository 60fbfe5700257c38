#pragma once
// Packets that no cache holds: what a device has written to memory, long ago or by itself.
#include "workload.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <span>
#include <sys/mman.h>
#include <utility>
#include <vector>

/// Eight million packets in one gigabyte, visited in an order that no prefetcher of the hardware
/// guesses.
class ColdPackets {
public:
  static constexpr std::size_t kCount = std::size_t{1} << 23;
  enum class Pages : std::uint8_t {
    Huge, ///< 2 MiB, as pools of packets have them; if the kernel has none to give, small
    Small ///< 4 KiB: the way to a page's table costs as much again as that to the packet
  };

  /// \param models of which each packet is one, at random.
  ColdPackets(std::span<const frame> models, Pages pages) : frames_(kCount) {
    memory_.reset(static_cast<std::uint8_t*>(std::aligned_alloc(kHugePage, kCount * kPlace)));
    if (memory_ == nullptr)
      std::abort();
    madvise(memory_.get(), kCount * kPlace, pages == Pages::Huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    std::mt19937 random(1); // the same packets in the same order each time
    for (std::size_t i = 0; i < kCount; ++i) {
      const frame& model = models[random() % models.size()];
      std::uint8_t* const at = memory_.get() + i * kPlace + kAlign;
      std::memcpy(at, model.bytes, model.size);
      frames_[i] = {at, model.size};
    }
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
