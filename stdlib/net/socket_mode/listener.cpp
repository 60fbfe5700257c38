#include <mir/net/socket_mode/listener.hpp>

#include <mir/net/socket_mode/connection.hpp>

namespace mir::net {
namespace {

os::Result<Flow> adopt(SocketGround& ground, const os::Sockets::Accepted& accepted) {
  OpenSocket socket(ground, accepted.socket); // closed also when there is no memory for the rest
  auto connection = std::make_unique<SocketConnection>(ground, std::move(socket));
  if (const os::Result<> begun = connection->begin(to_endpoint(accepted.peer)); !begun)
    return os::fail(begun.error());
  ++ground.counters.accepted;
  return Flow(std::move(connection));
}

/// Takes a connection from any of the sockets. \returns Errc::Again when none has one.
os::Result<Flow> try_accept(Bound& bound) {
  os::Error error = os::Errc::Again;
  for (const os::Socket socket : bound.next()) {
    const os::Result<os::Sockets::Accepted> accepted = bound.ground().sockets().accept(socket);
    if (accepted)
      return adopt(bound.ground(), *accepted);
    if (accepted.error() != os::Errc::Again)
      error = accepted.error();
  }
  return os::fail(error);
}

os::Task<os::Result<Flow>> accept_from(Bound& bound) {
  for (;;) {
    if (bound.turns().over())
      co_await os::yield();
    os::Result<Flow> flow = try_accept(bound);
    if (flow || flow.error() != os::Errc::Again)
      co_return flow;
    co_await bound.ready().readable();
  }
}

} // namespace

os::Task<os::Result<Flow>> SocketListener::accept() { return accept_from(bound); }

} // namespace mir::net
