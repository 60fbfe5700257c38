/// \file
/// SocketDatagram: UDP sockets.
#pragma once

#include <mir/net/network.hpp>
#include <mir/net/socket_mode/bound.hpp>

namespace mir::net {

class SocketDatagram final : public Datagram::Binding {
public:
  explicit SocketDatagram(SocketGround& ground) noexcept : bound(ground) {}
  os::Task<os::Result<Datagram::Received>> receive() override;
  os::Task<os::Result<>> send(os::Bytes payload, Endpoint to) override;
  os::Task<os::Result<>> send(Chunk payload, Endpoint to) override;
  [[nodiscard]] Endpoint local() const noexcept override { return bound.local(); }
  Bound bound;

private:
  os::Result<Datagram::Received> try_receive();
};

} // namespace mir::net
