#include "rt/xen/memory_map.hpp"

namespace mir::rt {

namespace {

constexpr uint64_t kAddressEnd = uint64_t{1}
                                 << 47; // what four levels of page tables map with a clear sign bit

// The end of a region, without wrapping and without leaving what can be mapped.
uint64_t end_of(uint64_t base, uint64_t size) {
  if (base >= kAddressEnd)
    return kAddressEnd;
  return size > kAddressEnd - base ? kAddressEnd : base + size;
}

constexpr uint64_t down(uint64_t address) { return address & ~(MemoryMap::kPage - 1); }
constexpr uint64_t up(uint64_t address) { return down(address + MemoryMap::kPage - 1); }

} // namespace

void MemoryMap::insert(size_t at, Range range) {
  if (count_ == kMost) // the highest memory is what a small program misses least
    --count_;
  if (at > count_)
    return;
  for (size_t i = count_; i > at; --i)
    ranges_[i] = ranges_[i - 1];
  ranges_[at] = range;
  ++count_;
}

void MemoryMap::erase(size_t at) {
  for (size_t i = at; i + 1 < count_; ++i)
    ranges_[i] = ranges_[i + 1];
  --count_;
}

void MemoryMap::add(uint64_t base, uint64_t size) {
  if (base >= kAddressEnd)
    return;
  Range range{up(base), down(end_of(base, size))};
  if (range.begin >= range.end)
    return;
  size_t at = 0;
  while (at < count_ && ranges_[at].end < range.begin)
    ++at;
  while (at < count_ && ranges_[at].begin <= range.end) { // touches: becomes one with it
    range.begin = ranges_[at].begin < range.begin ? ranges_[at].begin : range.begin;
    range.end = ranges_[at].end > range.end ? ranges_[at].end : range.end;
    erase(at);
  }
  insert(at, range);
}

void MemoryMap::remove(uint64_t base, uint64_t size) {
  const Range hole{down(base), up(end_of(base, size))};
  if (size == 0 || hole.begin >= hole.end)
    return;
  for (size_t at = 0; at < count_;) {
    const Range range = ranges_[at];
    if (range.end <= hole.begin || range.begin >= hole.end) {
      ++at;
      continue;
    }
    erase(at);
    if (range.begin < hole.begin)
      insert(at++, {range.begin, hole.begin});
    if (range.end > hole.end)
      insert(at++, {hole.end, range.end});
  }
}

uint64_t MemoryMap::total() const {
  uint64_t bytes = 0;
  for (const Range& range : ranges())
    bytes += range.size();
  return bytes;
}

Range MemoryMap::find(uint64_t size) const {
  for (const Range& range : ranges())
    if (range.size() >= size)
      return {range.begin, range.begin + size};
  return {0, 0};
}

} // namespace mir::rt
