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

DirectListener::DirectListener(DirectGround& ground, TcpListener& socket) noexcept
    : ground_(ground), open_(ground), socket_(socket) {
  socket_.set_watcher(this);
}

DirectListener::~DirectListener() {
  socket_.set_watcher(nullptr);
  socket_.close();
  ground_.kick();
}

os::Task<os::Result<Flow>> DirectListener::accept() {
  for (;;) {
    if (turns_.over())
      co_await os::yield();
    const os::Result<TcpConnection*> accepted = socket_.accept();
    if (accepted) {
      Taken taken(**accepted); // closed also when there is no memory for the rest
      auto connection = std::make_unique<DirectConnection>(ground_, taken.get());
      (void)taken.give();
      ++ground_.counters.accepted;
      co_return Flow(std::move(connection));
    }
    if (accepted.error() != os::Errc::Again)
      co_return os::fail(accepted.error());
    co_await ready_.readable();
  }
}

} // namespace mir::net
