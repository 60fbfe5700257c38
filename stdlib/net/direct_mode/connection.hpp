/// \file
/// DirectConnection: a connection of our own stack.
#pragma once

#include <mir/net/direct_mode/ground.hpp>
#include <mir/net/direct_mode/turns.hpp>
#include <mir/net/network.hpp>

namespace mir::net {

/// Never moves: it is what its socket tells of changes.
class DirectConnection final : public Flow::Connection, private SocketWatcher {
public:
  DirectConnection(DirectGround& ground, TcpConnection& socket) noexcept;
  ~DirectConnection() override;

  /// Waits for the attempt to connect to end.
  os::Task<os::Result<>> connected();
  os::Task<os::Result<Chunk>> read() override;
  os::Task<os::Result<>> write(os::Bytes bytes) override;
  os::Task<os::Result<>> write(Chunk chunk) override;
  os::Result<> end() noexcept override;
  os::Result<> keep_alive(const std::optional<KeepAlive>& how) noexcept override;
  void abort() noexcept override { abort_ = true; }

  [[nodiscard]] const Endpoint& local() const noexcept override { return local_; }
  [[nodiscard]] const Endpoint& peer() const noexcept override { return peer_; }

private:
  void socket_ready(bool readable, bool writable) noexcept override {
    ready_.notify(readable, writable);
  }

  DirectGround& ground_;
  DirectGround::Open open_;
  os::Readiness ready_;
  TcpConnection& socket_;
  Endpoint local_, peer_;
  Turns turns_;
  bool abort_ = false;
};

} // namespace mir::net
