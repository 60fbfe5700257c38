#include <mir/net/tcp/queue/send_queue.hpp>

#include <algorithm>

namespace mir::net::tcp {

std::size_t SendQueue::append(os::Bytes bytes) noexcept {
  std::size_t taken = 0;
  while (!bytes.empty()) {
    if (spare_.empty()) {
      os::Result<os::PageSlice> page = pool_.take();
      if (!page)
        break;
      spare_ = std::move(*page);
    }
    const std::size_t here = std::min(bytes.size(), spare_.size());
    os::PageSlice piece = spare_.fill_front(bytes.first(here));
    if (!bytes_.push_back(std::move(piece), end_))
      break; // the filled part of the page is lost to this queue, and comes back with the page
    end_ += static_cast<std::uint32_t>(here);
    memory_ += here;
    taken += here;
    bytes = bytes.subspan(here);
  }
  if (spare_.empty())
    spare_.reset();
  return taken;
}

bool SendQueue::append(os::PageSlice&& slice) noexcept {
  const auto size = static_cast<std::uint32_t>(slice.size());
  if (size < kCopyBelow && spare_.size() >= size)
    return append(slice.bytes()) == size;
  if (!bytes_.push_back(std::move(slice), end_))
    return false;
  end_ += size;
  memory_ += size;
  return true;
}

void SendQueue::drop(Seq until) noexcept {
  bytes_.drop_front(until - begin_);
  memory_ -= until - begin_;
  begin_ = until;
  if (bytes_.empty())
    spare_.reset(); // an idle connection holds no page
}

std::size_t SendQueue::share(Seq from, std::uint32_t& size, Link*& near,
                             std::span<os::PageSlice> out) const noexcept {
  Link* link = near != nullptr ? near : bytes_.first();
  while (link != nullptr && link->end() <= from)
    link = link->next;
  near = link;
  std::size_t count = 0;
  std::uint32_t left = size;
  for (; left != 0 && link != nullptr && count < out.size(); link = link->next) {
    os::PageSlice slice = link->slice.share();
    if (link->position < from)
      slice.drop_front(from - link->position);
    if (slice.size() > left)
      slice.drop_back(slice.size() - left);
    left -= static_cast<std::uint32_t>(slice.size());
    out[count++] = std::move(slice);
  }
  size -= left;
  return count;
}

} // namespace mir::net::tcp
