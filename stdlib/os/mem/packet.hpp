/// \file
/// Packet: one packet, or a part of one, in the pages it lies in.
#pragma once

#include <memory>
#include <span>
#include <utility>

#include <mir/os/base/check.hpp>
#include <mir/os/mem/packet_pool.hpp>

namespace mir::os {

/// A few slices that together are one run of bytes: a frame as a device scattered it, or headers
/// and the application's pages behind them. Owns its slices, allocates nothing, copies no byte.
/// Move-only; share() makes another Packet of the same pages.
class Packet {
public:
  /// 64 KiB of payload that begin anywhere in a page, and a slice of headers. Also what every back
  /// end of Xen takes as one frame (XEN_NETIF_NR_SLOTS_MIN).
  static constexpr std::size_t kMostSlices = 18;

  Packet() noexcept {}
  explicit Packet(PageSlice slice) noexcept { push_back(std::move(slice)); }
  Packet(Packet&& other) noexcept { take(other); }
  Packet& operator=(Packet&& other) noexcept {
    if (this != &other) {
      clear();
      take(other);
    }
    return *this;
  }
  ~Packet() { clear(); }

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; } ///< bytes of all slices
  /// In order; none of them is empty.
  [[nodiscard]] std::span<PageSlice> slices() noexcept { return {slices_ + first_, count_}; }
  [[nodiscard]] std::span<const PageSlice> slices() const noexcept {
    return {slices_ + first_, count_};
  }
  [[nodiscard]] bool full() const noexcept { return count_ == kMostSlices; }
  /// The bytes that stand together at the beginning: where the headers are.
  [[nodiscard]] Bytes front() const noexcept {
    return count_ == 0 ? Bytes() : slices().front().bytes();
  }

  /// Adds a slice at an end; an empty one is dropped. Must not be full().
  void push_back(PageSlice slice) noexcept;
  void push_front(PageSlice slice) noexcept;
  /// Takes the first slice out. Must not be empty().
  [[nodiscard]] PageSlice pop_front() noexcept;

  /// Forgets bytes at an end. Not more than size().
  void drop_front(std::size_t count) noexcept;
  void drop_back(std::size_t count) noexcept;
  /// Splits in two: the first `count` bytes are returned, the rest stays. Not more than size().
  [[nodiscard]] Packet take_front(std::size_t count) noexcept;
  [[nodiscard]] Packet share() const noexcept;

  /// Copies bytes from `offset` on. \returns how many: as `into` holds, or as there are.
  std::size_t copy_to(MutableBytes into, std::size_t offset = 0) const noexcept;

private:
  /// Moves in the slices of another, from the first place on. Must be empty.
  void take(Packet& other) noexcept {
    for (std::size_t i = 0; i < other.count_; ++i)
      relocate(slices_ + i, other.slices_ + other.first_ + i);
    first_ = 0;
    count_ = std::exchange(other.count_, std::uint8_t{0});
    size_ = std::exchange(other.size_, 0u);
    other.first_ = 0;
  }
  void clear() noexcept {
    std::destroy_n(slices_ + first_, count_);
    first_ = count_ = 0;
    size_ = 0;
  }
  static void relocate(PageSlice* to, PageSlice* from) noexcept {
    std::construct_at(to, std::move(*from));
    std::destroy_at(from);
  }

  // Most packets have one slice or two: only those that are there are made, moved and destroyed.
  union {
    PageSlice slices_[kMostSlices]; // alive: count_ of them, from first_ on
  };
  std::uint8_t first_ = 0;
  std::uint8_t count_ = 0;
  std::uint32_t size_ = 0;
};

} // namespace mir::os
