#include <mir/net/tcp/table/syn_cookie.hpp>

#include <array>

namespace mir::net::tcp {
namespace {

/// What an MSS is rounded down to: the smallest that must be taken, and those of common links
/// (Ethernet behind PPPoE, Ethernet, jumbo frames).
constexpr std::array<std::uint16_t, 8> kSizes = {64, 256, 536, 1'024, 1'220, 1'440, 1'460, 8'960};
constexpr std::uint32_t kSizeBits = 3;
constexpr std::uint32_t kNoScale = 15; // RFC 7323 2.3 ends at 14

constexpr std::uint32_t minute_of(Instant now) noexcept {
  return static_cast<std::uint32_t>(now.ns() / 60'000'000'000) & 0xff'ffff;
}

/// 29 bits of a hash in front of the index of the size.
Seq seal(const Secrets& secrets, const Tuple& tuple, Seq peer, std::uint32_t minute,
         std::uint32_t size) noexcept {
  return Seq(secrets.cookie(tuple, peer, minute, size) << kSizeBits | size);
}

} // namespace

Seq make_cookie(const Secrets& secrets, const Tuple& tuple, Seq peer, std::uint16_t mss,
                Instant now) noexcept {
  std::uint32_t size = 0;
  while (size + 1 < kSizes.size() && kSizes[size + 1] <= mss)
    ++size;
  return seal(secrets, tuple, peer, minute_of(now), size);
}

std::optional<std::uint16_t> read_cookie(const Secrets& secrets, const Tuple& tuple, Seq peer,
                                         Seq cookie, Instant now) noexcept {
  const std::uint32_t size = cookie.number() % (1u << kSizeBits);
  for (std::uint32_t age = 0; age < 2; ++age)
    if (seal(secrets, tuple, peer, (minute_of(now) - age) & 0xff'ffff, size) == cookie)
      return kSizes[size];
  return std::nullopt;
}

std::uint32_t stamp_cookie(std::uint32_t stamp, const CookieData& data) noexcept {
  const std::uint32_t bits =
      data.window_scale.value_or(kNoScale) | (data.sack ? 1u << 4 : 0u) | (data.ecn ? 1u << 5 : 0u);
  const std::uint32_t above = stamp >> kCookieStampBits << kCookieStampBits;
  const std::uint32_t with = above | bits;
  return with > stamp ? with - (1u << kCookieStampBits) : with;
}

void read_stamp(std::uint32_t stamp, CookieData& data) noexcept {
  const std::uint32_t scale = stamp & 15;
  if (scale != kNoScale)
    data.window_scale = static_cast<std::uint8_t>(scale);
  data.sack = (stamp >> 4 & 1) != 0;
  data.ecn = (stamp >> 5 & 1) != 0;
}

} // namespace mir::net::tcp
