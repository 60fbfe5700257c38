/// \file
/// DirectDatagram: a UDP port of our own stack.
#pragma once

#include <mir/net/direct_mode/ground.hpp>
#include <mir/net/direct_mode/turns.hpp>
#include <mir/net/network.hpp>

namespace mir::net {

class DirectDatagram final : public Datagram::Binding, private SocketWatcher {
public:
  DirectDatagram(DirectGround& ground, UdpSocket& socket) noexcept;
  ~DirectDatagram() override;

  os::Task<os::Result<Datagram::Received>> receive() override;
  os::Task<os::Result<>> send(os::Bytes payload, Endpoint to) override;
  os::Task<os::Result<>> send(Chunk payload, Endpoint to) override;
  [[nodiscard]] Endpoint local() const noexcept override { return socket_.local(); }

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
