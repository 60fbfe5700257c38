#include "rt/xen/net/transmit.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace mir::rt {

// Walks over the bytes of a frame's pieces.
class FrameReader {
public:
  explicit FrameReader(std::span<const mir_net_entry> entries) : entries_(entries) {}

  void copy(std::byte* to, size_t size) {
    while (size > 0) {
      const mir_net_entry& entry = entries_.front();
      const size_t part = std::min<size_t>(size, entry.length - at_);
      if (part > 0)
        std::memcpy(to, static_cast<const std::byte*>(entry.data) + at_, part);
      to += part;
      size -= part;
      at_ += part;
      if (at_ == entry.length)
        next();
    }
  }

  /// Passes over a piece that is lent, which is the next one but for empty ones.
  void skip(const mir_net_entry* lent) {
    while (&entries_.front() != lent)
      next();
    next();
  }

private:
  void next() {
    entries_ = entries_.subspan(1);
    at_ = 0;
  }

  std::span<const mir_net_entry> entries_;
  size_t at_ = 0;
};

namespace {

bool is_lent(const mir_net_entry& entry) {
  const size_t offset = reinterpret_cast<uintptr_t>(entry.data) % Transmit::kPage;
  return (entry.flags & MIR_FRAME_OWN_PAGE) != 0 && entry.length >= Transmit::kLeastLent &&
         entry.length <= Transmit::kPage - offset;
}

} // namespace

std::optional<GrantRef> Transmit::open(domid_t domain) {
  const auto ring = shared_.share(domain);
  if (!ring)
    return std::nullopt;
  ring_page_ = *ring;
  ring_.emplace(ring->page);
  domain_ = domain;
  for (; page_count_ < pages_.size(); ++page_count_) {
    const auto page = shared_.share_to_read(domain);
    if (!page) {
      close();
      return std::nullopt;
    }
    pages_[page_count_] = *page;
  }
  return ring->ref;
}

void Transmit::close() {
  if (!ring_)
    return;
  ring_.reset();
  shared_.take_back(ring_page_);
  while (page_count_ > 0)
    shared_.take_back(pages_[--page_count_]);
  ids_.drain([this](const Request& request) { take_back(request); });
  extras_ = 0;
  broken_ = false;
  offer_ = {};
}

// The stack hears of a piece only when nobody else can read it any more.
void Transmit::take_back(const Request& request) {
  if (request.ref == GrantRef{})
    return;
  --loans_;
  if (kept_.take_back(request.ref, request.loan))
    tell(request.loan.cookie);
  else
    broken_ = true; // it has answered, and does not let go
}

void Transmit::sweep() {
  kept_.sweep([this](const Loan& loan) { tell(loan.cookie); });
}

size_t Transmit::sent(std::span<uint64_t> cookies) {
  (void)reclaim();
  // Whoever has this many pieces on their way may be about to wait until some are back.
  constexpr size_t kMany = Ring::kSize / 2;
  while (ring_ && !broken() && loans_ >= kMany && ring_->arm(static_cast<uint32_t>(loans_ / 2)) &&
         reclaim()) {
  }
  size_t count = 0;
  for (; count < cookies.size() && told_head_ != told_tail_; ++count)
    cookies[count] = told_[told_head_++ % kMostEntries];
  return count;
}

// What answers the requests later has no page any more, but its number.
void Transmit::forget() {
  ids_.visit([this](Request& request) {
    const Request old = std::exchange(request, {});
    take_back(old);
  });
  kept_.give_up([](const Loan& loan) { return loan.page; });
  told_head_ = told_tail_;
}

Transmit::Frame Transmit::first_frame(std::span<const mir_net_entry> entries) {
  size_t count = 0, length = 0;
  bool more = true;
  while (more && count < entries.size()) {
    more = (entries[count].flags & MIR_FRAME_MORE) != 0;
    length += entries[count++].length;
  }
  if (more) // the rest of it is not there
    return {};
  return {entries.first(count), length, (entries[0].flags & MIR_FRAME_SEGMENTS_TCP4) != 0};
}

// The device said what it takes, but that may have changed with the back end since.
bool Transmit::fits(const Frame& frame) const {
  const uint32_t flags = frame.entries[0].flags;
  return frame.length > 0 && frame.length <= (offer_.scatter ? kMostFrame : kPage) &&
         (!frame.segments || (offer_.segments_tcp4 && frame.entries[0].segment_size > 0)) &&
         !(flags & MIR_FRAME_SEGMENTS_TCP6) &&
         (offer_.checksum || !(flags & MIR_FRAME_CHECKSUM_PARTIAL));
}

Transmit::Layout Transmit::layout_of(const Frame& frame) {
  Layout layout;
  const auto add = [&](const mir_net_entry* lent, size_t size) {
    if (layout.count < kMostSlots)
      layout.parts[layout.count] = {lent, size};
    ++layout.count;
  };
  const auto add_copy = [&](size_t left) {
    while (left > 0) {
      Part* const last = layout.count > 0 && layout.count <= kMostSlots
                             ? &layout.parts[layout.count - 1]
                             : nullptr;
      const bool open = last && !last->lent && last->size < kPage;
      const size_t size = std::min(left, open ? kPage - last->size : kPage);
      open ? void(last->size += size) : add(nullptr, size);
      left -= size;
    }
  };
  for (const mir_net_entry& entry : frame.entries)
    is_lent(entry) ? add(&entry, entry.length) : add_copy(entry.length);
  if (layout.count > kMostSlots) { // as few as its bytes need
    layout = {};
    add_copy(frame.length);
  }
  return layout;
}

bool Transmit::has_room(size_t slots) {
  const auto enough = [&] {
    return ring_->room() >= slots && Ring::kSize - ids_.in_use() >= slots;
  };
  if (enough())
    return true;
  // Notified of the next answer, or there is one already.
  while (ring_->arm())
    if (!reclaim() || enough())
      break;
  return enough();
}

// Every entry that was taken has a place to be told in, whenever that will be.
bool Transmit::has_room_to_tell(size_t entries) const {
  return told_tail_ - told_head_ + loans_ + kept_.count() + entries <= kMostEntries;
}

void Transmit::put_segmentation(uint16_t segment_size) {
  netif_extra_info extra{};
  extra.type = XEN_NETIF_EXTRA_TYPE_GSO;
  extra.u.gso.size = segment_size;
  extra.u.gso.type = XEN_NETIF_GSO_TYPE_TCPV4;
  ring_->put(extra);
  ++extras_;
}

// A piece that cannot be lent is copied: one page is never more than one slot.
void Transmit::put_part(FrameReader& reader, const Part& part, netif_tx_request& request) {
  if (part.lent) {
    const auto address = reinterpret_cast<uintptr_t>(part.lent->data);
    auto* const page = reinterpret_cast<void*>(address & ~(kPage - 1));
    if (const auto ref = services_.share_page_to_read(domain_, page)) {
      request.id = *ids_.give({*ref, {page, part.lent->cookie}});
      request.gref = static_cast<uint32_t>(*ref);
      request.offset = static_cast<uint16_t>(address % kPage);
      reader.skip(part.lent);
      ++loans_;
      return;
    }
  }
  request.id = *ids_.give({});
  request.gref = static_cast<uint32_t>(pages_[request.id].ref);
  reader.copy(static_cast<std::byte*>(pages_[request.id].page), part.size);
  if (part.lent)
    tell(part.lent->cookie);
}

// The first slot tells the length of the whole frame, the others their own (netif.h, "Guest
// transmit").
void Transmit::put(const Frame& frame, const Layout& layout) {
  const uint32_t wanted = frame.entries[0].flags;
  unsigned flags = frame.segments ? unsigned{NETTXF_extra_info} : 0;
  if (wanted & (MIR_FRAME_CHECKSUM_PARTIAL | MIR_FRAME_SEGMENTS_TCP4))
    flags |= NETTXF_csum_blank | NETTXF_data_validated;
  FrameReader reader(frame.entries);
  for (size_t i = 0; i < layout.count; ++i) {
    const bool first = i == 0, last = i + 1 == layout.count;
    netif_tx_request request{};
    put_part(reader, layout.parts[i], request);
    request.flags =
        static_cast<uint16_t>((first ? flags : 0) | (last ? 0 : unsigned{NETTXF_more_data}));
    request.size = static_cast<uint16_t>(first ? frame.length : layout.parts[i].size);
    ring_->put(request);
    if (first && frame.segments)
      put_segmentation(frame.entries[0].segment_size);
  }
  ++counters_.frames;
}

// What was copied, or is lost, the stack has back at once.
void Transmit::tell_of(const Frame& frame, const Layout& layout) {
  for (const mir_net_entry& entry : frame.entries)
    if (!layout.lends(entry))
      tell(entry.cookie);
}

size_t Transmit::send(std::span<const mir_net_entry> entries) {
  size_t taken = 0;
  while (taken < entries.size() && ring_ && !broken()) {
    const Frame frame = first_frame(entries.subspan(taken));
    if (frame.entries.empty() || !has_room_to_tell(frame.entries.size()))
      break;
    Layout layout;
    if (fits(frame)) {
      layout = layout_of(frame);
      if (!has_room(layout.count + (frame.segments ? 1 : 0)))
        break;
      put(frame, layout);
    } else {
      ++counters_.too_long;
    }
    tell_of(frame, layout);
    taken += frame.entries.size();
  }
  return taken;
}

size_t Transmit::lose(std::span<const mir_net_entry> entries) {
  size_t taken = 0;
  while (taken < entries.size()) {
    const Frame frame = first_frame(entries.subspan(taken));
    if (frame.entries.empty() || !has_room_to_tell(frame.entries.size()))
      break;
    tell_of(frame, {});
    taken += frame.entries.size();
  }
  return taken;
}

bool Transmit::reclaim() {
  bool moved = false;
  netif_tx_response response{};
  while (ring_ && !broken_ && ring_->take(response)) {
    moved = true;
    if (response.status == NETIF_RSP_NULL) { // for the slot that held no data
      broken_ = extras_ == 0;
      extras_ -= broken_ ? 0 : 1;
      continue;
    }
    const auto request = ids_.take_back(response.id);
    if (!request) {
      ++counters_.wrong_id;
      broken_ = true;
      continue;
    }
    if (response.status != NETIF_RSP_OKAY)
      ++counters_.refused;
    take_back(*request);
  }
  return moved;
}

} // namespace mir::rt
