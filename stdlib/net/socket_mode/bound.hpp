/// \file
/// Bound: a port of ours as sockets: one, or one for IPv4 and one for IPv6.
#pragma once

#include <span>

#include <mir/net/socket_mode/ground.hpp>
#include <mir/os/task/readiness.hpp>

namespace mir::net {

/// Up to two sockets on the same port number that share a Readiness. Never moves.
class Bound {
public:
  explicit Bound(SocketGround& ground) noexcept : ground_(ground) {}

  /// Opens a socket on one address.
  using Open = os::Result<os::Socket> (*)(os::Sockets& sockets, const os::SocketAddress& local,
                                          std::uint32_t backlog);

  /// Opens one socket. \returns what `open` and Sockets::watch() return.
  os::Result<> open_one(Open open, const Endpoint& local, std::uint32_t backlog);
  /// Opens the port on every address: IPv4, and IPv6 where the platform has it.
  os::Result<> open_all(Open open, Port port, std::uint32_t backlog);

  [[nodiscard]] SocketGround& ground() noexcept { return ground_; }
  [[nodiscard]] os::Readiness& ready() noexcept { return ready_; }
  /// The sockets, another one first at each call, so that a busy one does not starve the other.
  [[nodiscard]] std::span<const os::Socket> next() noexcept;
  /// The socket for an address of this family, or None.
  [[nodiscard]] os::Socket of(bool is_v6) const noexcept;
  [[nodiscard]] Endpoint local() const noexcept { return local_; }
  [[nodiscard]] Turns& turns() noexcept { return turns_; }

private:
  SocketGround& ground_;
  os::Readiness ready_; // before the sockets: it has to be there when they are closed
  OpenSocket sockets_[2];
  bool is_v6_[2] = {};
  os::Socket order_[2] = {};
  std::size_t count_ = 0;
  Endpoint local_; // of the first
  Turns turns_;
};

} // namespace mir::net
