#include <mir/net/network.hpp>
#include <mir/os/base/check.hpp>

namespace mir::net {
namespace {

template <class T> os::Task<os::Result<T>> closed() { co_return os::fail(os::Errc::Closed); }

} // namespace

Flow::Flow(std::unique_ptr<Connection> connection) noexcept : connection_(std::move(connection)) {}
Flow::Flow(Flow&& other) noexcept = default;
Flow& Flow::operator=(Flow&& other) noexcept = default;
Flow::~Flow() = default;

os::Task<os::Result<Chunk>> Flow::read() {
  return connection_ ? connection_->read() : closed<Chunk>();
}

os::Task<os::Result<>> Flow::write(Chunk chunk) {
  return connection_ ? connection_->write(std::move(chunk)) : closed<void>();
}

os::Task<os::Result<>> Flow::write(os::Bytes bytes) {
  return connection_ ? connection_->write(bytes) : closed<void>();
}

os::Result<> Flow::shutdown() noexcept {
  return connection_ ? connection_->end() : os::fail(os::Errc::Closed);
}

os::Result<> Flow::keep_alive(const std::optional<KeepAlive>& how) noexcept {
  if (!connection_)
    return os::fail(os::Errc::Closed);
  if (how && !how->is_possible())
    return os::fail(os::Errc::Invalid);
  return connection_->keep_alive(how.transform(&KeepAlive::in_seconds));
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
