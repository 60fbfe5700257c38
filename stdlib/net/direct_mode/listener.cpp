#include <mir/net/direct_mode/listener.hpp>

#include <mir/net/direct_mode/connection.hpp>
#include <mir/os/task/wait.hpp>

namespace mir::net {
namespace {

/// Closes a connection that nobody has taken over.
class Taken {
public:
  explicit Taken(TcpConnection& socket) noexcept : socket_(&socket) {}
  Taken(const Taken&) = delete;
  Taken& operator=(const Taken&) = delete;
  ~Taken() {
    if (socket_ != nullptr)
      socket_->abort();
  }
  TcpConnection& give() noexcept { return *std::exchange(socket_, nullptr); }
  [[nodiscard]] TcpConnection& get() const noexcept { return *socket_; }

private:
  TcpConnection* socket_;
};

} // namespace

Listener::Binding::Binding(DirectGround& ground, TcpListener& socket) noexcept
    : ground_(ground), open_(ground), socket_(socket) {
  socket_.set_watcher(this);
}

Listener::Binding::~Binding() {
  socket_.set_watcher(nullptr);
  socket_.close();
  ground_.kick();
}

os::Task<os::Result<Flow>> Listener::Binding::accept() {
  for (;;) {
    if (turns_.over())
      co_await os::yield();
    const os::Result<TcpConnection*> accepted = socket_.accept();
    if (accepted) {
      Taken taken(**accepted); // closed also when there is no memory for the rest
      auto connection = std::make_unique<Flow::Connection>(ground_, taken.get());
      (void)taken.give();
      ++ground_.counters.accepted;
      co_return Flow(std::move(connection));
    }
    if (accepted.error() != os::Errc::Again)
      co_return os::fail(accepted.error());
    co_await ready_.readable();
  }
}

Listener::Listener(std::unique_ptr<Binding> binding) noexcept : binding_(std::move(binding)) {}
Listener::Listener(Listener&& other) noexcept = default;
Listener& Listener::operator=(Listener&& other) noexcept = default;
Listener::~Listener() = default;

os::Task<os::Result<Flow>> Listener::accept() { return binding_->accept(); }

os::Task<> Listener::serve(Handler handler, std::size_t connections) {
  MIR_CHECK(connections > 0);
  DirectGround& ground = binding_->ground();
  return serve_connections(ground.app(), ground.counters, *binding_, std::move(handler),
                           connections);
}

Endpoint Listener::local() const noexcept { return binding_->local(); }

} // namespace mir::net
