#include <mir/net/direct_mode/datagram.hpp>

#include <mir/os/task/wait.hpp>

namespace mir::net {

DirectDatagram::DirectDatagram(DirectGround& ground, UdpSocket& socket) noexcept
    : ground_(ground), open_(ground), socket_(socket) {
  socket_.set_watcher(this);
}

DirectDatagram::~DirectDatagram() { ground_.stack().udp().close(socket_); }

/// A large datagram has more slices than a chunk: it is copied into pages that stand side by side.
os::Result<Chunk> DirectDatagram::to_chunk(os::Packet payload) {
  using Run = os::PagePool::Run;
  if (payload.slices().size() <= Chunk::kMostSlices)
    return Chunk(payload);
  std::byte* const pages = ground_.pages().take(Run::Block);
  if (pages == nullptr)
    return os::fail(os::Errc::NoMemory);
  const std::size_t size = payload.copy_to({pages, os::PagePool::kBlockSize});
  return Chunk(ground_.pages(), pages, Run::Block, size);
}

os::Task<os::Result<Datagram::Received>> DirectDatagram::receive() {
  for (;;) {
    if (turns_.over())
      co_await os::yield();
    os::Result<UdpDatagram> datagram = socket_.receive();
    if (datagram) {
      os::Result<Chunk> payload = to_chunk(std::move(datagram->payload));
      if (!payload)
        co_return os::fail(payload.error());
      co_return Datagram::Received{std::move(*payload), datagram->from};
    }
    if (datagram.error() != os::Errc::Again)
      co_return os::fail(datagram.error());
    co_await ready_.readable();
  }
}

os::Task<os::Result<>> DirectDatagram::send(os::Bytes payload, Endpoint to) {
  for (;;) {
    if (turns_.over())
      co_await os::yield();
    const os::Result<> sent = socket_.send(payload, to);
    ground_.kick();
    if (sent || sent.error() != os::Errc::Again)
      co_return sent;
    co_await ready_.writable();
  }
}

os::Task<os::Result<>> DirectDatagram::send(Chunk payload, Endpoint to) {
  const os::Packet packet = payload.take_packet();
  if (packet.empty())
    co_return co_await send(payload.first(), to);
  for (;;) {
    if (turns_.over())
      co_await os::yield();
    const os::Result<> sent = socket_.send(packet.share(), to);
    ground_.kick();
    if (sent || sent.error() != os::Errc::Again)
      co_return sent;
    co_await ready_.writable();
  }
}

} // namespace mir::net
