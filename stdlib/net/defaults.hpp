/// \file
/// NetDefaults: what [net] of mir.toml says, which boot arguments override.
#pragma once

#include <string_view>

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
[[nodiscard]] NetDefaults net_defaults() noexcept;

} // namespace mir::net
