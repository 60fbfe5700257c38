#include <mir/net/direct_mode/connection.hpp>

#include <mir/os/task/wait.hpp>

namespace mir::net {

DirectConnection::DirectConnection(DirectGround& ground, TcpConnection& socket) noexcept
    : ground_(ground), open_(ground), socket_(socket), local_(socket.local()),
      peer_(socket.peer()) {
  // What one write() hands over is sent at once, as in socket mode: it is a whole message.
  socket_.set_no_delay(true);
  socket_.set_watcher(this);
}

DirectConnection::~DirectConnection() {
  socket_.set_watcher(nullptr);
  ground_.tell_time(); // what is left of it lives for a time from now
  if (abort_)
    socket_.abort();
  else
    socket_.close();
  ground_.kick();
}

os::Task<os::Result<>> DirectConnection::connected() {
  for (;;) {
    const os::Result<> status = socket_.status();
    if (status || status.error() != os::Errc::Again)
      co_return status;
    co_await ready_.writable();
  }
}

os::Task<os::Result<Chunk>> DirectConnection::read() {
  for (;;) {
    if (turns_.over())
      co_await os::yield();
    // No more than the application is given now: what waits behind it stays in the queue, where it
    // counts against the memory of all.
    os::Result<os::Packet> got = socket_.read(Chunk::kMostSlices);
    if (got) {
      ground_.kick(); // there is room again, which the peer may want to know
      co_return Chunk(*got);
    }
    if (got.error() != os::Errc::Again)
      co_return os::fail(got.error());
    co_await ready_.readable();
  }
}

os::Task<os::Result<>> DirectConnection::write(os::Bytes bytes) {
  while (!bytes.empty()) {
    if (turns_.over())
      co_await os::yield();
    const os::Result<std::size_t> sent = socket_.write(bytes);
    ground_.kick();
    if (sent)
      bytes = bytes.subspan(*sent);
    else if (sent.error() == os::Errc::Again)
      co_await ready_.writable();
    else
      co_return os::fail(sent.error());
  }
  co_return os::Result<>();
}

os::Task<os::Result<>> DirectConnection::write(Chunk chunk) {
  os::Packet packet = chunk.take_packet();
  while (!packet.empty()) {
    if (turns_.over())
      co_await os::yield();
    const os::Result<> sent = socket_.write(packet);
    ground_.kick();
    if (!sent && sent.error() != os::Errc::Again)
      co_return sent;
    if (!packet.empty())
      co_await ready_.writable();
  }
  for (; !chunk.empty(); chunk.drop(chunk.first().size())) // a run of pages: copied
    if (const os::Result<> sent = co_await write(chunk.first()); !sent)
      co_return sent;
  co_return os::Result<>();
}

os::Result<> DirectConnection::end() noexcept {
  const os::Result<> ended = socket_.shutdown();
  ground_.kick();
  return ended;
}

os::Result<> DirectConnection::keep_alive(const std::optional<KeepAlive>& how) noexcept {
  ground_.tell_time(); // it counts from now
  socket_.set_keep_alive(how);
  ground_.kick(); // whoever drives the stack may have to wake earlier
  return {};
}

} // namespace mir::net
