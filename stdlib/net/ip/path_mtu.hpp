/// \file
/// PathMtu: what larger packets than some destinations take are remembered as (RFC 1191).
#pragma once

#include <array>
#include <cstdint>

#include <mir/os/base/time.hpp>

namespace mir::net {

/// A table of a fixed size; when it is full the entry that expires first makes room. Time is an
/// argument.
class PathMtu {
public:
  /// The least that is believed. RFC 1191 3 allows 68, with which an attacker who got a report
  /// accepted would multiply our packets; the next plateau of RFC 1191 7.1 is what slow links
  /// really had.
  static constexpr std::uint16_t kLeast = 296;
  /// After that a larger packet is tried again (RFC 1191 6.3).
  static constexpr os::Duration kLifetime = os::Duration::seconds(600);

  /// \returns the MTU of the path to a destination: at most `link`.
  [[nodiscard]] std::uint16_t find(std::uint32_t destination, std::uint16_t link,
                                   os::Instant now) const noexcept;
  void lower(std::uint32_t destination, std::uint16_t mtu, os::Instant now) noexcept;

  /// What a report means: its own number, or, from a router that gives none, the next plateau below
  /// the packet that did not fit (RFC 1191 5). Never below kLeast.
  [[nodiscard]] static std::uint16_t believed(std::uint16_t reported,
                                              std::uint16_t packet_length) noexcept;

private:
  struct Entry {
    std::uint32_t destination = 0;
    std::uint16_t mtu = 0;
    os::Instant until;
  };
  std::array<Entry, 128> entries_{};
  os::Instant until_; // none of the entries counts after that
};

} // namespace mir::net
