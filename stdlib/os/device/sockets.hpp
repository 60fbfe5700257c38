/// \file
/// Sockets: the kernel's TCP/IP for platforms that have one, as an interface.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <mir/os/base/bytes.hpp>
#include <mir/os/base/error.hpp>

namespace mir::os {

class Readiness;

/// An open socket of one Sockets. None is never one.
enum class Socket : std::uint32_t { None = 0 };

/// One end of a connection, as the platform has it.
struct SocketAddress {
  bool is_ipv6 = false;
  std::uint16_t port = 0;            ///< host byte order
  std::uint32_t scope = 0;           ///< IPv6 zone index, else 0
  std::array<std::uint8_t, 16> ip{}; ///< network byte order; an IPv4 address in the first four
};

/// Non-blocking sockets. Every call returns at once, with Errc::Again where it would have to wait;
/// the Readiness given to watch() tells when to ask again. The contract of each function is the one
/// of its namesake in <mir/rt/port.hpp>.
class Sockets {
public:
  virtual ~Sockets() = default;

  virtual Result<Socket> listen(const SocketAddress& local, std::uint32_t backlog) noexcept = 0;

  struct Accepted {
    Socket socket;
    SocketAddress peer;
  };
  /// \returns Errc::Limit or NoMemory: the connection waits on, and no event tells when to ask
  /// again.
  virtual Result<Accepted> accept(Socket listener) noexcept = 0;

  virtual Result<Socket> connect(const SocketAddress& peer) noexcept = 0;
  /// How the attempt ended: nothing, Errc::Again (not yet), or why not.
  virtual Result<> connected(Socket connection) noexcept = 0;

  virtual Result<Socket> datagram(const SocketAddress& local) noexcept = 0;

  /// From now on the socket's events go to `readiness`, which must outlive the socket.
  virtual Result<> watch(Socket socket, Readiness& readiness) noexcept = 0;

  /// \returns the count, 0 at the end of the stream. `into` must not be empty.
  virtual Result<std::size_t> read(Socket connection, MutableBytes into) noexcept = 0;
  /// \returns how many bytes were taken, from the first.
  virtual Result<std::size_t> write(Socket connection, Bytes bytes) noexcept = 0;
  /// Sends the end of the stream after what was written.
  virtual Result<> end(Socket connection) noexcept = 0;

  /// In seconds; the bounds are the port's.
  struct KeepAlive {
    std::uint16_t idle_s, interval_s;
    std::uint8_t probes;
  };
  /// Asks the peer whether it is still there; nothing: does so no more.
  virtual Result<> keep_alive(Socket connection, const std::optional<KeepAlive>& how) noexcept = 0;

  struct Received {
    std::size_t size;
    SocketAddress from;
    bool truncated; ///< the datagram had more bytes than `into`
  };
  virtual Result<Received> receive(Socket socket, MutableBytes into) noexcept = 0;
  virtual Result<> send(Socket socket, Bytes bytes, const SocketAddress& to) noexcept = 0;

  [[nodiscard]] virtual SocketAddress local(Socket socket) noexcept = 0;

  /// Whom the platform's own programs ask for names. \returns how many were written, from the
  /// first.
  virtual std::size_t name_servers(std::span<SocketAddress> into) noexcept {
    (void)into;
    return 0;
  }

  /// No event of the socket comes afterwards. \param abort resets the connection instead of
  /// finishing what was written.
  virtual void close(Socket socket, bool abort) noexcept = 0;

protected:
  Sockets() = default;
  Sockets(const Sockets&) = default;
  Sockets& operator=(const Sockets&) = default;
};

} // namespace mir::os
