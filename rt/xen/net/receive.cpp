#include "rt/xen/net/receive.hpp"

#include <bit>
#include <utility>

namespace mir::rt {

std::optional<GrantRef> Receive::open(domid_t domain) {
  const auto ring = shared_.share(domain);
  if (!ring)
    return std::nullopt;
  ring_page_ = *ring;
  ring_.emplace(ring->page);
  domain_ = domain;
  frame_ = {};
  broken_ = false;
  (void)publish();
  return ring->ref;
}

void Receive::close() {
  if (!ring_)
    return;
  ring_.reset();
  for (uint32_t place = 0; place < posted_.size(); ++place)
    if (const auto buffer = take_posted(place))
      wait(*buffer);
  drop_frame();
  shared_.take_back(ring_page_);
  broken_ = false;
}

void Receive::wait(const mir_net_buffer& buffer) { waiting_[waiting_tail_++ % kMostLent] = buffer; }

size_t Receive::lend(std::span<const mir_net_buffer> buffers) {
  size_t taken = 0;
  for (; taken < buffers.size() && lent_ < kMostLent; ++taken, ++lent_)
    wait(buffers[taken]);
  return taken;
}

// Requests of pages that are gone stay in the ring, and their grants are those of the next pages.
void Receive::forget() {
  for (Posted& posted : posted_) {
    if (posted.ref == GrantRef{} || !posted.buffer.data)
      continue;
    if (services_.suspend_page(posted.ref)) {
      posted.buffer = {};
      ++without_page_;
    } else {
      (void)kept_.take_back(posted.ref, posted.buffer);
      posted = {};
    }
  }
  kept_.give_up([](const mir_net_buffer& buffer) { return buffer.data; });
  frame_.slot_count = 0;
  frame_.refused = frame_.begun;
  waiting_head_ = waiting_tail_;
  lent_ = 0;
}

// Gives pages to the requests that have none any more.
void Receive::refill() {
  for (Posted& posted : posted_) {
    if (without_page_ == 0 || waiting_head_ == waiting_tail_)
      return;
    if (posted.ref == GrantRef{} || posted.buffer.data)
      continue;
    posted.buffer = waiting_[waiting_head_++ % kMostLent];
    services_.lend_page_again(posted.ref, domain_, posted.buffer.data);
    --without_page_;
  }
}

void Receive::sweep() {
  kept_.sweep([this](const mir_net_buffer& buffer) { wait(buffer); });
}

bool Receive::publish() {
  if (!ring_ || broken())
    return false;
  refill();
  while (waiting_head_ != waiting_tail_ && ring_->room() > 0) {
    const mir_net_buffer& buffer = waiting_[waiting_head_ % kMostLent];
    const auto ref = services_.lend_page(domain_, buffer.data);
    if (!ref)
      break; // the grant table is full: the page waits
    const auto id = static_cast<uint16_t>(ring_->next_request() % Ring::kSize);
    posted_[id] = {buffer, *ref};
    ++waiting_head_;
    ring_->put(netif_rx_request{.id = id, .pad = 0, .gref = static_cast<uint32_t>(*ref)});
  }
  return ring_->publish();
}

// From here on nobody else can change what the page holds.
std::optional<mir_net_buffer> Receive::take_posted(uint32_t place) {
  const Posted posted = std::exchange(posted_[place % Ring::kSize], {});
  if (posted.ref == GrantRef{})
    return std::nullopt;
  if (!posted.buffer.data) {
    services_.forget_ref(posted.ref);
    --without_page_;
    return std::nullopt;
  }
  if (kept_.take_back(posted.ref, posted.buffer))
    return posted.buffer;
  broken_ = true; // it has answered, and does not let go
  return std::nullopt;
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

void Receive::add(const netif_rx_response& response, const mir_net_buffer& buffer) {
  Frame& frame = frame_;
  const auto length = static_cast<size_t>(response.status);
  if (length > kPage || response.offset > kPage - length)
    frame.malformed = true;
  else if (frame.slot_count == kMostSlots || frame.length + length > kMostFrame)
    frame.too_long = true;
  else if (length > 0) {
    frame.slots[frame.slot_count++] = {buffer, response.offset, static_cast<uint16_t>(length)};
    frame.length += length;
    return;
  }
  wait(buffer);
}

// Takes slots until a frame is complete. \returns whether it is.
bool Receive::collect() {
  while (!(frame_.complete && !frame_.extra_follows)) {
    const uint32_t place = ring_->next_response();
    netif_rx_response response{};
    if (broken() || !ring_->take(response))
      return false;
    const auto buffer = take_posted(place);
    if (frame_.extra_follows) { // takes the place of a response, and leaves its page alone
      add_extra(response);
      if (buffer)
        wait(*buffer);
      continue;
    }
    // Requests are answered in order: another id is an answer to something else.
    broken_ = broken_ || response.id != place % Ring::kSize;
    if (!frame_.begun)
      frame_.flags = response.flags;
    frame_.extra_follows = !frame_.begun && (response.flags & NETRXF_extra_info) != 0;
    frame_.begun = true;
    frame_.complete = !(response.flags & NETRXF_more_data);
    frame_.refused = frame_.refused || response.status < 0 || !buffer;
    if (buffer && response.status >= 0 && !broken_)
      add(response, *buffer);
    else if (buffer)
      wait(*buffer);
    // A frame that is lost already keeps no pages, however long it goes on.
    if (frame_.refused || frame_.malformed || frame_.too_long)
      while (frame_.slot_count > 0)
        wait(frame_.slots[--frame_.slot_count].buffer);
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

void Receive::drop_frame() {
  while (frame_.slot_count > 0)
    wait(frame_.slots[--frame_.slot_count].buffer);
  frame_ = {};
}

void Receive::hand_over(std::span<mir_net_entry> entries) {
  for (size_t i = 0; i < frame_.slot_count; ++i) {
    const Slot& slot = frame_.slots[i];
    entries[i] = {.data = static_cast<const std::byte*>(slot.buffer.data) + slot.offset,
                  .length = slot.length,
                  .flags = i + 1 < frame_.slot_count ? uint32_t{MIR_FRAME_MORE} : 0,
                  .cookie = slot.buffer.cookie,
                  .checksum_start = 0,
                  .checksum_offset = 0,
                  .segment_size = 0,
                  .reserved = 0};
  }
  // A blank checksum was never on a wire; the back end does not say where it stands, so that the
  // stack is told no more than that there is nothing to check.
  if (frame_.flags & (NETRXF_csum_blank | NETRXF_data_validated))
    entries[0].flags |= MIR_FRAME_CHECKSUM_VALID;
  if (frame_.segment_size > 0) {
    entries[0].flags |= MIR_FRAME_SEGMENTS_TCP4;
    entries[0].segment_size = frame_.segment_size;
  }
  lent_ -= frame_.slot_count;
  ++counters_.frames;
  frame_ = {};
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
      drop_frame();
      continue;
    }
    const size_t count = frame_.slot_count;
    if (count > entries.size() - written)
      break;
    hand_over(entries.subspan(written));
    written += count;
  }
  return written;
}

} // namespace mir::rt
