#include "rt/xen/frame_bitmap.hpp"

namespace mir::rt {

namespace {

// Calls visit(word, bits) for each word of [first, first + count) until one call says false.
template <class Visit> bool for_each_word(size_t first, size_t count, Visit visit) {
  while (count > 0) {
    const size_t shift = first % 64;
    const size_t here = count < 64 - shift ? count : 64 - shift;
    const uint64_t bits = (here == 64 ? ~uint64_t{0} : (uint64_t{1} << here) - 1) << shift;
    if (!visit(first / 64, bits))
      return false;
    first += here;
    count -= here;
  }
  return true;
}

} // namespace

FrameBitmap::FrameBitmap(std::span<uint64_t> words, size_t frames)
    : words_(words), frames_(frames) {
  for (uint64_t& word : words_)
    word = 0;
}

// The first run of `count` free frames that begins in [from, to).
size_t FrameBitmap::find(size_t from, size_t to, size_t count) const {
  size_t run = 0;
  for (size_t frame = from; frame < frames_ && (run > 0 || frame < to);) {
    const uint64_t word = words_[frame / 64] >> (frame % 64);
    if (word == 0) { // nothing free in the rest of this word
      run = 0;
      frame = (frame / 64 + 1) * 64;
    } else if (!(word & 1)) {
      run = 0;
      frame += static_cast<size_t>(__builtin_ctzll(word));
    } else {
      ++frame;
      if (++run == count)
        return frame - count;
    }
  }
  return kNone;
}

void FrameBitmap::mark(size_t first, size_t count, bool free) {
  for_each_word(first, count, [&](size_t word, uint64_t bits) {
    words_[word] = free ? words_[word] | bits : words_[word] & ~bits;
    return true;
  });
}

size_t FrameBitmap::take(size_t count) {
  if (count == 0 || count > free_)
    return kNone;
  size_t first = find(next_, frames_, count);
  if (first == kNone)
    first = find(0, next_, count);
  if (first == kNone)
    return kNone;
  mark(first, count, false);
  free_ -= count;
  next_ = first + count;
  return first;
}

bool FrameBitmap::give(size_t first, size_t count) {
  if (first > frames_ || count > frames_ - first)
    return false;
  const bool taken = for_each_word(
      first, count, [&](size_t word, uint64_t bits) { return (words_[word] & bits) == 0; });
  if (!taken)
    return false;
  mark(first, count, true);
  free_ += count;
  return true;
}

} // namespace mir::rt
