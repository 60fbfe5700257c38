#include <mir/net/tcp/engine.hpp>

namespace mir::net::tcp {

os::Result<Connection*> Listener::accept() noexcept {
  Connection* connection = ready_.pop_front();
  if (connection == nullptr)
    return os::fail(os::Errc::Again);
  --waiting_;
  connection->listener_ = nullptr;
  connection->accepted_ = true;
  return connection;
}

void Listener::close() noexcept { engine_.close_listener(*this); }

void Listener::add(Connection& connection) noexcept {
  connection.listener_ = this;
  ++half_open_;
  opening_.push_back(connection);
}

void Listener::established(Connection& connection) noexcept {
  connection.Backlog::unlink();
  --half_open_;
  ++waiting_;
  ready_.push_back(connection);
  if (watcher_ != nullptr)
    watcher_->socket_ready(true, false);
}

void Listener::forget(Connection& connection) noexcept {
  connection.Backlog::unlink();
  connection.listener_ = nullptr;
  --(connection.connected_ ? waiting_ : half_open_);
}

} // namespace mir::net::tcp
