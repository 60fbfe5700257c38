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

#include <xen/io/netif.h>

namespace mir::rt {

/// What was received, and what the other end did wrong.
struct ReceiveCounters {
  uint64_t frames = 0;
  uint64_t refused = 0;   ///< frames that the back end could not deliver
  uint64_t too_long = 0;  ///< frames of more slots or bytes than any may have
  uint64_t malformed = 0; ///< frames with a place outside their page, or of no known kind
};

/// Takes frames out of pages that the other end may write to from the beginning on.
///
/// Each is copied once into the buffers that were lent, after everything the other end says of it
/// has been checked: what the stack looks at nobody else can change. No grant is made or ended
/// while frames flow.
class Receive {
public:
  using Ring = FrontRing<netif_rx_sring>;
  static constexpr size_t kPage = 4096; // bytes
  static constexpr size_t kMostSlots = XEN_NETIF_NR_SLOTS_MIN;
  static constexpr size_t kMostFrame = 65'535 + 22; // bytes: an IP packet, Ethernet, two tags
  static constexpr size_t kMostExtras = 4;          // of a frame; netif.h knows of four kinds
  static constexpr size_t kMostLent = 512;          // buffers

  explicit Receive(SharedPages& pages) : shared_(pages) {}
  Receive(const Receive&) = delete;
  Receive& operator=(const Receive&) = delete;

  /// Makes ring and pages for a domain, all of them offered. \returns the ring's grant; nothing
  /// when there is no memory, and then nothing stays behind.
  [[nodiscard]] std::optional<GrantRef> open(domid_t domain);

  /// Takes everything back from the other end. Lent buffers stay.
  void close();

  /// Takes buffers to receive into. \returns how many.
  [[nodiscard]] size_t lend(std::span<const mir_net_buffer> buffers);
  /// Forgets the lent buffers.
  void forget() { lent_head_ = lent_tail_ = 0; }

  /// Hands whole frames over. \returns the entries written.
  [[nodiscard]] size_t receive(std::span<mir_net_entry> entries);

  /// Offers pages again that are free. \returns whether the other end has to be notified.
  [[nodiscard]] bool publish();

  [[nodiscard]] bool broken() const { return broken_ || (ring_ && ring_->broken()); }
  [[nodiscard]] const ReceiveCounters& counters() const { return counters_; }

private:
  struct Slot {
    uint16_t page, offset, length;
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
  void add(const netif_rx_response& response, uint32_t place);
  void add_extra(const netif_rx_response& response);
  [[nodiscard]] bool count_bad();
  size_t hand_over(std::span<mir_net_entry> entries);
  size_t fill(std::span<mir_net_entry> entries);
  void end_frame();

  SharedPages& shared_;
  std::optional<Ring> ring_;
  SharedPage ring_page_{};
  std::array<SharedPage, Ring::kSize> pages_{}; // the one of request n is n modulo their number
  size_t page_count_ = 0;
  uint32_t released_ = 0; // requests whose pages are free again
  Frame frame_;
  bool broken_ = false;
  ReceiveCounters counters_;

  std::array<mir_net_buffer, kMostLent> lent_{};
  uint32_t lent_head_ = 0, lent_tail_ = 0;
};

} // namespace mir::rt
