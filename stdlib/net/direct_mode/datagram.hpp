/// \file
/// Datagram::Binding: a UDP port of our own stack.
#pragma once

#include <mir/net/datagram.hpp>
#include <mir/net/direct_mode/ground.hpp>
#include <mir/net/direct_mode/turns.hpp>

namespace mir::net {

class Datagram::Binding final : private SocketWatcher {
public:
  Binding(DirectGround& ground, UdpSocket& socket) noexcept;
  ~Binding();

  os::Task<os::Result<Received>> receive();
  os::Task<os::Result<>> send(os::Bytes payload, Endpoint to);
  os::Task<os::Result<>> send(Chunk payload, Endpoint to);
  [[nodiscard]] Endpoint local() const noexcept { return socket_.local(); }

private:
  void socket_ready(bool readable, bool writable) noexcept override {
    ready_.notify(readable, writable);
  }
  os::Result<Chunk> to_chunk(os::Packet payload);

  DirectGround& ground_;
  DirectGround::Open open_;
  os::Readiness ready_;
  UdpSocket& socket_;
  Turns turns_;
};

} // namespace mir::net
