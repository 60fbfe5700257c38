// The socket adapter: kernel sockets, from the port's types to ours.
#include <mir/os/port_socket.hpp>

#include <algorithm>

#include <mir/os/port_status.hpp>
#include <mir/os/task/readiness.hpp>

namespace mir::os {
namespace {

mir_address to_port(const SocketAddress& address) {
  mir_address result = {.family = static_cast<std::uint8_t>(address.is_ipv6 ? 6 : 4),
                        .reserved = 0,
                        .port = address.port,
                        .scope = address.scope,
                        .ip = {}};
  std::ranges::copy(address.ip, result.ip);
  return result;
}

SocketAddress from_port(const mir_address& address) {
  SocketAddress result{
      .is_ipv6 = address.family == 6, .port = address.port, .scope = address.scope};
  std::ranges::copy(address.ip, result.ip.begin());
  return result;
}

mir_socket raw(Socket socket) { return static_cast<mir_socket>(socket); }

/// What a call that opens a socket returned.
Result<Socket> opened(mir_status status, mir_socket socket) {
  return to_result(status).transform([socket] { return Socket{socket}; });
}

} // namespace

Result<Socket> PortSockets::listen(const SocketAddress& local, std::uint32_t backlog) noexcept {
  const mir_address address = to_port(local);
  mir_socket listener = 0;
  const mir_status status = mir_port_socket_listen(&address, backlog, &listener);
  return opened(status, listener);
}

Result<Sockets::Accepted> PortSockets::accept(Socket listener) noexcept {
  mir_socket connection = 0;
  mir_address peer = {};
  const mir_status status = mir_port_socket_accept(raw(listener), &connection, &peer);
  return opened(status, connection).transform([&](Socket socket) {
    return Accepted{socket, from_port(peer)};
  });
}

Result<Socket> PortSockets::connect(const SocketAddress& peer) noexcept {
  const mir_address address = to_port(peer);
  mir_socket connection = 0;
  const mir_status status = mir_port_socket_connect(&address, &connection);
  return opened(status, connection);
}

Result<> PortSockets::connected(Socket connection) noexcept {
  return to_result(mir_port_socket_result(raw(connection)));
}

Result<Socket> PortSockets::datagram(const SocketAddress& local) noexcept {
  const mir_address address = to_port(local);
  mir_socket socket = 0;
  const mir_status status = mir_port_socket_datagram(&address, &socket);
  return opened(status, socket);
}

Result<> PortSockets::watch(Socket socket, Readiness& readiness) noexcept {
  return to_result(mir_port_socket_watch(raw(socket), readiness.cookie()));
}

Result<std::size_t> PortSockets::read(Socket connection, MutableBytes into) noexcept {
  std::size_t got = 0;
  const mir_status status = mir_port_socket_read(raw(connection), into.data(), into.size(), &got);
  return to_result(status).transform([got] { return got; });
}

Result<std::size_t> PortSockets::write(Socket connection, Bytes bytes) noexcept {
  const mir_piece piece = {bytes.data(), bytes.size()};
  std::size_t sent = 0;
  const mir_status status = mir_port_socket_write(raw(connection), &piece, 1, &sent);
  return to_result(status).transform([sent] { return sent; });
}

Result<> PortSockets::end(Socket connection) noexcept {
  return to_result(mir_port_socket_end(raw(connection)));
}

Result<> PortSockets::keep_alive(Socket connection, const std::optional<KeepAlive>& how) noexcept {
  const KeepAlive raw_how = how.value_or(KeepAlive{});
  return to_result(mir_port_socket_keep_alive(raw(connection), raw_how.idle_s, raw_how.interval_s,
                                              raw_how.probes));
}

Result<Sockets::Received> PortSockets::receive(Socket socket, MutableBytes into) noexcept {
  std::size_t got = 0;
  mir_address from = {};
  const mir_status status =
      mir_port_socket_receive(raw(socket), into.data(), into.size(), &got, &from);
  if (status != MIR_OK && status != MIR_TOO_LONG)
    return fail(to_error(status));
  return Received{.size = got, .from = from_port(from), .truncated = status == MIR_TOO_LONG};
}

Result<> PortSockets::send(Socket socket, Bytes bytes, const SocketAddress& to) noexcept {
  const mir_piece piece = {bytes.data(), bytes.size()};
  const mir_address address = to_port(to);
  return to_result(mir_port_socket_send(raw(socket), &piece, 1, &address));
}

SocketAddress PortSockets::local(Socket socket) noexcept {
  mir_address address = {};
  mir_port_socket_local(raw(socket), &address);
  return from_port(address);
}

std::size_t PortSockets::name_servers(std::span<SocketAddress> into) noexcept {
  constexpr std::size_t kMost = 8; // resolv.conf(5) has three
  mir_address raw[kMost];
  const std::size_t count = mir_port_socket_name_servers(raw, std::min(kMost, into.size()));
  std::transform(raw, raw + count, into.begin(), from_port);
  return count;
}

void PortSockets::close(Socket socket, bool abort) noexcept {
  mir_port_socket_close(raw(socket), abort);
}

} // namespace mir::os
