#include <mir/net/listener.hpp>

#include <exception>
#include <new>

#include <mir/net/socket_mode/bound.hpp>
#include <mir/net/socket_mode/connection.hpp>
#include <mir/net/socket_mode/listener.hpp>
#include <mir/os/task/group.hpp>
#include <mir/os/task/sync.hpp>

namespace mir::net {
namespace {

/// How long to leave the waiting connections alone when there is no handle or memory for them: long
/// enough not to spin, short against a client's patience.
constexpr os::Duration kRetry = os::Duration::milliseconds(50);

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

/// Runs the handler. The handler lives in the frame of serve_from(), which outlives its
/// connections.
os::Task<> serve_one(SocketGround& ground, const Handler& handler, Flow flow,
                     os::Semaphore::Permit) {
  const Endpoint peer = flow.peer();
  try {
    co_await handler(std::move(flow));
  } catch (const std::exception& exception) {
    ++ground.counters.handler_failures;
    ground.app().logger().warning("connection from {} failed: {}", peer, exception.what());
  } catch (...) {
    ++ground.counters.handler_failures;
    ground.app().logger().warning("connection from {} failed", peer);
  }
}

/// Counts what keeps connections from being accepted, and says so once.
class Trouble {
public:
  explicit Trouble(SocketGround& ground) noexcept : ground_(ground) {}
  void begin(os::Error error) {
    ++ground_.counters.accept_failures;
    if (!std::exchange(lasts_, true))
      ground_.app().logger().warning("connections have to wait: {}", error);
  }
  void end() noexcept { lasts_ = false; }

private:
  SocketGround& ground_;
  bool lasts_ = false;
};

os::Task<> serve_from(Bound& bound, Handler handler, std::size_t connections) {
  SocketGround& ground = bound.ground();
  Trouble trouble(ground);
  os::Semaphore places(connections);
  os::Group group(co_await os::this_scheduler()); // after the places, which its tasks give back
  for (;;) {
    os::Semaphore::Permit place = co_await places.acquire();
    os::Error error = os::Errc::NoMemory;
    try {
      os::Result<Flow> flow = co_await accept_from(bound);
      if (flow) {
        group.spawn(serve_one(ground, handler, std::move(*flow), std::move(place)));
        trouble.end();
        continue;
      }
      error = flow.error();
    } catch (const std::bad_alloc&) { // NoMemory: this connection is closed; the others live
    }
    trouble.begin(error);
    co_await os::sleep(kRetry);
  }
}

} // namespace

Listener::Listener(std::unique_ptr<Binding> binding) noexcept : binding_(std::move(binding)) {}
Listener::Listener(Listener&& other) noexcept = default;
Listener& Listener::operator=(Listener&& other) noexcept = default;
Listener::~Listener() = default;

os::Task<os::Result<Flow>> Listener::accept() { return accept_from(binding_->bound); }

os::Task<> Listener::serve(Handler handler, std::size_t connections) {
  MIR_CHECK(connections > 0);
  return serve_from(binding_->bound, std::move(handler), connections);
}

Endpoint Listener::local() const noexcept { return binding_->bound.local(); }

} // namespace mir::net
