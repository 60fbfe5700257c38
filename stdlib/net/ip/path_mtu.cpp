#include <mir/net/ip/path_mtu.hpp>

#include <algorithm>

namespace mir::net {
namespace {

/// RFC 1191 7.1, without what is below PathMtu::kLeast.
constexpr std::array<std::uint16_t, 9> kPlateaus{32000, 17914, 8166, 4352, 2002,
                                                 1492,  1006,  508,  296};

} // namespace

std::uint16_t PathMtu::find(std::uint32_t destination, std::uint16_t link,
                            os::Instant now) const noexcept {
  if (until_ <= now) // where no path is narrower than its first hop, no packet pays for a search
    return link;
  const auto* entry = std::ranges::find_if(entries_, [&](const Entry& candidate) {
    return candidate.destination == destination && candidate.until > now;
  });
  return entry == entries_.end() ? link : std::min(link, entry->mtu);
}

void PathMtu::lower(std::uint32_t destination, std::uint16_t mtu, os::Instant now) noexcept {
  Entry* place = std::ranges::find(entries_, destination, &Entry::destination);
  if (place == entries_.end())
    place = std::ranges::min_element(entries_, {}, &Entry::until);
  else if (place->until > now)
    mtu = std::min(mtu, place->mtu);
  *place = {.destination = destination, .mtu = mtu, .until = now + kLifetime};
  until_ = place->until;
}

std::uint16_t PathMtu::believed(std::uint16_t reported, std::uint16_t packet_length) noexcept {
  if (reported != 0)
    return std::max(reported, kLeast);
  const auto* plateau = std::ranges::find_if(
      kPlateaus, [packet_length](std::uint16_t value) { return value < packet_length; });
  return plateau == kPlateaus.end() ? kLeast : *plateau;
}

} // namespace mir::net
