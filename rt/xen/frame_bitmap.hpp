/// \file
/// Which pages of memory are free: one bit a page.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace mir::rt {

/// Allocates runs of page frames, numbered from 0.
///
/// Nothing is kept in the free pages themselves: a stray write into one cannot confuse the
/// allocator, and a page's content is the caller's business. Borrows the words it is given.
class FrameBitmap {
public:
  static constexpr size_t kNone = SIZE_MAX;

  FrameBitmap() = default;
  /// \param words one bit a frame, `frames` in all; every frame begins as taken.
  FrameBitmap(std::span<uint64_t> words, size_t frames);

  /// Words needed for so many frames.
  static constexpr size_t words_for(size_t frames) { return (frames + 63) / 64; }

  /// Takes `count` free frames in a row. \returns the first, kNone when there are not so many
  /// together or count is 0.
  [[nodiscard]] size_t take(size_t count);

  /// Gives frames back. \returns false, and changes nothing, unless all of them exist and are
  /// taken.
  [[nodiscard]] bool give(size_t first, size_t count);

  [[nodiscard]] size_t free() const { return free_; } ///< frames

private:
  [[nodiscard]] size_t find(size_t from, size_t to, size_t count) const;
  void mark(size_t first, size_t count, bool free);

  std::span<uint64_t> words_; // a set bit is a free frame
  size_t frames_ = 0;
  size_t free_ = 0;
  size_t next_ = 0; // where the last search ended: freed frames rest before they are used again
};

} // namespace mir::rt
