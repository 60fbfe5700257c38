#include "driver/run/qemu_network.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "llvm/ADT/STLExtras.h"

namespace mir::driver {
namespace {

/// What the DHCP server of QEMU's user network gives to who asks first.
constexpr llvm::StringLiteral kGuestAddress = "10.0.2.15";

} // namespace

std::vector<Text> interfaces_in_qemu(const GuestRun& run) {
  const std::size_t wanted = run.network ? 1 : 0;
  std::vector<Text> vifs;
  for (std::size_t i = 0; i < std::max(wanted, run.manifest.xen.vif.size()); ++i)
    vifs.push_back({fmt::format("mac=00:16:3e:6d:69:{:02x},bridge=xenbr0,script=vif-mir", i), {}});
  return vifs;
}

std::vector<std::string> arguments_in_qemu(const GuestRun& run) {
  std::vector<std::string> arguments = run.arguments;
  const bool said = llvm::any_of(run.arguments, [](llvm::StringRef argument) {
    return argument.starts_with("--address") || argument.starts_with("--dhcp");
  });
  const auto& address = run.manifest.net.address;
  if (run.network && !said && address && address->value != "dhcp")
    arguments.insert(arguments.begin(), "--dhcp");
  return arguments;
}

std::string user_network(const std::vector<HostPort>& ports) {
  std::string text = "user,id=net";
  for (const HostPort& port : ports)
    text += fmt::format(",hostfwd={}:127.0.0.1:{}-{}:{}", port.protocol().str(), port.host,
                        kGuestAddress.str(), port.guest);
  return text;
}

bool open_ports(Env& env, std::vector<HostPort>& ports, Diagnostics& diagnostics) {
  if (!choose_host_ports(ports, diagnostics))
    return false;
  for (const HostPort& port : ports)
    env.error << fmt::format("127.0.0.1:{}/{} is port {} of the guest\n", port.host,
                             port.protocol().str(), port.guest);
  env.error.flush();
  return true;
}

} // namespace mir::driver
