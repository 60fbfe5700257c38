/// \file
/// The arithmetic of the loader's memory map: what the image may use.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace mir::rt {

/// Bytes [begin, end) of physical memory.
struct Range {
  uint64_t begin, end;
  bool operator==(const Range&) const = default;
  [[nodiscard]] constexpr uint64_t size() const { return end - begin; }
};

/// Usable memory: whole pages, in ascending order, no two overlapping or touching.
///
/// Fed with what a loader says, in any order; where two entries contradict each other, memory that
/// anyone calls unusable is left alone.
class MemoryMap {
public:
  static constexpr uint64_t kPage = 4096;
  static constexpr size_t kMost = 64; ///< ranges; memory beyond that is not used

  /// Adds memory: the whole pages of [base, base + size).
  void add(uint64_t base, uint64_t size);

  /// Takes away every page that [base, base + size) touches.
  void remove(uint64_t base, uint64_t size);

  [[nodiscard]] std::span<const Range> ranges() const { return {ranges_.data(), count_}; }

  /// Bytes in all.
  [[nodiscard]] uint64_t total() const;

  /// The end of the highest range, 0 when there is none.
  [[nodiscard]] uint64_t end() const { return count_ ? ranges_[count_ - 1].end : 0; }

  /// The lowest `size` bytes in a row; both are 0 when there is no such place.
  [[nodiscard]] Range find(uint64_t size) const;

private:
  void insert(size_t at, Range range);
  void erase(size_t at);

  std::array<Range, kMost> ranges_{};
  size_t count_ = 0;
};

} // namespace mir::rt
