// Kernel sockets. All are non-blocking and close-on-exec. TCP_NODELAY is on for every connection:
// the library OS hands over whole messages in one call, so Nagle's delay would only add a round
// trip to each answer.
#include "sockaddr.hpp"
#include "start.hpp"
#include "wait.hpp"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

namespace mir::rt {
namespace {

// A handle is the descriptor in the low 20 bits, and 12 bits of the slot's generation, so that the
// use of a closed one is found out. It is never 0: descriptor 0 is the console.
inline constexpr unsigned kDescriptorBits = 20;

// What Linux takes: MAX_TCP_KEEPIDLE, MAX_TCP_KEEPINTVL and MAX_TCP_KEEPCNT of its net/tcp.h.
inline constexpr uint32_t kMostKeepAliveSeconds = 32'767;
inline constexpr uint32_t kMostKeepAliveProbes = 127;

mir_socket handle_of(int fd) {
  return slot(fd).generation << kDescriptorBits | static_cast<uint32_t>(fd);
}

int descriptor(mir_socket handle) {
  uint32_t const fd = handle & ((1u << kDescriptorBits) - 1);
  if (fd >= slot_count() || slot(static_cast<int>(fd)).source != Source::Socket ||
      handle_of(static_cast<int>(fd)) != handle)
    bug("a socket that is not open");
  return static_cast<int>(fd);
}

void set_option(int fd, int level, int name, int value) {
  if (setsockopt(fd, level, name, &value, sizeof value) != 0)
    bug("the kernel refuses a socket option");
}

/// A socket without a slot yet, or -1 with errno.
int make_socket(uint8_t family, int type) {
  int const fd = socket(family == 4 ? AF_INET : AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  // An address means what it says on every target: "::" is not IPv4 as well.
  if (fd >= 0 && family == 6)
    set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  return fd;
}

mir_status fail(int fd) {
  int const error = errno;
  if (fd >= 0)
    close(fd);
  return status_from(error);
}

mir_status open_handle(int fd, mir_socket* handle) {
  open_slot(fd, Source::Socket);
  *handle = handle_of(fd);
  return MIR_OK;
}

/// The pieces as the kernel takes them.
struct Vector {
  iovec entries[MIR_MOST_PIECES];

  Vector(const mir_piece* pieces, size_t count) {
    if ((!pieces && count != 0) || count > MIR_MOST_PIECES)
      bug("too many pieces in one call, or null");
    for (size_t i = 0; i < count; ++i)
      entries[i] = {const_cast<void*>(pieces[i].data), pieces[i].size};
  }
};

/// Repeats a call that a signal interrupted.
template <class Call> ssize_t uninterrupted(Call call) {
  ssize_t result;
  do
    result = call();
  while (result < 0 && errno == EINTR);
  return result;
}

/// Errors of accept4(2) that belong to the connection it was about to return, which is gone
/// (accept(2), "Error handling").
bool is_of_one_connection(int error) {
  switch (error) {
  case EINTR:
  case ECONNABORTED:
  case EPROTO:
  case ENOPROTOOPT:
  case ENETDOWN:
  case ENETUNREACH:
  case EHOSTDOWN:
  case EHOSTUNREACH:
  case ENONET:
  case EOPNOTSUPP:
  case EPERM: // the firewall
    return true;
  default:
    return false;
  }
}

/// Whether the two ends are one: a socket connecting to a free port of its own machine may be given
/// that very port and then meet itself (RFC 9293 3.5, simultaneous open). Nobody listens there.
bool met_itself(int fd, const Sockaddr& peer) {
  Sockaddr local = empty_sockaddr();
  return getsockname(fd, local.get(), &local.size) == 0 && local.size == peer.size &&
         memcmp(&local.storage, &peer.storage, local.size) == 0;
}

mir_status connection_outcome(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
    error = errno;
  if (error != 0)
    return status_from(error);
  Sockaddr peer = empty_sockaddr();
  if (getpeername(fd, peer.get(), &peer.size) != 0)
    return errno == ENOTCONN ? MIR_AGAIN : status_from(errno);
  return met_itself(fd, peer) ? MIR_REFUSED : MIR_OK;
}

} // namespace
} // namespace mir::rt

using namespace mir::rt;

extern "C" {

mir_status mir_port_socket_listen(const mir_address* local, uint32_t backlog,
                                  mir_socket* listener) {
  Sockaddr const address = sockaddr_from(*local);
  int const fd = make_socket(local->family, SOCK_STREAM);
  if (fd < 0)
    return fail(fd);
  set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1); // accepted connections inherit it
  if (bind(fd, address.get(), address.size) != 0 ||
      listen(fd, backlog < INT_MAX ? static_cast<int>(backlog) : INT_MAX) != 0)
    return fail(fd);
  return open_handle(fd, listener);
}

mir_status mir_port_socket_accept(mir_socket listener, mir_socket* connection, mir_address* peer) {
  int const from = descriptor(listener);
  for (;;) {
    Sockaddr address = empty_sockaddr();
    int const fd = accept4(from, address.get(), &address.size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      *peer = address_from(address);
      return open_handle(fd, connection);
    }
    if (!is_of_one_connection(errno))
      return status_from(errno);
  }
}

mir_status mir_port_socket_connect(const mir_address* peer, mir_socket* connection) {
  Sockaddr const address = sockaddr_from(*peer);
  int const fd = make_socket(peer->family, SOCK_STREAM);
  if (fd < 0)
    return fail(fd);
  set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  // Interrupted, it goes on in the background like one that is in progress (connect(2)).
  if (connect(fd, address.get(), address.size) != 0 && errno != EINPROGRESS && errno != EINTR)
    return fail(fd);
  return open_handle(fd, connection);
}

mir_status mir_port_socket_result(mir_socket connection) {
  int const fd = descriptor(connection);
  Slot& state = slot(fd);
  if (state.outcome != MIR_OK) // SO_ERROR tells only once
    return static_cast<mir_status>(state.outcome);
  mir_status const outcome = connection_outcome(fd);
  if (outcome != MIR_AGAIN)
    state.outcome = static_cast<uint8_t>(outcome);
  return outcome;
}

mir_status mir_port_socket_datagram(const mir_address* local, mir_socket* socket) {
  Sockaddr const address = sockaddr_from(*local);
  int const fd = make_socket(local->family, SOCK_DGRAM);
  if (fd < 0 || bind(fd, address.get(), address.size) != 0)
    return fail(fd);
  return open_handle(fd, socket);
}

mir_status mir_port_socket_watch(mir_socket socket, uint64_t cookie) {
  return watch_slot(descriptor(socket), cookie) ? MIR_OK : MIR_NO_MEMORY;
}

mir_status mir_port_socket_read(mir_socket connection, void* data, size_t size, size_t* got) {
  int const fd = descriptor(connection);
  if (!data || size == 0)
    bug("mir_port_socket_read: nowhere to put the bytes");
  ssize_t const count = uninterrupted([&] { return recv(fd, data, size, 0); });
  *got = count < 0 ? 0 : static_cast<size_t>(count);
  return count < 0 ? status_from(errno) : MIR_OK;
}

mir_status mir_port_socket_write(mir_socket connection, const mir_piece* pieces, size_t count,
                                 size_t* sent) {
  int const fd = descriptor(connection);
  Vector vector(pieces, count);
  msghdr message = {};
  message.msg_iov = vector.entries;
  message.msg_iovlen = count;
  ssize_t const wrote = uninterrupted([&] { return sendmsg(fd, &message, MSG_NOSIGNAL); });
  *sent = wrote < 0 ? 0 : static_cast<size_t>(wrote);
  return wrote < 0 ? status_from(errno) : MIR_OK;
}

mir_status mir_port_socket_receive(mir_socket socket, void* data, size_t size, size_t* got,
                                   mir_address* from) {
  int const fd = descriptor(socket);
  if (!data && size != 0)
    bug("mir_port_socket_receive: nowhere to put the bytes");
  Sockaddr address = empty_sockaddr();
  iovec buffer = {data, size};
  msghdr message = {};
  message.msg_name = &address.storage;
  message.msg_namelen = address.size;
  message.msg_iov = &buffer;
  message.msg_iovlen = 1;
  ssize_t const count = uninterrupted([&] { return recvmsg(fd, &message, 0); });
  *got = count < 0 ? 0 : static_cast<size_t>(count);
  if (count < 0)
    return status_from(errno);
  *from = address_from(address);
  return message.msg_flags & MSG_TRUNC ? MIR_TOO_LONG : MIR_OK;
}

mir_status mir_port_socket_send(mir_socket socket, const mir_piece* pieces, size_t count,
                                const mir_address* to) {
  int const fd = descriptor(socket);
  Vector vector(pieces, count);
  Sockaddr address = sockaddr_from(*to);
  msghdr message = {};
  message.msg_name = &address.storage;
  message.msg_namelen = address.size;
  message.msg_iov = vector.entries;
  message.msg_iovlen = count;
  ssize_t const wrote = uninterrupted([&] { return sendmsg(fd, &message, MSG_NOSIGNAL); });
  return wrote < 0 ? status_from(errno) : MIR_OK;
}

mir_status mir_port_socket_end(mir_socket connection) {
  return shutdown(descriptor(connection), SHUT_WR) == 0 ? MIR_OK : status_from(errno);
}

mir_status mir_port_socket_keep_alive(mir_socket connection, uint32_t idle_s, uint32_t interval_s,
                                      uint32_t probes) {
  int const fd = descriptor(connection);
  if (idle_s == 0) {
    set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 0);
    return MIR_OK;
  }
  if (idle_s > kMostKeepAliveSeconds || interval_s == 0 || interval_s > kMostKeepAliveSeconds ||
      probes == 0 || probes > kMostKeepAliveProbes)
    return MIR_INVALID;
  set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, static_cast<int>(idle_s));
  set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, static_cast<int>(interval_s));
  set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, static_cast<int>(probes));
  set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  return MIR_OK;
}

void mir_port_socket_local(mir_socket socket, mir_address* local) {
  Sockaddr address = empty_sockaddr();
  if (getsockname(descriptor(socket), address.get(), &address.size) != 0)
    bug("getsockname failed");
  *local = address_from(address);
}

void mir_port_socket_close(mir_socket socket, bool abort) {
  int const fd = descriptor(socket);
  close_slot(fd);
  if (abort) {
    linger const reset = {.l_onoff = 1, .l_linger = 0}; // close(2) then sends RST
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  }
  close(fd);
}

} // extern "C"
