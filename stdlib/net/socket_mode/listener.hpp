/// \file
/// Listener::Binding: listening sockets.
#pragma once

#include <mir/net/serve.hpp>
#include <mir/net/socket_mode/bound.hpp>

namespace mir::net {

class Listener::Binding final : public Acceptor {
public:
  explicit Binding(SocketGround& ground) noexcept : bound(ground) {}
  os::Task<os::Result<Flow>> accept() override;
  Bound bound;
};

} // namespace mir::net
