/// \file
/// How a program says which network it is in: boot arguments, and the manifest where they are
/// silent.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <mir/net/address.hpp>
#include <mir/net/defaults.hpp>
#include <mir/net/resolve.hpp>
#include <mir/os/app/app.hpp>

namespace mir::net {

/// What was asked for.
struct DirectSettings {
  std::optional<Prefix> address;  ///< nothing: by DHCP
  std::optional<Address> wanted;  ///< --dhcp=A: the address that DHCP is asked for first
  std::optional<Address> gateway; ///< with an address only
  NameServers name_servers;       ///< empty: those that DHCP tells
  std::uint16_t mtu = 0;          ///< 0: the device's
  std::string_view pcap;          ///< the file of a capture; empty: none. Borrowed
};

/// Reads --address=A/P, --gateway=G, --dns=D[,D], --dhcp[=A], --mtu=N and --pcap=FILE. What is
/// wrong is said in the log.
///
/// \param interface its number; of another than the first the arguments are --address.1 and so on,
///        but for --dns, which is of all.
/// \param defaults what holds where the arguments are silent; without an address there, DHCP.
/// \returns Errc::Invalid; Unsupported for IPv6.
[[nodiscard]] os::Result<DirectSettings> read_settings(os::App& app, const NetDefaults& defaults,
                                                       std::uint32_t interface = 0);

} // namespace mir::net
