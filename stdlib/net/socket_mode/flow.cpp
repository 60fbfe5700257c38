#include <mir/net/flow.hpp>

#include <mir/net/socket_mode/connection.hpp>
#include <mir/os/task/wait.hpp>

namespace mir::net {

os::Result<> Flow::Connection::begin(const Endpoint& peer) noexcept {
  peer_ = peer;
  learn_local();
  return sockets().watch(socket_.get(), ready_);
}

os::Task<os::Result<>> Flow::Connection::connected() {
  for (;;) {
    const os::Result<> outcome = sockets().connected(socket_.get());
    if (outcome)
      learn_local(); // the address is chosen by the route
    if (outcome || outcome.error() != os::Errc::Again)
      co_return outcome;
    co_await ready_.writable();
  }
}

os::Task<os::Result<Chunk>> Flow::Connection::read() {
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

os::Task<os::Result<>> Flow::Connection::write(os::Bytes bytes) {
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

namespace {

template <class T> os::Task<os::Result<T>> closed() { co_return os::fail(os::Errc::Closed); }

os::Task<os::Result<>> write_chunk(Flow::Connection& connection, Chunk chunk) {
  co_return co_await connection.write(chunk.first());
}

} // namespace

Flow::Flow(std::unique_ptr<Connection> connection) noexcept : connection_(std::move(connection)) {}
Flow::Flow(Flow&& other) noexcept = default;
Flow& Flow::operator=(Flow&& other) noexcept = default;
Flow::~Flow() = default;

// The coroutines belong to the connection, which stays where it is when the flow is moved.
os::Task<os::Result<Chunk>> Flow::read() {
  return connection_ ? connection_->read() : closed<Chunk>();
}

os::Task<os::Result<>> Flow::write(Chunk chunk) {
  return connection_ ? write_chunk(*connection_, std::move(chunk)) : closed<void>();
}

os::Task<os::Result<>> Flow::write(os::Bytes bytes) {
  return connection_ ? connection_->write(bytes) : closed<void>();
}

os::Result<> Flow::shutdown() noexcept {
  return connection_ ? connection_->end() : os::fail(os::Errc::Closed);
}

void Flow::close() noexcept { connection_.reset(); }

void Flow::abort() noexcept {
  if (connection_)
    connection_->abort();
  connection_.reset();
}

const Endpoint& Flow::local() const noexcept {
  MIR_CHECK(connection_ != nullptr);
  return connection_->local();
}

const Endpoint& Flow::peer() const noexcept {
  MIR_CHECK(connection_ != nullptr);
  return connection_->peer();
}

} // namespace mir::net
