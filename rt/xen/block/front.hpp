/// \file
/// The front end of one block device (xen/io/blkif.h), from xenstore to sectors.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <mir/rt/port.hpp>

#include "rt/xen/block/queue.hpp"
#include "rt/xen/bus/shared_pages.hpp"
#include "rt/xen/bus/xenbus.hpp"

namespace mir::rt {

/// A block device with a back end that may come, go, come back and lie.
///
/// One that goes makes requests wait for the next; they end with MIR_GONE when the toolstack takes
/// the device away, and with MIR_IO when the back end breaks the protocol, which is then left.
class BlockFront {
public:
  /// \param number of the device in its bus, 51712; \param path "device/vbd/51712".
  BlockFront(BusServices& services, uint64_t number, std::string_view path);
  BlockFront(const BlockFront&) = delete;
  BlockFront& operator=(const BlockFront&) = delete;

  /// Begins to watch. \returns false when xenstore refuses.
  [[nodiscard]] bool open();

  /// Makes the steps that xenstore asks for. \returns whether there is something to tell. May ask
  /// xenstore and wait for its answers: not for handlers of events.
  [[nodiscard]] bool take_event();

  /// The domain was restored: there is a new back end, which the next take_event() looks for.
  void resumed();

  /// Has the next take_event() say yes: for whoever has taken an event that another waits for.
  void keep_event() { event_ = true; }

  [[nodiscard]] bool running() const { return running_; }
  void describe(mir_block_info& info) const;
  /// Queues requests up to the first that cannot be, and counts them. \returns MIR_OK or why not.
  [[nodiscard]] mir_status submit(std::span<const mir_block_request> requests, size_t& taken);
  [[nodiscard]] size_t done(std::span<mir_block_result> results);
  void forget(uint64_t cookie) { queue_.forget(cookie); }

private:
  static void on_event(void* context);
  [[nodiscard]] mir_status check(const mir_block_request& request) const;
  bool look();
  bool make(Step step);
  bool offer();
  bool run();
  bool read_geometry();
  [[nodiscard]] BlockOffer read_offer();
  void give_up();
  void drop();
  void move();
  void leave_if_broken();
  void leave_if_removed();

  BusServices& services_;
  SharedPages shared_;
  XenbusDevice device_;
  BlockQueue queue_;
  uint64_t number_;
  uint64_t sectors_ = 0;
  uint32_t sector_size_ = 0; // 0: not known yet; it never changes after that
  evtchn_port_t port_ = 0;
  bool read_only_ = false, can_flush_ = false;
  bool there_ = false; // has been served, and will be again
  bool running_ = false, event_ = false;
  bool restored_ = false; // and xenstore has not been asked since
  bool left_ = false;     // the back end broke a rule, and xenstore does not say so yet
};

} // namespace mir::rt
