#include <mir/net/socket_mode/datagram.hpp>

#include <cstring>

#include <mir/os/task/wait.hpp>

namespace mir::net {
namespace {

using Run = os::PagePool::Run;

/// Moves a small datagram to a page of its own, so that a queue of them does not hold sixteen times
/// the memory. It stays where it is when there is no page.
Chunk shrink(os::PagePool& pool, Chunk chunk) {
  if (chunk.size() > os::PagePool::kPageSize)
    return chunk;
  std::byte* page = pool.take(Run::Page);
  if (page == nullptr)
    return chunk;
  const std::size_t size = chunk.copy_to({page, os::PagePool::kPageSize});
  return {pool, page, Run::Page, size};
}

} // namespace

/// Takes a datagram from any of the sockets. \returns Errc::Again when none has one.
os::Result<Datagram::Received> SocketDatagram::try_receive() {
  os::PagePool& pool = bound.ground().pages();
  os::Error error = os::Errc::Again;
  for (const os::Socket socket : bound.next()) {
    std::byte* pages = pool.take(Run::Block); // the largest datagram fits: none is cut
    if (pages == nullptr)
      return os::fail(os::Errc::NoMemory);
    const auto got = bound.ground().sockets().receive(socket, {pages, os::PagePool::kBlockSize});
    Chunk chunk(pool, pages, Run::Block, got ? got->size : 0);
    if (got)
      return Datagram::Received{shrink(pool, std::move(chunk)), to_endpoint(got->from)};
    if (got.error() != os::Errc::Again)
      error = got.error();
  }
  return os::fail(error);
}

os::Task<os::Result<Datagram::Received>> SocketDatagram::receive() {
  for (;;) {
    if (bound.turns().over())
      co_await os::yield();
    os::Result<Datagram::Received> received = try_receive();
    if (received || received.error() != os::Errc::Again)
      co_return received;
    co_await bound.ready().readable();
  }
}

os::Task<os::Result<>> SocketDatagram::send(os::Bytes payload, Endpoint to) {
  const os::Socket socket = bound.of(to.address.is_v6());
  if (socket == os::Socket::None)
    co_return os::fail(os::Errc::Unsupported);
  for (;;) {
    if (bound.turns().over())
      co_await os::yield();
    const os::Result<> sent = bound.ground().sockets().send(socket, payload, to_socket_address(to));
    if (sent || sent.error() != os::Errc::Again)
      co_return sent;
    co_await bound.ready().writable();
  }
}

os::Task<os::Result<>> SocketDatagram::send(Chunk payload, Endpoint to) {
  co_return co_await send(payload.first(), to);
}

} // namespace mir::net
