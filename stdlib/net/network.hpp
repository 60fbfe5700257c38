/// \file
/// What the public surface stands on: the kernel's sockets, or our own stack. Each mode implements
/// these classes; nothing else of it is seen.
#pragma once

#include <memory>
#include <string>

#include <mir/net/manager.hpp>
#include <mir/net/serve.hpp>
#include <mir/net/service/name_servers.hpp>

namespace mir::net {

class Resolver;

/// A connection. Its tasks belong to it, and it stays where it is when its Flow is moved.
class Flow::Connection {
public:
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;

  // As in Flow.
  virtual os::Task<os::Result<Chunk>> read() = 0;
  virtual os::Task<os::Result<>> write(os::Bytes bytes) = 0;
  virtual os::Task<os::Result<>> write(Chunk chunk) = 0;
  virtual os::Result<> end() noexcept = 0;
  /// \param how is possible, in whole seconds.
  virtual os::Result<> keep_alive(const std::optional<KeepAlive>& how) noexcept = 0;
  /// Its end of life will be a reset.
  virtual void abort() noexcept = 0;
  [[nodiscard]] virtual const Endpoint& local() const noexcept = 0;
  [[nodiscard]] virtual const Endpoint& peer() const noexcept = 0;

protected:
  Connection() noexcept = default;
};

/// A UDP port.
class Datagram::Binding {
public:
  Binding(const Binding&) = delete;
  Binding& operator=(const Binding&) = delete;
  virtual ~Binding() = default;

  // As in Datagram.
  virtual os::Task<os::Result<Received>> receive() = 0;
  virtual os::Task<os::Result<>> send(os::Bytes payload, Endpoint to) = 0;
  virtual os::Task<os::Result<>> send(Chunk payload, Endpoint to) = 0;
  [[nodiscard]] virtual Endpoint local() const noexcept = 0;

protected:
  Binding() noexcept = default;
};

/// A listening TCP port.
class Listener::Binding : public Acceptor {
public:
  Binding(const Binding&) = delete;
  Binding& operator=(const Binding&) = delete;
  virtual ~Binding() = default;

  [[nodiscard]] virtual Network& network() noexcept = 0;
  [[nodiscard]] virtual Endpoint local() const noexcept = 0;

protected:
  Binding() noexcept = default;
};

/// The network of one Manager. Never moves; outlives all that it opens.
class Network {
public:
  explicit Network(os::App& app) noexcept;
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  virtual ~Network();

  [[nodiscard]] os::App& app() noexcept { return app_; }

  // As in Manager.
  [[nodiscard]] virtual Address address() const noexcept = 0;
  virtual os::Result<Listener> listener(Port port, std::uint32_t backlog) = 0;
  virtual os::Result<Listener> listener(const Endpoint& local, std::uint32_t backlog) = 0;
  virtual os::Task<os::Result<Flow>> connect(Endpoint peer) = 0;
  virtual os::Result<Datagram> bind(Port port) = 0;
  virtual os::Result<Datagram> bind(const Endpoint& local) = 0;
  [[nodiscard]] virtual std::string dump() = 0;

  /// Whom to ask for names, now.
  [[nodiscard]] virtual NameServers name_servers() = 0;
  /// Made when it is first used.
  [[nodiscard]] Resolver& resolver();

  Counters counters;

private:
  os::App& app_;
  std::unique_ptr<Resolver> resolver_;
};

} // namespace mir::net
