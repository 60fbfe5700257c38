/// \file
/// The Sockets that the target's run time gives. Only targets with kernel sockets compile it.
#pragma once

#include <mir/os/device/sockets.hpp>

namespace mir::os {

/// Translates between Sockets and <mir/rt/port.hpp>; holds nothing.
class PortSockets : public Sockets {
public:
  Result<Socket> listen(const SocketAddress& local, std::uint32_t backlog) noexcept override;
  Result<Accepted> accept(Socket listener) noexcept override;
  Result<Socket> connect(const SocketAddress& peer) noexcept override;
  Result<> connected(Socket connection) noexcept override;
  Result<Socket> datagram(const SocketAddress& local) noexcept override;
  Result<> watch(Socket socket, Readiness& readiness) noexcept override;
  Result<std::size_t> read(Socket connection, MutableBytes into) noexcept override;
  Result<std::size_t> write(Socket connection, Bytes bytes) noexcept override;
  Result<> end(Socket connection) noexcept override;
  Result<> keep_alive(Socket connection, const std::optional<KeepAlive>& how) noexcept override;
  Result<Received> receive(Socket socket, MutableBytes into) noexcept override;
  Result<> send(Socket socket, Bytes bytes, const SocketAddress& to) noexcept override;
  [[nodiscard]] SocketAddress local(Socket socket) noexcept override;
  std::size_t name_servers(std::span<SocketAddress> into) noexcept override;
  void close(Socket socket, bool abort) noexcept override;
};

} // namespace mir::os
