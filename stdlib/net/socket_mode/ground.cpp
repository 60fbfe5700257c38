#include <mir/net/socket_mode/ground.hpp>

#include <array>

#include <mir/net/socket_mode/connection.hpp>
#include <mir/net/socket_mode/datagram.hpp>
#include <mir/net/socket_mode/listener.hpp>

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

namespace {

os::Result<os::Socket> open_listener(os::Sockets& sockets, const os::SocketAddress& local,
                                     std::uint32_t backlog) {
  return sockets.listen(local, backlog);
}

os::Result<os::Socket> open_datagram(os::Sockets& sockets, const os::SocketAddress& local,
                                     std::uint32_t) {
  return sockets.datagram(local);
}

/// Opens a port on one address. Binding is SocketListener or SocketDatagram.
template <class T, class Binding>
os::Result<T> open_one(SocketGround& ground, Bound::Open how, const Endpoint& local,
                       std::uint32_t backlog) {
  auto binding = std::make_unique<Binding>(ground);
  return binding->bound.open_one(how, local, backlog).transform([&] {
    return T(std::move(binding));
  });
}

/// The same on every address, or on the one that the user wants.
template <class T, class Binding>
os::Result<T> open(SocketGround& ground, std::optional<Address> address, Bound::Open how, Port port,
                   std::uint32_t backlog) {
  if (address)
    return open_one<T, Binding>(ground, how, {*address, port}, backlog);
  auto binding = std::make_unique<Binding>(ground);
  return binding->bound.open_all(how, port, backlog).transform([&] {
    return T(std::move(binding));
  });
}

os::Task<os::Result<Flow>> connect_to(SocketGround& ground, Endpoint peer) {
  const os::Result<os::Socket> socket = ground.sockets().connect(to_socket_address(peer));
  if (!socket)
    co_return os::fail(socket.error());
  OpenSocket opened(ground, *socket); // closed also when there is no memory for the rest
  auto connection = std::make_unique<SocketConnection>(ground, std::move(opened));
  if (const os::Result<> begun = connection->begin(peer); !begun)
    co_return os::fail(begun.error());
  if (const os::Result<> connected = co_await connection->connected(); !connected)
    co_return os::fail(connected.error());
  ++ground.counters.connected;
  co_return Flow(std::move(connection));
}

} // namespace

os::Result<Listener> SocketGround::listener(Port port, std::uint32_t backlog) {
  return open<Listener, SocketListener>(*this, address_, open_listener, port, backlog);
}

os::Result<Listener> SocketGround::listener(const Endpoint& local, std::uint32_t backlog) {
  return open_one<Listener, SocketListener>(*this, open_listener, local, backlog);
}

os::Task<os::Result<Flow>> SocketGround::connect(Endpoint peer) { return connect_to(*this, peer); }

os::Result<Datagram> SocketGround::bind(Port port) {
  return open<Datagram, SocketDatagram>(*this, address_, open_datagram, port, 0);
}

os::Result<Datagram> SocketGround::bind(const Endpoint& local) {
  return open_one<Datagram, SocketDatagram>(*this, open_datagram, local, 0);
}

NameServers SocketGround::name_servers() {
  if (!name_servers_.empty())
    return name_servers_;
  std::array<os::SocketAddress, NameServers::kMost> of_platform;
  const std::size_t count = sockets().name_servers(of_platform);
  NameServers servers;
  for (const os::SocketAddress& server : std::span(of_platform).first(count))
    servers.add(to_endpoint(server).address);
  return servers;
}

std::string SocketGround::dump() {
  return os::format("accepted {}\nconnected {}\naccept-failures {}\nhandler-failures {}\n",
                    counters.accepted, counters.connected, counters.accept_failures,
                    counters.handler_failures);
}

} // namespace mir::net
