/// \file
/// The network of a guest on a machine without Xen: QEMU's user network, bridged by dom0.
#pragma once

#include <string>
#include <vector>

#include "driver/run/guest.hpp"

namespace mir::driver {

/// As many interfaces as the manifest has, one at least for a program that uses the network; as
/// xl.cfg(5) writes them.
std::vector<Text> interfaces_in_qemu(const GuestRun& run);

/// The program's arguments. A program asks for its address by DHCP, unless its arguments say
/// otherwise: so the fixed one of a manifest, which is of another network, does not count.
std::vector<std::string> arguments_in_qemu(const GuestRun& run);

/// What -netdev wants.
std::string user_network(const std::vector<HostPort>& ports);

/// Settles which ports of this machine lead to the guest, and says so. \returns false when an error
/// was reported.
bool open_ports(Env& env, std::vector<HostPort>& ports, Diagnostics& diagnostics);

} // namespace mir::driver
