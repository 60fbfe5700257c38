#include "rt/xen/net/receive.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace mir::rt {

std::optional<GrantRef> Receive::open(domid_t domain) {
  const auto ring = shared_.share(domain);
  if (!ring)
    return std::nullopt;
  ring_page_ = *ring;
  ring_.emplace(ring->page);
  for (; page_count_ < pages_.size(); ++page_count_) {
    const auto page = shared_.share(domain);
    if (!page) {
      close();
      return std::nullopt;
    }
    pages_[page_count_] = *page;
  }
  released_ = 0;
  frame_ = {};
  broken_ = false;
  (void)publish();
  return ring->ref;
}

void Receive::close() {
  if (!ring_)
    return;
  ring_.reset();
  shared_.take_back(ring_page_);
  while (page_count_ > 0)
    shared_.take_back(pages_[--page_count_]);
}

size_t Receive::lend(std::span<const mir_net_buffer> buffers) {
  size_t taken = 0;
  for (; taken < buffers.size() && lent_tail_ - lent_head_ < kMostLent; ++taken)
    lent_[lent_tail_++ % kMostLent] = buffers[taken];
  return taken;
}

bool Receive::publish() {
  if (!ring_ || broken())
    return false;
  while (ring_->next_request() - released_ < Ring::kSize) {
    const auto page = static_cast<uint16_t>(ring_->next_request() % Ring::kSize);
    ring_->put(
        netif_rx_request{.id = page, .pad = 0, .gref = static_cast<uint32_t>(pages_[page].ref)});
  }
  return ring_->publish();
}

// Only the first kind of extra says anything to us; the others are passed over.
void Receive::add_extra(const netif_rx_response& response) {
  const auto extra = std::bit_cast<netif_extra_info>(response);
  frame_.extra_follows = (extra.flags & XEN_NETIF_EXTRA_FLAG_MORE) != 0;
  frame_.too_long = frame_.too_long || ++frame_.extra_count > kMostExtras;
  if (extra.type != XEN_NETIF_EXTRA_TYPE_GSO)
    return;
  const bool known = extra.u.gso.type == XEN_NETIF_GSO_TYPE_TCPV4 && extra.u.gso.size > 0;
  frame_.malformed = frame_.malformed || !known;
  frame_.segment_size = extra.u.gso.size;
}

void Receive::add(const netif_rx_response& response, uint32_t place) {
  Frame& frame = frame_;
  // Requests are answered in order: another id is an answer to something else.
  if (response.id != place % Ring::kSize) {
    broken_ = true;
    return;
  }
  if (!frame.begun)
    frame.flags = response.flags;
  frame.extra_follows = !frame.begun && (response.flags & NETRXF_extra_info) != 0;
  frame.begun = true;
  frame.complete = !(response.flags & NETRXF_more_data);
  if (response.status < 0) {
    frame.refused = true;
    return;
  }
  const auto length = static_cast<size_t>(response.status);
  if (length > kPage || response.offset > kPage - length) {
    frame.malformed = true;
    return;
  }
  if (frame.slot_count == kMostSlots || frame.length + length > kMostFrame) {
    frame.too_long = true;
    return;
  }
  frame.slots[frame.slot_count++] = {static_cast<uint16_t>(place % Ring::kSize), response.offset,
                                     static_cast<uint16_t>(length)};
  frame.length += length;
}

// Takes slots until a frame is complete. \returns whether it is.
bool Receive::collect() {
  while (!(frame_.complete && !frame_.extra_follows)) {
    const uint32_t place = ring_->next_response();
    netif_rx_response response{};
    if (broken() || !ring_->take(response))
      return false;
    if (frame_.extra_follows)
      add_extra(response);
    else
      add(response, place);
    // A frame that is lost already keeps no pages from being offered again, however long it goes
    // on.
    if (frame_.too_long || frame_.malformed || frame_.refused)
      released_ = ring_->next_response();
  }
  return !broken_;
}

bool Receive::count_bad() {
  const Frame& frame = frame_;
  if (frame.refused)
    ++counters_.refused;
  else if (frame.too_long)
    ++counters_.too_long;
  else if (frame.malformed || frame.length == 0)
    ++counters_.malformed;
  else
    return false;
  return true;
}

void Receive::end_frame() {
  released_ = ring_->next_response();
  frame_ = {};
}

// Copies the frame into lent buffers. \returns how many it took, 0 when they do not suffice.
size_t Receive::fill(std::span<mir_net_entry> entries) {
  size_t room = 0, count = 0;
  for (; room < frame_.length; ++count) {
    if (count == entries.size() || lent_head_ + count == lent_tail_)
      return 0;
    room += lent_[(lent_head_ + count) % kMostLent].size;
  }
  size_t slot = 0, from = 0; // what has been copied
  for (size_t i = 0; i < count; ++i) {
    const mir_net_buffer& buffer = lent_[lent_head_++ % kMostLent];
    size_t filled = 0;
    while (filled < buffer.size && slot < frame_.slot_count) {
      const Slot& part = frame_.slots[slot];
      const size_t size = std::min<size_t>(buffer.size - filled, part.length - from);
      std::memcpy(static_cast<std::byte*>(buffer.data) + filled,
                  static_cast<const std::byte*>(pages_[part.page].page) + part.offset + from, size);
      filled += size;
      from += size;
      if (from == part.length) {
        ++slot;
        from = 0;
      }
    }
    entries[i] = {.data = buffer.data,
                  .length = static_cast<uint32_t>(filled),
                  .flags = i + 1 < count ? uint32_t{MIR_FRAME_MORE} : 0,
                  .cookie = buffer.cookie,
                  .checksum_start = 0,
                  .checksum_offset = 0,
                  .segment_size = 0,
                  .reserved = 0};
  }
  return count;
}

size_t Receive::hand_over(std::span<mir_net_entry> entries) {
  const size_t count = fill(entries);
  if (count == 0)
    return 0;
  mir_net_entry& first = entries[0];
  // A blank checksum was never on a wire; the back end does not say where it stands, so that the
  // stack is told no more than that there is nothing to check.
  if (frame_.flags & (NETRXF_csum_blank | NETRXF_data_validated))
    first.flags |= MIR_FRAME_CHECKSUM_VALID;
  if (frame_.segment_size > 0) {
    first.flags |= MIR_FRAME_SEGMENTS_TCP4;
    first.segment_size = frame_.segment_size;
  }
  ++counters_.frames;
  end_frame();
  return count;
}

size_t Receive::receive(std::span<mir_net_entry> entries) {
  size_t written = 0;
  while (ring_ && !broken()) {
    if (!collect()) {
      if (!broken() && ring_->arm())
        continue;
      break;
    }
    if (count_bad()) {
      end_frame();
      continue;
    }
    const size_t count = hand_over(entries.subspan(written));
    if (count == 0)
      break;
    written += count;
  }
  return written;
}

} // namespace mir::rt
