#include <mir/net/serve.hpp>

#include <exception>
#include <new>

#include <mir/os/task/group.hpp>
#include <mir/os/task/sync.hpp>

namespace mir::net {
namespace {

/// How long to leave the waiting connections alone when there is no handle or memory for them: long
/// enough not to spin, short against a client's patience.
constexpr os::Duration kRetry = os::Duration::milliseconds(50);

/// Runs the handler. The handler lives in the frame of serve_from(), which outlives its
/// connections.
os::Task<> serve_one(os::App& app, Counters& counters, const Handler& handler, Flow flow,
                     os::Semaphore::Permit) {
  const Endpoint peer = flow.peer();
  try {
    co_await handler(std::move(flow));
  } catch (const std::exception& exception) {
    ++counters.handler_failures;
    app.logger().warning("connection from {} failed: {}", peer, exception.what());
  } catch (...) {
    ++counters.handler_failures;
    app.logger().warning("connection from {} failed", peer);
  }
}

/// Counts what keeps connections from being accepted, and says so once.
class Trouble {
public:
  Trouble(os::App& app, Counters& counters) noexcept : app_(app), counters_(counters) {}
  void begin(os::Error error) {
    ++counters_.accept_failures;
    if (!std::exchange(lasts_, true))
      app_.logger().warning("connections have to wait: {}", error);
  }
  void end() noexcept { lasts_ = false; }

private:
  os::App& app_;
  Counters& counters_;
  bool lasts_ = false;
};

} // namespace

os::Task<> serve_connections(os::App& app, Counters& counters, Acceptor& acceptor, Handler handler,
                             std::size_t connections) {
  Trouble trouble(app, counters);
  os::Semaphore places(connections);
  os::Group group(co_await os::this_scheduler()); // after the places, which its tasks give back
  for (;;) {
    os::Semaphore::Permit place = co_await places.acquire();
    os::Error error = os::Errc::NoMemory;
    try {
      os::Result<Flow> flow = co_await acceptor.accept();
      if (flow) {
        group.spawn(serve_one(app, counters, handler, std::move(*flow), std::move(place)));
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

} // namespace mir::net
