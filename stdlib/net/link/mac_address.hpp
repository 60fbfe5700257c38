/// \file
/// MacAddress: an Ethernet address.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <span>

#include <mir/os/base/format.hpp>

namespace mir::net {

/// 48 bits (IEEE 802.3 3.2.3). The default, all zeros, is nobody's.
class MacAddress {
public:
  static constexpr std::size_t kSize = 6; ///< bytes

  constexpr MacAddress() noexcept = default;
  explicit constexpr MacAddress(std::span<const std::byte, kSize> bytes) noexcept {
    std::ranges::copy(bytes, bytes_.begin());
  }
  [[nodiscard]] static constexpr MacAddress broadcast() noexcept {
    MacAddress address;
    address.bytes_.fill(std::byte{0xff});
    return address;
  }
  /// Where an IPv4 multicast packet goes (RFC 1112 6.4). \param group the lower 23 bits count.
  [[nodiscard]] static constexpr MacAddress of_group(std::uint32_t group) noexcept {
    MacAddress address;
    address.bytes_ = {std::byte{0x01},
                      std::byte{0x00},
                      std::byte{0x5e},
                      static_cast<std::byte>(group >> 16 & 0x7f),
                      static_cast<std::byte>(group >> 8 & 0xff),
                      static_cast<std::byte>(group & 0xff)};
    return address;
  }

  [[nodiscard]] constexpr const std::array<std::byte, kSize>& bytes() const noexcept {
    return bytes_;
  }
  /// Meant for more than one station: multicast, or broadcast.
  [[nodiscard]] constexpr bool is_group() const noexcept {
    return (bytes_[0] & std::byte{1}) != std::byte{0};
  }
  [[nodiscard]] constexpr bool is_none() const noexcept { return *this == MacAddress(); }

  friend constexpr auto operator<=>(const MacAddress&, const MacAddress&) noexcept = default;

private:
  std::array<std::byte, kSize> bytes_{};
};

/// "02:00:5e:10:00:01".
inline void format_value(os::Writer& out, const MacAddress& address) {
  for (std::size_t i = 0; i < MacAddress::kSize; ++i) {
    if (i != 0)
      out.put(':');
    os::format_to(out, "{:02x}", std::to_integer<unsigned>(address.bytes()[i]));
  }
}

} // namespace mir::net
