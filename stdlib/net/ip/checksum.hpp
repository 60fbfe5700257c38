/// \file
/// The Internet checksum of a packet that lies in several pages (RFC 1071).
#pragma once

#include <mir/net/ip/output.hpp>
#include <mir/net/wire/pseudo_header.hpp>

namespace mir::net {

/// Adds slices of any size, in order: the sum of their bytes laid side by side.
class SliceSum {
public:
  void add(os::Bytes bytes) noexcept;
  void add(std::span<const os::PageSlice> slices) noexcept;
  /// What was added, folded to 16 bits, not complemented.
  [[nodiscard]] std::uint16_t sum() const noexcept;
  /// The checksum: the complement of sum().
  [[nodiscard]] std::uint16_t checksum() const noexcept {
    return static_cast<std::uint16_t>(~sum() & 0xffff);
  }

private:
  std::uint32_t sum_ = 0;
  bool odd_ = false; // an odd number of bytes came before
};

/// Adds the pseudo header of TCP and UDP (RFC 9293 3.1, RFC 768). \param length transport header
/// and payload.
void add_pseudo_header(SliceSum& sum, const Address& source, const Address& destination,
                       IpProtocol protocol, std::size_t length) noexcept;

/// Whether a received segment's checksum holds, pseudo header included.
[[nodiscard]] bool checksum_holds(const Address& source, const Address& destination,
                                  IpProtocol protocol, const os::Packet& segment) noexcept;

} // namespace mir::net
