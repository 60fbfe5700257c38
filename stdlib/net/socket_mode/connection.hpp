/// \file
/// SocketConnection: a connected socket.
#pragma once

#include <mir/net/network.hpp>
#include <mir/net/socket_mode/ground.hpp>
#include <mir/os/task/readiness.hpp>

namespace mir::net {

/// Never moves: its Readiness is where the port's events go.
class SocketConnection final : public Flow::Connection {
public:
  SocketConnection(SocketGround& ground, OpenSocket socket) noexcept
      : ground_(ground), socket_(std::move(socket)) {}

  /// Asks for events, and keeps both addresses. \returns Errc::NoMemory, Limit.
  os::Result<> begin(const Endpoint& peer) noexcept;
  /// Waits for the attempt to connect to end.
  os::Task<os::Result<>> connected();

  os::Task<os::Result<Chunk>> read() override;
  os::Task<os::Result<>> write(os::Bytes bytes) override;
  os::Task<os::Result<>> write(Chunk chunk) override;
  os::Result<> end() noexcept override { return sockets().end(socket_.get()); }
  os::Result<> keep_alive(const std::optional<KeepAlive>& how) noexcept override;
  void abort() noexcept override { socket_.abort(); }

  [[nodiscard]] const Endpoint& local() const noexcept override { return local_; }
  [[nodiscard]] const Endpoint& peer() const noexcept override { return peer_; }

private:
  [[nodiscard]] os::Sockets& sockets() noexcept { return ground_.sockets(); }
  void learn_local() noexcept { local_ = to_endpoint(sockets().local(socket_.get())); }

  SocketGround& ground_;
  os::Readiness ready_; // before the socket: it has to be there when that is closed
  OpenSocket socket_;
  Endpoint local_, peer_;
  Turns turns_;
  os::PagePool::Run run_ =
      os::PagePool::Run::Page; // grows when a read fills it, shrinks when little comes
};

} // namespace mir::net
