/// \file
/// The sending half of a network interface (xen/io/netif.h).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include <mir/rt/port.hpp>

#include "rt/xen/bus/ring.hpp"
#include "rt/xen/bus/shared_pages.hpp"
#include "rt/xen/bus/slot_ids.hpp"

#include <xen/io/netif.h>

namespace mir::rt {

/// What the back end will take.
struct SendOffer {
  bool scatter;       ///< frames of more than one page
  bool checksum;      ///< fills in TCP and UDP checksums
  bool segments_tcp4; ///< cuts large IPv4 TCP frames
};

/// What became of frames, and what the other end did wrong.
struct SendCounters {
  uint64_t frames = 0;
  uint64_t too_long = 0; ///< dropped: larger than the back end or the protocol takes
  uint64_t refused = 0;  ///< slots that the back end says it has not sent
  uint64_t wrong_id = 0; ///< answers to nothing
};

/// Copies frames into pages that the other end may read from the beginning on.
///
/// So no grant is made or ended while frames flow, a page of the application is never seen from
/// outside, and what is being sent cannot be changed any more by anybody here. A frame costs one
/// copy, into as few slots as it has pages.
class Transmit {
public:
  using Ring = FrontRing<netif_tx_sring>;
  static constexpr size_t kPage = 4096; // bytes
  static constexpr size_t kMostSlots = XEN_NETIF_NR_SLOTS_MIN;
  static constexpr size_t kMostFrame = XEN_NETIF_MAX_TX_SIZE; // bytes

  explicit Transmit(SharedPages& pages) : shared_(pages) {}
  Transmit(const Transmit&) = delete;
  Transmit& operator=(const Transmit&) = delete;

  /// Makes ring and pages for a domain. \returns the ring's grant; nothing when there is no memory,
  /// and then nothing stays behind.
  [[nodiscard]] std::optional<GrantRef> open(domid_t domain);

  /// Takes everything back from the other end. Frames on their way are lost.
  void close();

  void set_offer(const SendOffer& offer) { offer_ = offer; }

  /// Queues whole frames. \returns how many entries were taken; those can be used again at once.
  [[nodiscard]] size_t send(std::span<const mir_net_entry> entries);

  /// Shows the other end what was queued. \returns whether it has to be notified.
  [[nodiscard]] bool publish() { return ring_ && ring_->publish(); }

  /// Looks for answers. \returns whether there is room that there was not.
  bool reclaim();

  [[nodiscard]] bool broken() const { return broken_ || (ring_ && ring_->broken()); }
  [[nodiscard]] const SendCounters& counters() const { return counters_; }

private:
  struct Frame {
    std::span<const mir_net_entry> entries;
    size_t length;
    bool segments;
  };
  [[nodiscard]] Frame first_frame(std::span<const mir_net_entry> entries) const;
  [[nodiscard]] bool fits(const Frame& frame) const;
  [[nodiscard]] bool has_room(const Frame& frame);
  void put(const Frame& frame);
  void put_slots(const Frame& frame, uint16_t flags);
  void put_segmentation(uint16_t segment_size);

  SharedPages& shared_;
  SendOffer offer_{};
  std::optional<Ring> ring_;
  SharedPage ring_page_{};
  std::array<SharedPage, Ring::kSize> pages_{}; // the one of a slot id
  size_t page_count_ = 0;
  SlotIds<size_t, Ring::kSize> ids_; // of slots on their way; the value is the slot's length
  uint32_t extras_ = 0;              // slots on their way that hold no data and have no id
  bool broken_ = false;
  SendCounters counters_;
};

} // namespace mir::rt
