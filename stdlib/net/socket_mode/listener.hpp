/// \file
/// Listener::Binding: listening sockets.
#pragma once

#include <mir/net/listener.hpp>
#include <mir/net/socket_mode/bound.hpp>

namespace mir::net {

class Listener::Binding {
public:
  explicit Binding(SocketGround& ground) noexcept : bound(ground) {}
  Bound bound;
};

} // namespace mir::net
