/// \file
/// The sending half of a network interface (xen/io/netif.h).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include <mir/rt/port.hpp>

#include "rt/xen/bus/ring.hpp"
#include "rt/xen/bus/shared_pages.hpp"
#include "rt/xen/bus/slot_ids.hpp"
#include "rt/xen/net/lent_pages.hpp"

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

/// Lends the other end what the stack marks as its own pages, and copies the rest.
///
/// Small pieces, such as headers, are gathered by a copy into pages that the other end may read
/// from the beginning on: that costs less than a grant. So does all of a frame of too many pieces.
/// A page of the application, which may hold anything beside the piece, is never seen from outside.
/// A page that the other end does not let go of is kept, and it is left.
class Transmit {
public:
  using Ring = FrontRing<netif_tx_sring>;
  static constexpr size_t kPage = 4096; // bytes
  static constexpr size_t kMostSlots = XEN_NETIF_NR_SLOTS_MIN;
  static constexpr size_t kMostFrame = XEN_NETIF_MAX_TX_SIZE; // bytes
  /// Bytes from which a piece is lent. A grant made and ended takes as long as copying some hundred
  /// bytes, and Linux's back end copies the first 128 of a frame in any case.
  static constexpr size_t kLeastLent = 512;
  static constexpr uint32_t kMostEntries = 2 * Ring::kSize; // whose cookies have not been told

  Transmit(BusServices& services, SharedPages& pages)
      : services_(services), shared_(pages), kept_(services) {}
  Transmit(const Transmit&) = delete;
  Transmit& operator=(const Transmit&) = delete;

  /// Makes ring and pages for a domain. \returns the ring's grant; nothing when there is no memory,
  /// and then nothing stays behind.
  [[nodiscard]] std::optional<GrantRef> open(domid_t domain);

  /// Takes everything back from the other end. Frames on their way are lost.
  void close();

  void set_offer(const SendOffer& offer) { offer_ = offer; }

  /// Queues whole frames. \returns how many entries were taken.
  [[nodiscard]] size_t send(std::span<const mir_net_entry> entries);
  /// Takes whole frames and loses them, for want of another end. \returns as send().
  [[nodiscard]] size_t lose(std::span<const mir_net_entry> entries);
  /// The cookies of entries that nobody has any more. While many are on their way it asks to be
  /// notified.
  [[nodiscard]] size_t sent(std::span<uint64_t> cookies);
  /// Lets go of the stack's pages, and tells no cookie of them.
  void forget();

  /// Shows the other end what was queued. \returns whether it has to be notified.
  [[nodiscard]] bool publish() { return ring_ && ring_->publish(); }

  /// Looks for answers. \returns whether there is room that there was not.
  bool reclaim();

  /// Tries to get pages back that the other end has kept.
  void sweep();

  [[nodiscard]] bool broken() const { return broken_ || (ring_ && ring_->broken()); }
  [[nodiscard]] const SendCounters& counters() const { return counters_; }

private:
  struct Frame {
    std::span<const mir_net_entry> entries;
    size_t length;
    bool segments;
  };
  // What one slot will hold: a piece of the stack's, or the next bytes by a copy.
  struct Part {
    const mir_net_entry* lent = nullptr;
    size_t size = 0;
  };
  struct Layout {
    std::array<Part, kMostSlots> parts;
    size_t count = 0;
    [[nodiscard]] bool lends(const mir_net_entry& entry) const {
      return std::any_of(parts.begin(), parts.begin() + static_cast<ptrdiff_t>(count),
                         [&](const Part& part) { return part.lent == &entry; });
    }
  };
  // A piece of the stack's that the other end has.
  struct Loan {
    void* page = nullptr;
    uint64_t cookie = 0;
  };
  struct Request {
    GrantRef ref{}; // 0: a page of our own
    Loan loan;
  };
  [[nodiscard]] static Frame first_frame(std::span<const mir_net_entry> entries);
  [[nodiscard]] static Layout layout_of(const Frame& frame);
  [[nodiscard]] bool fits(const Frame& frame) const;
  [[nodiscard]] bool has_room(size_t slots);
  [[nodiscard]] bool has_room_to_tell(size_t entries) const;
  void put(const Frame& frame, const Layout& layout);
  void put_part(class FrameReader& reader, const Part& part, netif_tx_request& request);
  void tell_of(const Frame& frame, const Layout& layout);
  void put_segmentation(uint16_t segment_size);
  void take_back(const Request& request);
  void tell(uint64_t cookie) { told_[told_tail_++ % kMostEntries] = cookie; }

  BusServices& services_;
  SharedPages& shared_;
  SendOffer offer_{};
  std::optional<Ring> ring_;
  SharedPage ring_page_{};
  domid_t domain_ = 0;
  std::array<SharedPage, Ring::kSize> pages_{}; // the one of a slot id
  size_t page_count_ = 0;
  SlotIds<Request, Ring::kSize> ids_; // of slots on their way
  uint32_t extras_ = 0;               // slots on their way that hold no data and have no id
  size_t loans_ = 0;                  // of slots on their way
  bool broken_ = false;
  SendCounters counters_;

  std::array<uint64_t, kMostEntries> told_{}; // cookies, until sent() tells them
  uint32_t told_head_ = 0, told_tail_ = 0;
  LentPages<Loan, kMostEntries> kept_;
};

} // namespace mir::rt
