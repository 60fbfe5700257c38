#include <mir/os/mem/packet.hpp>

#include <algorithm>
#include <cstring>

namespace mir::os {

void Packet::push_back(PageSlice slice) noexcept {
  if (slice.empty())
    return;
  MIR_CHECK(!full());
  if (first_ + count_ == kMostSlices) { // room is only in front: move down
    for (std::size_t i = 0; i < count_; ++i)
      relocate(slices_ + i, slices_ + first_ + i);
    first_ = 0;
  }
  size_ += static_cast<std::uint32_t>(slice.size());
  std::construct_at(slices_ + first_ + count_++, std::move(slice));
}

void Packet::push_front(PageSlice slice) noexcept {
  if (slice.empty())
    return;
  MIR_CHECK(!full());
  if (first_ == 0) { // room is only behind: move up
    for (std::size_t i = count_; i-- != 0;)
      relocate(slices_ + i + 1, slices_ + i);
    first_ = 1;
  }
  size_ += static_cast<std::uint32_t>(slice.size());
  std::construct_at(slices_ + --first_, std::move(slice));
  ++count_;
}

PageSlice Packet::pop_front() noexcept {
  MIR_CHECK(count_ != 0);
  PageSlice slice = std::move(slices_[first_]);
  std::destroy_at(slices_ + first_);
  size_ -= static_cast<std::uint32_t>(slice.size());
  first_ = --count_ == 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(first_ + 1);
  return slice;
}

void Packet::drop_front(std::size_t count) noexcept {
  MIR_CHECK(count <= size_);
  while (count != 0) {
    PageSlice& slice = slices_[first_];
    if (count < slice.size()) {
      slice.drop_front(count);
      size_ -= static_cast<std::uint32_t>(count);
      return;
    }
    count -= pop_front().size();
  }
}

void Packet::drop_back(std::size_t count) noexcept {
  MIR_CHECK(count <= size_);
  while (count != 0) {
    PageSlice& slice = slices_[first_ + count_ - 1u];
    const std::size_t part = std::min(count, slice.size());
    slice.drop_back(part);
    count -= part;
    size_ -= static_cast<std::uint32_t>(part);
    if (slice.empty()) {
      std::destroy_at(&slice);
      --count_;
    }
  }
}

Packet Packet::take_front(std::size_t count) noexcept {
  MIR_CHECK(count <= size_);
  Packet front;
  while (count != 0) {
    PageSlice& slice = slices_[first_];
    if (count < slice.size()) {
      front.push_back(slice.take_front(count));
      size_ -= static_cast<std::uint32_t>(count);
      return front;
    }
    count -= slice.size();
    front.push_back(pop_front());
  }
  return front;
}

Packet Packet::share() const noexcept {
  Packet other;
  for (const PageSlice& slice : slices())
    other.push_back(slice.share());
  return other;
}

std::size_t Packet::copy_to(MutableBytes into, std::size_t offset) const noexcept {
  std::size_t copied = 0;
  for (const PageSlice& slice : slices()) {
    if (offset >= slice.size()) {
      offset -= slice.size();
      continue;
    }
    const std::size_t part = std::min(slice.size() - offset, into.size() - copied);
    if (part == 0)
      break;
    std::memcpy(into.data() + copied, slice.bytes().data() + offset, part);
    copied += part;
    offset = 0;
  }
  return copied;
}

} // namespace mir::os
