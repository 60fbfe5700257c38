/// \file
/// What everything that one Manager opens stands on, in socket mode.
#pragma once

#include <optional>

#include <mir/net/network.hpp>
#include <mir/os/device/sockets.hpp>
#include <mir/os/mem/page_pool.hpp>
#include <mir/os/port_socket.hpp>

namespace mir::net {

/// The kernel's sockets, pages to receive into, and counters of one Manager. Never moves.
class SocketGround final : public Network {
public:
  /// \param address the one that ports without an address are opened on; nothing: every address.
  /// \param name_servers empty: those of the platform.
  SocketGround(os::App& app, std::optional<Address> address, const NameServers& name_servers)
      : Network(app), address_(address), name_servers_(name_servers),
        sockets_(app.platform().sockets() != nullptr ? *app.platform().sockets() : port_),
        pages_(app.platform()) {}
  ~SocketGround() override {
    MIR_CHECK(open_ == 0);
  } // a Flow, Listener or Datagram has outlived its Manager

  // Network
  [[nodiscard]] Address address() const noexcept override {
    return address_.value_or(Address::any_v4());
  }
  os::Result<Listener> listener(Port port, std::uint32_t backlog) override;
  os::Result<Listener> listener(const Endpoint& local, std::uint32_t backlog) override;
  os::Task<os::Result<Flow>> connect(Endpoint peer) override;
  os::Result<Datagram> bind(Port port) override;
  os::Result<Datagram> bind(const Endpoint& local) override;
  [[nodiscard]] std::string dump() override;
  [[nodiscard]] NameServers name_servers() override;

  [[nodiscard]] os::Sockets& sockets() noexcept { return sockets_; }
  [[nodiscard]] os::PagePool& pages() noexcept { return pages_; }

private:
  friend class OpenSocket;
  std::optional<Address> address_; // of --address
  NameServers name_servers_;       // of --dns
  os::PortSockets port_;
  os::Sockets& sockets_;
  os::PagePool pages_;
  std::size_t open_ = 0; // sockets
};

/// One open socket of a ground; closes it at the end of its life.
class OpenSocket {
public:
  OpenSocket() noexcept = default; ///< none
  OpenSocket(SocketGround& ground, os::Socket socket) noexcept : ground_(&ground), socket_(socket) {
    ++ground.open_;
  }
  OpenSocket(OpenSocket&& other) noexcept
      : ground_(other.ground_), socket_(std::exchange(other.socket_, os::Socket::None)),
        abort_(other.abort_) {}
  OpenSocket& operator=(OpenSocket&& other) noexcept {
    std::swap(ground_, other.ground_);
    std::swap(socket_, other.socket_);
    std::swap(abort_, other.abort_);
    return *this;
  }
  ~OpenSocket() {
    if (socket_ == os::Socket::None)
      return;
    ground_->sockets().close(socket_, abort_);
    --ground_->open_;
  }

  [[nodiscard]] os::Socket get() const noexcept { return socket_; }
  /// Its end will be a reset.
  void abort() noexcept { abort_ = true; }

private:
  SocketGround* ground_ = nullptr;
  os::Socket socket_ = os::Socket::None;
  bool abort_ = false;
};

/// Keeps one task from running for ever because its socket is always ready: every so often it lets
/// the others run.
class Turns {
public:
  /// Whether it is time for a yield(). 16 operations move up to 1 MiB.
  [[nodiscard]] bool over() noexcept { return ++count_ % 16 == 0; }

private:
  unsigned count_ = 0;
};

[[nodiscard]] os::SocketAddress to_socket_address(const Endpoint& endpoint) noexcept;
[[nodiscard]] Endpoint to_endpoint(const os::SocketAddress& address) noexcept;

} // namespace mir::net
