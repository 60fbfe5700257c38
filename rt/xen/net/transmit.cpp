#include "rt/xen/net/transmit.hpp"

#include <algorithm>
#include <cstring>

namespace mir::rt {

namespace {

// Walks over the bytes of a frame's pieces.
class Reader {
public:
  explicit Reader(std::span<const mir_net_entry> entries) : entries_(entries) {}

  void copy(std::byte* to, size_t size) {
    while (size > 0) {
      const mir_net_entry& entry = entries_.front();
      const size_t part = std::min<size_t>(size, entry.length - at_);
      std::memcpy(to, static_cast<const std::byte*>(entry.data) + at_, part);
      to += part;
      size -= part;
      at_ += part;
      if (at_ == entry.length) {
        entries_ = entries_.subspan(1);
        at_ = 0;
      }
    }
  }

private:
  std::span<const mir_net_entry> entries_;
  size_t at_ = 0;
};

} // namespace

std::optional<GrantRef> Transmit::open(domid_t domain) {
  const auto ring = shared_.share(domain);
  if (!ring)
    return std::nullopt;
  ring_page_ = *ring;
  ring_.emplace(ring->page);
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
  ids_.drain([](size_t) {});
  extras_ = 0;
  broken_ = false;
  offer_ = {};
}

Transmit::Frame Transmit::first_frame(std::span<const mir_net_entry> entries) const {
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

bool Transmit::has_room(const Frame& frame) {
  const size_t slots = (frame.length + kPage - 1) / kPage;
  const auto enough = [&] {
    return ring_->room() >= slots + (frame.segments ? 1 : 0) &&
           Ring::kSize - ids_.in_use() >= slots;
  };
  if (enough())
    return true;
  // Notified of the next answer, or there is one already.
  while (ring_->arm())
    if (!reclaim() || enough())
      break;
  return enough();
}

void Transmit::put_segmentation(uint16_t segment_size) {
  netif_extra_info extra{};
  extra.type = XEN_NETIF_EXTRA_TYPE_GSO;
  extra.u.gso.size = segment_size;
  extra.u.gso.type = XEN_NETIF_GSO_TYPE_TCPV4;
  ring_->put(extra);
  ++extras_;
}

// The first slot tells the length of the whole frame, the others their own (netif.h, "Guest
// transmit").
void Transmit::put_slots(const Frame& frame, uint16_t flags) {
  Reader reader(frame.entries);
  for (size_t left = frame.length; left > 0;) {
    const size_t size = std::min(left, kPage);
    const uint16_t id = *ids_.give(size);
    reader.copy(static_cast<std::byte*>(pages_[id].page), size);
    const bool first = left == frame.length, last = left == size;
    netif_tx_request request{};
    request.gref = static_cast<uint32_t>(pages_[id].ref);
    request.flags =
        static_cast<uint16_t>((first ? flags : 0) | (last ? 0 : unsigned{NETTXF_more_data}));
    request.id = id;
    request.size = static_cast<uint16_t>(first ? frame.length : size);
    ring_->put(request);
    if (first && frame.segments)
      put_segmentation(frame.entries[0].segment_size);
    left -= size;
  }
}

void Transmit::put(const Frame& frame) {
  const uint32_t wanted = frame.entries[0].flags;
  unsigned flags = frame.segments ? unsigned{NETTXF_extra_info} : 0;
  if (wanted & (MIR_FRAME_CHECKSUM_PARTIAL | MIR_FRAME_SEGMENTS_TCP4))
    flags |= NETTXF_csum_blank | NETTXF_data_validated;
  put_slots(frame, static_cast<uint16_t>(flags));
  ++counters_.frames;
}

size_t Transmit::send(std::span<const mir_net_entry> entries) {
  size_t taken = 0;
  while (taken < entries.size() && ring_ && !broken()) {
    const Frame frame = first_frame(entries.subspan(taken));
    if (frame.entries.empty())
      break;
    if (!fits(frame))
      ++counters_.too_long;
    else if (has_room(frame))
      put(frame);
    else
      break;
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
    if (!ids_.take_back(response.id)) {
      ++counters_.wrong_id;
      broken_ = true;
    } else if (response.status != NETIF_RSP_OKAY) {
      ++counters_.refused;
    }
  }
  return moved;
}

} // namespace mir::rt
