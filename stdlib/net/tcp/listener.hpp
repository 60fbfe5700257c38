/// \file
/// Listener: a port that others connect to.
#pragma once

#include <mir/net/tcp/connection.hpp>

namespace mir::net::tcp {

/// Comes from Engine::listen(); after close() it must not be touched any more.
class Listener final : private os::ListNode<Listener> {
public:
  /// A connection that is ready. \returns Errc::Again when there is none.
  [[nodiscard]] os::Result<Connection*> accept() noexcept;
  /// Ends it. Connections that nobody has accepted are reset.
  void close() noexcept;

  [[nodiscard]] const Endpoint& local() const noexcept { return local_; }
  [[nodiscard]] std::uint32_t backlog() const noexcept { return backlog_; }
  [[nodiscard]] std::uint32_t half_open() const noexcept { return half_open_; }
  [[nodiscard]] std::uint32_t waiting() const noexcept { return waiting_; } ///< for accept()
  /// Null: nobody. Told when a connection is ready.
  void set_watcher(SocketWatcher* watcher) noexcept { watcher_ = watcher; }

  Listener(Engine& engine, const Endpoint& local, std::uint32_t backlog) noexcept
      : engine_(engine), local_(local), backlog_(backlog) {}

private:
  friend class Engine;
  friend class Connection;
  friend class os::List<Listener, Listener>;

  [[nodiscard]] bool full() const noexcept { return waiting_ >= backlog_; }
  void add(Connection& connection) noexcept;
  /// A connection of the backlog is established.
  void established(Connection& connection) noexcept;
  /// A connection of the backlog is gone.
  void forget(Connection& connection) noexcept;

  Engine& engine_;
  Endpoint local_;
  std::uint32_t backlog_;
  std::uint32_t half_open_ = 0;
  std::uint32_t waiting_ = 0;
  os::List<Connection, BacklogList> opening_; // in SYN-RECEIVED
  os::List<Connection, BacklogList> ready_;
  SocketWatcher* watcher_ = nullptr;
};

} // namespace mir::net::tcp

namespace mir::net {
using TcpListener = tcp::Listener;
} // namespace mir::net
