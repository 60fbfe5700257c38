#include <mir/net/tcp/queue/chain.hpp>

#include <algorithm>

namespace mir::net::tcp {

bool Chain::push_back(os::PageSlice&& slice, Seq position) noexcept {
  const auto bytes = static_cast<std::uint32_t>(slice.size());
  if (last_ == nullptr || !last_->slice.absorb(slice)) {
    Link* link = links_->take();
    if (link == nullptr)
      return false;
    link->slice = std::move(slice);
    link->position = position;
    (last_ == nullptr ? first_ : last_->next) = link;
    last_ = link;
  }
  size_ += bytes;
  return true;
}

void Chain::append(Chain& other) noexcept {
  if (other.empty())
    return;
  (last_ == nullptr ? first_ : last_->next) = std::exchange(other.first_, nullptr);
  last_ = std::exchange(other.last_, nullptr);
  size_ += std::exchange(other.size_, 0);
}

os::PageSlice Chain::pop_front() noexcept {
  if (first_ == nullptr)
    return {};
  os::PageSlice slice = std::move(first_->slice);
  size_ -= static_cast<std::uint32_t>(slice.size());
  unlink_first();
  return slice;
}

void Chain::drop_front(std::uint32_t count) noexcept {
  size_ -= count;
  while (count != 0) {
    const auto here = std::min(count, static_cast<std::uint32_t>(first_->slice.size()));
    first_->slice.drop_front(here);
    first_->position += here;
    count -= here;
    if (first_->slice.empty())
      unlink_first();
  }
}

void Chain::clear() noexcept {
  while (first_ != nullptr)
    unlink_first();
  size_ = 0;
}

void Chain::unlink_first() noexcept {
  Link* link = first_;
  first_ = link->next;
  if (first_ == nullptr)
    last_ = nullptr;
  links_->give_back(link);
}

} // namespace mir::net::tcp
