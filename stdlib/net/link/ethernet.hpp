/// \file
/// Ethernet: frames to and from one interface, and who the neighbours are (RFC 894, RFC 826, RFC
/// 5227).
#pragma once

#include <cstdint>

#include <mir/net/link/arp_cache.hpp>
#include <mir/net/link/rate_limit.hpp>
#include <mir/net/wire/arp.hpp>
#include <mir/os/base/error.hpp>
#include <mir/os/mem/packet_pool.hpp>
#include <mir/os/random/random.hpp>

namespace mir::net {

/// Where frames go: a device, or whoever drives the stack.
class FrameOutput {
public:
  /// Takes a frame, or leaves it untouched. \returns Errc::Again while there is no room.
  virtual os::Result<> transmit(os::Packet& frame, const os::FrameOffload& offload) = 0;

protected:
  ~FrameOutput() = default;
};

/// What the link hands up, and asks of the IP layer.
class LinkUser {
public:
  /// An IP packet, perhaps with padding behind it. `offload` as received; its checksum_start counts
  /// from the start of the frame. \param to_many the frame went to a group of stations.
  virtual void packet_arrived(os::Packet&& packet, const os::FrameOffload& offload,
                              bool to_many) = 0;
  /// A packet of ours could not be delivered on this link.
  virtual void packet_unresolved(os::Packet packet) = 0;
  /// Somebody else uses our address. \param lost it was being checked, and must not be used.
  virtual void address_conflict(const MacAddress& rival, bool lost) = 0;
  /// The address that was being checked is ours.
  virtual void address_confirmed() = 0;

protected:
  ~LinkUser() = default;
};

struct EthernetCounters {
  std::uint64_t malformed = 0;    ///< no Ethernet frame at all
  std::uint64_t group_source = 0; ///< claims to come from a group
  std::uint64_t not_ours = 0;     ///< for another station
  std::uint64_t tagged = 0;       ///< of a virtual LAN that we are not in
  std::uint64_t other_type = 0;   ///< of a protocol that nobody here speaks
  std::uint64_t arp_malformed = 0;
  std::uint64_t arp_ignored = 0; ///< not for us, or from nobody
  std::uint64_t arp_limited = 0; ///< requests left unanswered, because there were too many
  std::uint64_t arp_sent = 0;
  std::uint64_t arp_answered = 0;
  std::uint64_t conflicts = 0; ///< packets of another station that uses our address
  std::uint64_t no_page = 0;   ///< frames not sent for want of a page
};

/// How long asking for an address takes (RFC 5227 1.1).
struct ProbeTimes {
  os::Duration wait = os::Duration::seconds(1);  ///< before the first probe: a random part of it
  os::Duration least = os::Duration::seconds(1); ///< between probes
  os::Duration most = os::Duration::seconds(2);
  os::Duration end = os::Duration::seconds(2); ///< behind the last one
};

/// One interface with one IPv4 address.
class Ethernet final : private ArpCacheOwner {
public:
  /// Room that a packet has to leave in front of its IP header.
  static constexpr std::size_t kHeadroom = 32;

  Ethernet(const MacAddress& mac, FrameOutput& output, LinkUser& user, StackClock& clock,
           os::PacketPool& pool, os::Random& random);
  Ethernet(const Ethernet&) = delete;
  Ethernet& operator=(const Ethernet&) = delete;

  [[nodiscard]] const MacAddress& mac() const noexcept { return mac_; }

  /// Answers for this address from now on, and announces it (RFC 5227 2.3). 0: for none.
  void set_address(std::uint32_t address);
  /// Asks whether anybody has the address (RFC 5227 2.1), by default for four to seven seconds;
  /// then the user is told. Another call, or set_address(), ends it.
  void check_address(std::uint32_t address, const ProbeTimes& times = {});

  void input(os::Packet&& frame, const os::FrameOffload& offload);

  /// Sends an IP packet to a neighbour. Its first slice must be unique(), with kHeadroom bytes of
  /// headroom. \returns Errc::Again: there was no room, and the packet is lost.
  os::Result<> send(std::uint32_t neighbour, Outbound&& outbound);
  /// To all stations, or to those of a group.
  os::Result<> send_to(const MacAddress& to, Outbound&& outbound);

  [[nodiscard]] const ArpCache& neighbours() const noexcept { return cache_; }
  [[nodiscard]] const EthernetCounters& counters() const noexcept { return counters_; }

private:
  struct Payload; // what a frame carries

  // ArpCacheOwner
  void ask(std::uint32_t neighbour, const MacAddress& to) override;
  void resolved(Outbound&& outbound, const MacAddress& to) override;
  void unresolved(Outbound outbound) override;

  bool open_frame(os::Packet& frame, Payload& payload);
  void arp_input(os::Bytes payload);
  void request_arrived(const wire::Arp& arp);
  void conflict(const MacAddress& rival);
  void probe_conflict(const MacAddress& rival);
  void send_arp(const wire::Arp::Fields& fields, const MacAddress& to);
  void announce();
  void step();

  MacAddress mac_;
  FrameOutput& output_;
  LinkUser& user_;
  StackClock& clock_;
  os::PacketPool& pool_;
  os::Random& random_;
  ArpCache cache_;
  std::uint32_t address_ = 0;
  std::uint32_t checked_ = 0; // the address that is being checked
  ProbeTimes probe_times_;
  unsigned probes_ = 0; // sent so far
  unsigned announcements_ = 0;
  MemberTimer<Ethernet, &Ethernet::step> timer_{*this};
  RateLimit answers_;
  RateLimit defences_;
  os::Result<> sent_; // of the frame that the cache handed back last
  EthernetCounters counters_;
};

} // namespace mir::net
