/// \file
/// SYN cookies: a connection request remembered in the answer to it (RFC 4987 3.6).
#pragma once

#include <optional>

#include <mir/net/tcp/table/secrets.hpp>

namespace mir::net::tcp {

/// What of a SYN outlives it without memory: the MSS in the sequence number, the rest in the low
/// bits of our timestamp, if the peer has timestamps.
struct CookieData {
  std::uint16_t mss = 536;
  std::optional<std::uint8_t> window_scale = {}; ///< of the peer; only with timestamps
  bool sack = false;                             ///< the same
  bool ecn = false;                              ///< the same
};

/// Bits of a timestamp that carry CookieData: four of scale, SACK, ECN.
inline constexpr std::uint32_t kCookieStampBits = 6;

/// A sequence number to answer a SYN with.
[[nodiscard]] Seq make_cookie(const Secrets& secrets, const Tuple& tuple, Seq peer,
                              std::uint16_t mss, Instant now) noexcept;
/// The MSS of a cookie of the last two minutes; nothing if the number is none of ours.
[[nodiscard]] std::optional<std::uint16_t> read_cookie(const Secrets& secrets, const Tuple& tuple,
                                                       Seq peer, Seq cookie, Instant now) noexcept;

/// A timestamp not after `stamp` that carries the data in its low bits, and reading them back.
[[nodiscard]] std::uint32_t stamp_cookie(std::uint32_t stamp, const CookieData& data) noexcept;
void read_stamp(std::uint32_t stamp, CookieData& data) noexcept;

} // namespace mir::net::tcp
