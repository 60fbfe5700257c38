/// \file
/// Transport: what the IP layer, and the stack around it, call in TCP and UDP.
#pragma once

#include <cstdint>

#include <mir/net/ip/output.hpp>

namespace mir::net {

/// What the IP layer knows of a packet that has come in whole (reassembled where it had to be). The
/// addresses are checked: the destination is ours, the source may be a host (RFC 1122 3.2.1.3).
struct IpArrival {
  Address source;
  Address
      destination; ///< ours, or a broadcast or multicast address that reaches us: TCP drops those
  bool to_many = false; ///< broadcast or multicast, in the IP header or on the link
  std::uint8_t ttl = 0;
  Ecn ecn = Ecn::NotCapable;
  bool checksum_good = false; ///< the device has checked the transport's checksum
  std::uint16_t segment_size =
      0; ///< TCP payload bytes of the segments that a device merged, else 0
  /// The IP header as it came; valid while the packet's first slice is untouched.
  os::Bytes header;
};

/// Bad news about a packet that we may have sent: an ICMP error with the start of it. Anybody can
/// forge one, so the transport says whether it believes it (RFC 5927).
struct IpReport {
  enum class Kind : std::uint8_t {
    NetUnreachable, ///< soft (RFC 1122 4.2.3.9): also host unreachable, source route failed, and
                    ///< the like
    ProtocolUnreachable, ///< hard
    PortUnreachable,     ///< hard
    Prohibited,          ///< by an administrator (RFC 1812 5.2.7.1, codes 9, 10 and 13)
    TooBig,              ///< fragmentation needed: `mtu` is what fits (RFC 1191)
    TimeExceeded,        ///< the hops, or the time for reassembly, ran out
    ParameterProblem,
  };
  Kind kind = Kind::NetUnreachable;
  Address local;  ///< whence our packet left
  Address remote; ///< where it went
  std::uint16_t local_port = 0;
  std::uint16_t remote_port = 0;
  bool own = false;           ///< our own link says so: a neighbour does not answer
  std::uint32_t sequence = 0; ///< TCP: of the packet reported
  std::uint16_t mtu = 0;      ///< with TooBig: below the path's current MTU, and not absurdly small
};

/// A transport protocol. No call may keep a reference to its arguments.
class Transport {
public:
  enum class Verdict : std::uint8_t {
    Done,   ///< dealt with, or dropped and counted
    NoPort, ///< nobody is there: UDP asks for a port unreachable message. `segment` is untouched
  };
  /// One segment or datagram, with its transport header in front: whole, with its slices. What the
  /// protocol keeps it moves out.
  virtual Verdict input(const IpArrival& arrival, os::Packet& segment) = 0;

  /// \returns whether the report is about something that we really sent and is still open. Only
  /// then
  ///          the IP layer remembers the MTU of a TooBig, which the transport itself heeds at once.
  virtual bool report(const IpReport& report) = 0;

  /// A batch of input, or of timers, is over: what was held back to be sent together goes now.
  virtual void flush() = 0;

  /// The device has room again for what it refused with Errc::Again.
  virtual void room() = 0;

protected:
  ~Transport() = default;
};

/// Who is told that a socket may get on. Edges, as those of a device: told at least once after a
/// condition became true, perhaps not again until the socket has said Errc::Again.
class SocketWatcher {
public:
  /// Must not call back into the stack: it wakes a task, or sets a flag.
  virtual void socket_ready(bool readable, bool writable) noexcept = 0;

protected:
  ~SocketWatcher() = default;
};

} // namespace mir::net
