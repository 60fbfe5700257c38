#include <mir/os/mem/packet_pool.hpp>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include <mir/os/base/check.hpp>

namespace mir::os {

PacketPool::~PacketPool() {
  MIR_CHECK(in_use_ == 0);
  for (const Run& run : runs_)
    platform_.unmap_pages(run.bytes, run.pages.size());
}

Result<PageSlice> PacketPool::take(std::size_t headroom) {
  MIR_CHECK(headroom <= kPageSize);
  if (!available(reserve_ - receiving_))
    return fail(Errc::NoMemory);
  return take_free(headroom);
}

PageSlice PacketPool::take_free(std::size_t headroom) noexcept {
  detail::PacketPage& page = *std::exchange(free_, free_->next_free);
  most_in_use_ = std::max(most_in_use_, ++in_use_);
  return PageSlice(page, headroom, kPageSize - headroom);
}

/// Whether there is a page to be had besides so many others.
bool PacketPool::available(std::size_t besides) {
  // Memory that the platform did not have may be free later. Asking each time would cost those most
  // who are short already.
  constexpr std::uint64_t kAskAgain = 256; // refusals
  while (pages_ - in_use_ <= besides) {
    if (pages_ == most_ && most_ < limit_ && refused_ % kAskAgain == 0)
      most_ = limit_;
    if (!grow()) {
      ++refused_;
      return false;
    }
  }
  return true;
}

std::size_t PacketPool::reserve(std::size_t wanted) {
  const std::size_t most = limit_ / 4 > reserve_ ? limit_ / 4 - reserve_ : 0;
  std::size_t count = std::min(wanted, most);
  while (pages_ - in_use_ < reserve_ + count && grow())
    ;
  const std::size_t free = pages_ - in_use_;
  count = std::min(count, free > reserve_ ? free - reserve_ : 0);
  reserve_ += count;
  return count;
}

Result<PageSlice> PacketPool::take_to_receive() {
  if (receiving_ == reserve_ || !available(0))
    return fail(Errc::NoMemory);
  ++receiving_;
  return take_free(0);
}

void PacketPool::received() noexcept {
  MIR_CHECK(receiving_ != 0);
  --receiving_;
}

/// Maps another run, or as much of one as there is: a system short of memory still gets single
/// pages.
bool PacketPool::grow() {
  const std::size_t there = platform_.free_pages();
  const std::size_t most =
      std::min(most_ - pages_, there > left_to_heap_ ? there - left_to_heap_ : 0);
  for (std::size_t count = std::min(kRun, most); count > 0; count /= 2) {
    std::vector<detail::PacketPage> pages;
    try { // before the pages, which are of no use without it
      runs_.reserve(runs_.size() + 1);
      pages.resize(count);
    } catch (const std::bad_alloc&) {
      continue;
    }
    std::byte* bytes = platform_.map_pages(count);
    if (bytes == nullptr)
      continue;
    runs_.push_back({bytes, std::move(pages)});
    for (detail::PacketPage& page : runs_.back().pages) {
      page = {.pool = this, .bytes = bytes, .slices = 0, .next_free = free_};
      free_ = &page;
      bytes += kPageSize;
    }
    pages_ += count;
    return true;
  }
  most_ = pages_;
  return false;
}

MutableBytes PageSlice::mutable_bytes() noexcept {
  MIR_CHECK(unique());
  return {page_->bytes + offset(), size()};
}

PageSlice PageSlice::take_front(std::size_t count) noexcept {
  PageSlice front = share();
  front.drop_back(size() - count);
  drop_front(count);
  return front;
}

PageSlice PageSlice::fill_front(Bytes from) noexcept {
  MIR_CHECK(page_ != nullptr && from.size() <= size());
  if (!from.empty())
    std::memcpy(page_->bytes + offset(), from.data(), from.size());
  return take_front(from.size());
}

bool PageSlice::absorb(PageSlice& next) noexcept {
  if (page_ == nullptr || next.page_ != page_ || next.offset() != offset() + size())
    return false;
  place_ = place(offset(), size() + next.size());
  next.reset();
  return true;
}

MutableBytes PageSlice::grow_front(std::size_t count) noexcept {
  MIR_CHECK(unique() && count <= headroom());
  place_ = place(offset() - count, size() + count);
  return {page_->bytes + offset(), count};
}

MutableBytes PageSlice::grow_back(std::size_t count) noexcept {
  MIR_CHECK(unique() && count <= tailroom());
  const std::size_t end = offset() + size();
  place_ = place(offset(), size() + count);
  return {page_->bytes + end, count};
}

} // namespace mir::os
