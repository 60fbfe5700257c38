/// \file
/// The receiving half of a network interface (xen/io/netif.h).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include <mir/rt/port.hpp>

#include "rt/xen/bus/ring.hpp"
#include "rt/xen/bus/shared_pages.hpp"
#include "rt/xen/net/lent_pages.hpp"

#include <xen/io/netif.h>

namespace mir::rt {

/// What was received, and what the other end did wrong.
struct ReceiveCounters {
  uint64_t frames = 0;
  uint64_t refused = 0;   ///< frames that the back end could not deliver
  uint64_t too_long = 0;  ///< frames of more slots or bytes than any may have
  uint64_t malformed = 0; ///< frames with a place outside their page, or of no known kind
};

/// Lends the stack's own pages to the other end, which fills them: no byte is copied.
///
/// The right to a page ends before anything of it is looked at, so that nobody else can change what
/// the stack checks. A page that the other end does not let go of is kept, and it is left.
class Receive {
public:
  using Ring = FrontRing<netif_rx_sring>;
  static constexpr size_t kPage = 4096; // bytes
  static constexpr size_t kMostSlots = XEN_NETIF_NR_SLOTS_MIN;
  static constexpr size_t kMostFrame = 65'535 + 22; // bytes: an IP packet, Ethernet, two tags
  static constexpr size_t kMostExtras = 4;          // of a frame; netif.h knows of four kinds
  static constexpr size_t kMostLent = Ring::kSize;  // pages

  Receive(BusServices& services, SharedPages& pages)
      : services_(services), shared_(pages), kept_(services) {}
  Receive(const Receive&) = delete;
  Receive& operator=(const Receive&) = delete;

  /// Makes the ring for a domain, with all pages that there are. \returns its grant; nothing when
  /// there is no memory, and then nothing stays behind.
  [[nodiscard]] std::optional<GrantRef> open(domid_t domain);

  /// Takes everything back from the other end. The stack's pages wait for the next one.
  void close();

  /// Takes pages to receive into. \returns how many.
  [[nodiscard]] size_t lend(std::span<const mir_net_buffer> buffers);
  /// Lets go of the stack's pages. What comes in until there are others is lost.
  void forget();

  /// Hands whole frames over. \returns the entries written.
  [[nodiscard]] size_t receive(std::span<mir_net_entry> entries);

  /// Offers the pages that the other end does not have. \returns whether it has to be notified.
  [[nodiscard]] bool publish();

  /// Tries to get pages back that the other end has kept.
  void sweep();

  [[nodiscard]] bool broken() const { return broken_ || (ring_ && ring_->broken()); }
  [[nodiscard]] const ReceiveCounters& counters() const { return counters_; }

private:
  // A page of the stack that the other end has.
  struct Posted {
    mir_net_buffer buffer{}; // without data: the stack has let go of it, and the next fills it
    GrantRef ref{};          // 0: none
  };
  struct Slot {
    mir_net_buffer buffer;
    uint16_t offset, length;
  };
  // A frame that is coming in, from its first slot to its last.
  struct Frame {
    std::array<Slot, kMostSlots> slots;
    size_t slot_count = 0, length = 0, extra_count = 0;
    uint16_t flags = 0;        // NETRXF_... of the first slot
    uint16_t segment_size = 0; // 0: none
    bool refused = false, too_long = false, malformed = false;
    bool extra_follows = false, complete = false, begun = false;
  };
  bool collect();
  [[nodiscard]] std::optional<mir_net_buffer> take_posted(uint32_t place);
  void refill();
  void wait(const mir_net_buffer& buffer);
  void add(const netif_rx_response& response, const mir_net_buffer& buffer);
  void add_extra(const netif_rx_response& response);
  [[nodiscard]] bool count_bad();
  void hand_over(std::span<mir_net_entry> entries);
  void drop_frame();

  BusServices& services_;
  SharedPages& shared_;
  std::optional<Ring> ring_;
  SharedPage ring_page_{};
  domid_t domain_ = 0;
  std::array<Posted, Ring::kSize> posted_{}; // request n's is n modulo their number
  size_t without_page_ = 0;                  // of posted_
  Frame frame_;
  bool broken_ = false;
  ReceiveCounters counters_;

  // Of the stack's pages, those that nobody else has; and how many we have in all.
  std::array<mir_net_buffer, kMostLent> waiting_{};
  uint32_t waiting_head_ = 0, waiting_tail_ = 0;
  size_t lent_ = 0;
  LentPages<mir_net_buffer, kMostLent> kept_;
};

} // namespace mir::rt
