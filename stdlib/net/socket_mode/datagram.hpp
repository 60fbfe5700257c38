/// \file
/// Datagram::Binding: UDP sockets.
#pragma once

#include <mir/net/datagram.hpp>
#include <mir/net/socket_mode/bound.hpp>

namespace mir::net {

class Datagram::Binding {
public:
  explicit Binding(SocketGround& ground) noexcept : bound(ground) {}
  os::Task<os::Result<Received>> receive();
  os::Task<os::Result<>> send(os::Bytes payload, Endpoint to);
  Bound bound;

private:
  os::Result<Received> try_receive();
};

} // namespace mir::net
