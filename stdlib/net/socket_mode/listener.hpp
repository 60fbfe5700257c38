/// \file
/// SocketListener: listening sockets.
#pragma once

#include <mir/net/network.hpp>
#include <mir/net/socket_mode/bound.hpp>

namespace mir::net {

class SocketListener final : public Listener::Binding {
public:
  explicit SocketListener(SocketGround& ground) noexcept : bound(ground) {}
  os::Task<os::Result<Flow>> accept() override;
  [[nodiscard]] Network& network() noexcept override { return bound.ground(); }
  [[nodiscard]] Endpoint local() const noexcept override { return bound.local(); }
  Bound bound;
};

} // namespace mir::net
