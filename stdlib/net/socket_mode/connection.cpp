#include <mir/net/socket_mode/connection.hpp>
#include <mir/os/task/wait.hpp>

namespace mir::net {

os::Result<> SocketConnection::begin(const Endpoint& peer) noexcept {
  peer_ = peer;
  learn_local();
  return sockets().watch(socket_.get(), ready_);
}

os::Task<os::Result<>> SocketConnection::connected() {
  for (;;) {
    const os::Result<> outcome = sockets().connected(socket_.get());
    if (outcome)
      learn_local(); // the address is chosen by the route
    if (outcome || outcome.error() != os::Errc::Again)
      co_return outcome;
    co_await ready_.writable();
  }
}

os::Task<os::Result<Chunk>> SocketConnection::read() {
  using Run = os::PagePool::Run;
  for (;;) {
    if (turns_.over())
      co_await os::yield();
    const Run run = run_;
    const std::size_t room = os::PagePool::size_of(run);
    std::byte* pages = ground_.pages().take(run);
    if (pages == nullptr)
      co_return os::fail(os::Errc::NoMemory);
    const os::Result<std::size_t> got = sockets().read(socket_.get(), {pages, room});
    if (got && *got != 0) {
      run_ = *got == room || *got > os::PagePool::kPageSize ? Run::Block : Run::Page;
      co_return Chunk(ground_.pages(), pages, run, *got);
    }
    ground_.pages().give_back(pages, run);
    if (got)
      co_return os::fail(os::Errc::Closed); // the end of the stream
    if (got.error() != os::Errc::Again)
      co_return os::fail(got.error());
    co_await ready_.readable();
  }
}

os::Task<os::Result<>> SocketConnection::write(os::Bytes bytes) {
  while (!bytes.empty()) {
    if (turns_.over())
      co_await os::yield();
    const os::Result<std::size_t> sent = sockets().write(socket_.get(), bytes);
    if (sent)
      bytes = bytes.subspan(*sent);
    else if (sent.error() == os::Errc::Again)
      co_await ready_.writable();
    else
      co_return os::fail(sent.error());
  }
  co_return os::Result<>();
}

os::Task<os::Result<>> SocketConnection::write(Chunk chunk) {
  for (; !chunk.empty(); chunk.drop(chunk.first().size()))
    if (const os::Result<> sent = co_await write(chunk.first()); !sent)
      co_return sent;
  co_return os::Result<>();
}

os::Result<> SocketConnection::keep_alive(const std::optional<KeepAlive>& how) noexcept {
  return sockets().keep_alive(socket_.get(), how.transform([](const KeepAlive& wanted) {
    return os::Sockets::KeepAlive{.idle_s = static_cast<std::uint16_t>(wanted.idle.s()),
                                  .interval_s = static_cast<std::uint16_t>(wanted.interval.s()),
                                  .probes = static_cast<std::uint8_t>(wanted.probes)};
  }));
}

} // namespace mir::net
