/// \file
/// Listener::Binding: a listening port of our own stack.
#pragma once

#include <mir/net/direct_mode/ground.hpp>
#include <mir/net/direct_mode/turns.hpp>
#include <mir/net/serve.hpp>

namespace mir::net {

class Listener::Binding final : public Acceptor, private SocketWatcher {
public:
  Binding(DirectGround& ground, TcpListener& socket) noexcept;
  ~Binding();

  os::Task<os::Result<Flow>> accept() override;
  [[nodiscard]] DirectGround& ground() noexcept { return ground_; }
  [[nodiscard]] Endpoint local() const noexcept { return socket_.local(); }

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
