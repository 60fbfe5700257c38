/// \file
/// DirectListener: a listening port of our own stack.
#pragma once

#include <mir/net/direct_mode/ground.hpp>
#include <mir/net/direct_mode/turns.hpp>
#include <mir/net/network.hpp>

namespace mir::net {

class DirectListener final : public Listener::Binding, private SocketWatcher {
public:
  DirectListener(DirectGround& ground, TcpListener& socket) noexcept;
  ~DirectListener() override;

  os::Task<os::Result<Flow>> accept() override;
  [[nodiscard]] Network& network() noexcept override { return ground_; }
  [[nodiscard]] Endpoint local() const noexcept override { return socket_.local(); }

private:
  void socket_ready(bool readable, bool writable) noexcept override {
    ready_.notify(readable, writable);
  }

  DirectGround& ground_;
  DirectGround::Open open_;
  os::Readiness ready_;
  TcpListener& socket_;
  Turns turns_;
};

} // namespace mir::net
