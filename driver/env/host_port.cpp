#include "driver/env/host_port.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

#include "llvm/ADT/ScopeExit.h"
#include <fmt/format.h>

namespace mir::driver {
namespace {

std::optional<std::uint16_t> port_in(llvm::StringRef text) {
  std::uint16_t port = 0;
  return text.getAsInteger(10, port) ? std::nullopt : std::optional(port);
}

/// \returns a socket at the port, which becomes another one if it is 0; below 0 for none, with
/// errno.
int bind_to(std::uint16_t& port, bool udp) {
  const int socket = ::socket(AF_INET, (udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);
  if (socket < 0)
    return -1;
  // Connections that have ended a moment ago are in nobody's way.
  const int yes = 1;
  if (!udp)
    (void)::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  // Two sockets may have one TCP port until one of them listens.
  if (::bind(socket, raw, size) == 0 && (udp || ::listen(socket, 1) == 0) &&
      ::getsockname(socket, raw, &size) == 0) {
    port = ntohs(address.sin_port);
    return socket;
  }
  const int error = errno;
  ::close(socket);
  errno = error;
  return -1;
}

} // namespace

std::optional<HostPort> parse_host_port(llvm::StringRef text) {
  const bool udp = text.consume_back("/udp");
  if (!udp)
    text.consume_back("/tcp");
  const bool two = text.contains(':');
  const auto [first, second] = text.split(':');
  const auto host = port_in(first), guest = port_in(two ? second : first);
  if (!host || !guest || *guest == 0)
    return std::nullopt;
  return HostPort{.host = *host, .guest = *guest, .udp = udp};
}

bool choose_host_ports(std::vector<HostPort>& ports, Diagnostics& diagnostics) {
  std::vector<int> sockets; // until all are chosen: two must not become the same
  const auto close_all = llvm::make_scope_exit([&] {
    for (const int socket : sockets)
      ::close(socket);
  });
  for (HostPort& port : ports) {
    const int socket = bind_to(port.host, port.udp);
    if (socket < 0) {
      diagnostics.report(kind::kPortTaken, fmt::format("{}/{}", port.host, port.protocol().str()),
                         std::generic_category().message(errno));
      diagnostics.note(
          fmt::format("any that is free: -p 0:{}/{}", port.guest, port.protocol().str()));
      return false;
    }
    sockets.push_back(socket);
  }
  return true;
}

} // namespace mir::driver
