/// \file
/// Segment: the header of a TCP segment as values, read from the wire and put into the fields that
/// the generated builder takes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <mir/net/address.hpp>
#include <mir/net/ip/transport.hpp>
#include <mir/net/tcp/format/options.hpp>
#include <mir/net/tcp/format/sequence.hpp>

namespace mir::net::tcp {

/// The control bits (RFC 9293 3.1).
struct Flags {
  bool fin = false, syn = false, rst = false, psh = false, ack = false, urg = false;
  bool ece = false, cwr = false; ///< RFC 3168 6.1
  friend constexpr bool operator==(const Flags&, const Flags&) noexcept = default;
};

/// Who talks to whom, seen from here.
struct Tuple {
  Endpoint local, peer;
  friend constexpr bool operator==(const Tuple&, const Tuple&) noexcept = default;
};

/// A segment without its bytes.
struct Segment {
  Seq sequence = {};
  Seq acknowledgment = {};
  Flags flags = {};
  std::uint16_t window = 0; ///< as on the wire, not shifted
  std::uint16_t urgent = 0;
  std::uint32_t payload = 0; ///< bytes
  bool congestion = false;   ///< the IP header said "congestion experienced" (RFC 3168 5)
  Options options = {};

  /// SEG.LEN: how much of the sequence space it takes (RFC 9293 3.3.1).
  [[nodiscard]] constexpr std::uint32_t length() const noexcept {
    return payload + (flags.syn ? 1u : 0u) + (flags.fin ? 1u : 0u);
  }
  /// The first number behind it.
  [[nodiscard]] constexpr Seq end() const noexcept { return sequence + length(); }
};

inline constexpr std::size_t kHeader = 20; ///< bytes, without options

/// Reads a segment and drops its header from the packet, which is then the payload.
/// \param tuple its ports become those of the header, seen from here.
/// \returns Errc::Truncated; Malformed for a header that breaks its rules; Io for a wrong checksum.
[[nodiscard]] os::Result<Segment> take_segment(const IpArrival& arrival, os::Packet& packet,
                                               Tuple& tuple) noexcept;

/// The header's fields.
/// \param options borrowed.
[[nodiscard]] wire::Tcp::Fields to_fields(const Tuple& tuple, const Segment& segment,
                                          const WireOptions& options) noexcept;

} // namespace mir::net::tcp
