#include <mir/net/listener.hpp>

#include <mir/net/socket_mode/bound.hpp>
#include <mir/net/socket_mode/connection.hpp>
#include <mir/net/socket_mode/listener.hpp>

namespace mir::net {
namespace {

os::Result<Flow> adopt(SocketGround& ground, const os::Sockets::Accepted& accepted) {
  OpenSocket socket(ground, accepted.socket); // closed also when there is no memory for the rest
  auto connection = std::make_unique<Flow::Connection>(ground, std::move(socket));
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

os::Task<os::Result<Flow>> Listener::Binding::accept() { return accept_from(bound); }

Listener::Listener(std::unique_ptr<Binding> binding) noexcept : binding_(std::move(binding)) {}
Listener::Listener(Listener&& other) noexcept = default;
Listener& Listener::operator=(Listener&& other) noexcept = default;
Listener::~Listener() = default;

os::Task<os::Result<Flow>> Listener::accept() { return binding_->accept(); }

os::Task<> Listener::serve(Handler handler, std::size_t connections) {
  MIR_CHECK(connections > 0);
  SocketGround& ground = binding_->bound.ground();
  return serve_connections(ground.app(), ground.counters, *binding_, std::move(handler),
                           connections);
}

Endpoint Listener::local() const noexcept { return binding_->bound.local(); }

} // namespace mir::net
