#include <mir/net/socket_mode/ground.hpp>

namespace mir::net {

os::SocketAddress to_socket_address(const Endpoint& endpoint) noexcept {
  return {.is_ipv6 = endpoint.address.is_v6(),
          .port = endpoint.port.number(),
          .scope = endpoint.address.zone(),
          .ip = endpoint.address.bytes()};
}

Endpoint to_endpoint(const os::SocketAddress& address) noexcept {
  const auto& ip = address.ip;
  return {address.is_ipv6 ? Address::v6(ip, address.scope)
                          : Address::v4(ip[0], ip[1], ip[2], ip[3]),
          Port(address.port)};
}

} // namespace mir::net
