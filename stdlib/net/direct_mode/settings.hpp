/// \file
/// How a program says which network it is in: boot arguments.
#pragma once

#include <optional>

#include <mir/net/address.hpp>
#include <mir/os/app/app.hpp>

namespace mir::net {

/// What the arguments ask for.
struct DirectSettings {
  Prefix address; ///< --address=A/P
  std::optional<Address> gateway;
  std::uint16_t mtu = 0; ///< 0: the device's
};

/// Reads --address=A/P, --gateway=G and --mtu=N. What is wrong is said in the log.
/// \returns Errc::Invalid; NoAddress without an address; Unsupported for --dhcp.
[[nodiscard]] os::Result<DirectSettings> read_settings(os::App& app);

} // namespace mir::net
