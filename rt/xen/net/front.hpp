/// \file
/// The front end of one network interface (xen/io/netif.h), from xenstore to frames.
#pragma once

#include <cstdint>
#include <span>

#include <mir/rt/port.hpp>

#include "rt/xen/bus/shared_pages.hpp"
#include "rt/xen/bus/xenbus.hpp"
#include "rt/xen/net/receive.hpp"
#include "rt/xen/net/transmit.hpp"

namespace mir::rt {

/// A network interface with a back end that may come, go, come back and lie.
///
/// One that breaks the protocol of a ring is left: the interface is down until the back end begins
/// anew.
class NetFront {
public:
  /// \param number of the device in its bus, 0; \param path "device/vif/0".
  NetFront(BusServices& services, uint64_t number, std::string_view path);
  NetFront(const NetFront&) = delete;
  NetFront& operator=(const NetFront&) = delete;

  /// Begins to watch. \returns false when xenstore refuses, or the interface has no address.
  [[nodiscard]] bool open();

  /// Makes the steps that xenstore asks for. \returns whether there is something to tell: an event
  /// came since the last call, or the link has changed. May ask xenstore and wait for its answers:
  /// not for handlers of events.
  [[nodiscard]] bool take_event();

  /// The domain was restored: there is a new back end, which the next take_event() looks for.
  void resumed();

  /// Has the next take_event() say yes: for whoever has taken an event that another waits for.
  void keep_event() { event_ = true; }

  [[nodiscard]] bool running() const { return running_; }
  void describe(mir_net_info& info) const;
  [[nodiscard]] size_t post(std::span<const mir_net_buffer> buffers);
  [[nodiscard]] size_t receive(std::span<mir_net_entry> entries);
  [[nodiscard]] size_t send(std::span<const mir_net_entry> entries);
  [[nodiscard]] size_t sent(std::span<uint64_t> cookies);
  void stop();

  [[nodiscard]] const SendCounters& send_counters() const { return transmit_.counters(); }
  [[nodiscard]] const ReceiveCounters& receive_counters() const { return receive_.counters(); }

private:
  static void on_event(void* context);
  bool read_identity();
  bool look();
  bool make(Step step);
  bool offer();
  bool write_offer(GrantRef transmit_ring, GrantRef receive_ring, bool split, bool filter);
  void drop();
  void leave_if_broken();

  BusServices& services_;
  SharedPages shared_;
  XenbusDevice device_;
  Transmit transmit_;
  Receive receive_;
  uint64_t number_;
  uint8_t mac_[6] = {};
  uint16_t mtu_ = 1500;
  evtchn_port_t transmit_port_ = 0, receive_port_ = 0; // the same unless the back end splits them
  SendOffer offer_{};
  bool running_ = false, event_ = false;
  bool restored_ = false; // and xenstore has not been asked since
  bool left_ = false;     // the back end broke a rule, and xenstore does not say so yet
};

/// The address that a text of xenstore's is, "00:16:3e:00:00:01". \returns false when it is none,
/// or not one of a single station.
[[nodiscard]] bool mac_in(std::string_view text, std::span<uint8_t, 6> mac);

} // namespace mir::rt
