/// \file
/// Icmp: echoes answered, errors sent and understood (RFC 792, RFC 1122 3.2.2).
#pragma once

#include <cstdint>

#include <mir/net/ip/transport.hpp>
#include <mir/net/link/clock.hpp>
#include <mir/net/link/rate_limit.hpp>
#include <mir/net/wire/icmp.hpp>

namespace mir::net {

/// What ICMP needs of the IP layer.
class IcmpOwner {
public:
  virtual os::Result<os::PageSlice> icmp_page() = 0;
  /// Sends a message, its checksum in place. Lost without a word if it cannot be sent.
  virtual void icmp_send(const Address& source, const Address& destination, os::Packet message) = 0;
  /// Passes a report on. \returns whether the transport believes it.
  virtual bool icmp_report(IpProtocol protocol, const IpReport& report) = 0;
  /// What packets to a destination may be long now.
  virtual std::uint16_t icmp_path_mtu(const Address& destination) = 0;

protected:
  ~IcmpOwner() = default;
};

struct IcmpCounters {
  std::uint64_t received = 0;
  std::uint64_t malformed = 0;
  std::uint64_t bad_checksum = 0;
  std::uint64_t echoes_answered = 0;
  std::uint64_t echoes_to_many = 0; ///< to a broadcast address: not answered
  std::uint64_t ignored = 0;        ///< of a type that a host does nothing about
  std::uint64_t reports = 0;        ///< errors about packets of ours
  std::uint64_t disbelieved = 0;    ///< errors about packets that we did not send
  std::uint64_t errors_sent = 0;
  std::uint64_t errors_limited = 0; ///< errors not sent, because there were too many
  std::uint64_t no_page = 0;
};

class Icmp {
public:
  /// Errors a second that we send, and how many at once: a port scan learns nothing faster, and a
  /// traceroute gets all of its answers. Echoes are not limited: an answer costs as much as its
  /// question.
  static constexpr os::Duration kErrorInterval = os::Duration::milliseconds(10);
  static constexpr std::int64_t kErrorBurst = 50;

  Icmp(IcmpOwner& owner, StackClock& clock) noexcept
      : owner_(owner), clock_(clock), errors_(kErrorInterval, kErrorBurst) {}

  void input(const IpArrival& arrival, os::Packet message);

  enum class Trouble : std::uint8_t { PortUnreachable, ProtocolUnreachable, ReassemblyTimeout };
  /// Sends an error about a packet that came from `to`, unless there were too many. The caller has
  /// made sure that the packet was no ICMP error, no fragment but the first, and went to us alone
  /// (RFC 1122 3.2.2).
  /// \param original its IP header, and at least 8 bytes behind it.
  void send_error(Trouble trouble, const Address& from, const Address& to, os::Bytes original);

  [[nodiscard]] const IcmpCounters& counters() const noexcept { return counters_; }

private:
  void answer(const IpArrival& arrival, const wire::Icmp::Echo& echo, os::Packet message);
  void report(const wire::Icmp& icmp);
  void send(const wire::Icmp::Fields& fields, const Address& from, const Address& to,
            os::Packet rest);

  IcmpOwner& owner_;
  StackClock& clock_;
  RateLimit errors_;
  IcmpCounters counters_;
};

} // namespace mir::net
