/// \file
/// IpOutput: what the transport protocols find below them.
#pragma once

#include <cstdint>
#include <span>

#include <mir/net/address.hpp>
#include <mir/net/wire/ipv4_header.hpp>
#include <mir/net/wire/tcp.hpp>
#include <mir/os/base/error.hpp>
#include <mir/os/base/time.hpp>
#include <mir/os/mem/packet.hpp>

namespace mir::net {

using Ecn = wire::Ipv4Header::Ecn;             ///< RFC 3168 5
using IpProtocol = wire::Ipv4Header::Protocol; ///< what an IP packet carries

/// The way to a peer, as it is now.
struct Path {
  Address local;         ///< the address of ours that packets to it leave with
  std::uint16_t mtu = 0; ///< bytes of the largest IP packet that gets there in one piece (RFC 1191)
  bool checksum = false; ///< the device fills in checksums
  bool segments =
      false; ///< the device cuts TCP payloads of up to kMostSegmentedPayload into segments
};

/// Most TCP payload that goes to an offloading device in one call: with 60 bytes each of IP and TCP
/// header it is an IP packet of at most 65,535 bytes.
inline constexpr std::size_t kMostSegmentedPayload = 65'535 - 120;

/// One TCP segment to be sent, or a large one for the device to cut up.
struct TcpSegment {
  Address source; ///< one of ours: Path::local, or where the connection was opened
  Address destination;
  /// All but `checksum` and `payload`, which are filled in below. `options` is borrowed for the
  /// call, already padded.
  wire::Tcp::Fields header;
  /// At most Packet::kMostSlices - 1, none of them empty. They are shared, not taken: the sender
  /// keeps its own for retransmission, and must not change the bytes as long as they are shared.
  std::span<const os::PageSlice> payload = {};
  /// Payload bytes of each segment when the device has to cut (only with Path::segments); 0: it is
  /// one segment already, which fits Path::mtu.
  std::uint16_t segment_size = 0;
  Ecn ecn = Ecn::NotCapable;
};

/// The IP layer as TCP and UDP see it: they ask for the way, and hand down what is to be sent.
/// Every call returns at once.
class IpOutput {
public:
  /// The way to `peer`. Cheap: asked anew whenever a report says that something has changed.
  ///
  /// \param local the address of ours that was asked for; the unspecified one lets the route
  /// choose.
  /// \returns Errc::NoAddress when `local` is not ours, or we have none yet; Unreachable without a
  ///          route; Invalid for what is no host's address (0.0.0.0, broadcast, multicast: TCP
  ///          speaks to none).
  [[nodiscard]] virtual os::Result<Path> path(const Address& peer, const Address& local) const = 0;

  /// Sends one TCP segment: builds its header in a page of its own, in front of the payload, sums
  /// it up unless the device does, and puts the IP header in front. Never fragments (RFC 1191).
  ///
  /// \returns success when the device took it or it waits for the neighbour's address;
  ///          Errc::Again when the device is full: send it again when Transport::room() is called;
  ///          NoMemory without a page for the headers; Unreachable without a route; TooLong for a
  ///          segment that does not fit Path::mtu.
  virtual os::Result<> send(const TcpSegment& segment) = 0;

  /// Whether an address is one of ours, of this host.
  [[nodiscard]] virtual bool is_local(const Address& address) const noexcept = 0;

  /// The moment that the stack was last told: the `now` of the input() or poll() that is running.
  [[nodiscard]] virtual os::Instant now() const noexcept = 0;

protected:
  ~IpOutput() = default;
};

} // namespace mir::net
