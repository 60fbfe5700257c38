/// \file
/// NetDefaults: what [net] of mir.toml says, which boot arguments override.
#pragma once

#include <string_view>

#include <mir/net/defaults_text.hpp>

namespace mir::net {

/// The texts of the manifest, as they were written; empty where it is silent.
struct NetDefaults {
  std::string_view address{}; ///< "dhcp", or an address with its prefix
  std::string_view gateway{};
  std::string_view dns{}; ///< addresses, separated by commas
  std::string_view mtu{};
  std::string_view pcap{}; ///< a file
};

/// Those that the driver has built in.
[[nodiscard]] inline NetDefaults net_defaults() noexcept {
  return {.address = kNetTexts.address,
          .gateway = kNetTexts.gateway,
          .dns = kNetTexts.dns,
          .mtu = kNetTexts.mtu,
          .pcap = kNetTexts.pcap};
}

} // namespace mir::net
