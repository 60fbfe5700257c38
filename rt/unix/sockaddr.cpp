#include "sockaddr.hpp"

#include "start.hpp"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

namespace mir::rt {
namespace {

template <class T> Sockaddr wrap(const T& address) {
  Sockaddr result = {};
  memcpy(&result.storage, &address, sizeof address);
  result.size = sizeof address;
  return result;
}

} // namespace

Sockaddr empty_sockaddr() {
  Sockaddr result = {};
  result.size = sizeof result.storage;
  return result;
}

Sockaddr sockaddr_from(const mir_address& address) {
  if (address.family == 4) {
    sockaddr_in in = {};
    in.sin_family = AF_INET;
    in.sin_port = htons(address.port);
    memcpy(&in.sin_addr, address.ip, sizeof in.sin_addr);
    return wrap(in);
  }
  if (address.family != 6)
    bug("an address that is neither IPv4 nor IPv6");
  sockaddr_in6 in6 = {};
  in6.sin6_family = AF_INET6;
  in6.sin6_port = htons(address.port);
  in6.sin6_scope_id = address.scope;
  memcpy(&in6.sin6_addr, address.ip, sizeof in6.sin6_addr);
  return wrap(in6);
}

mir_address address_from(const Sockaddr& address) {
  mir_address result = {};
  if (address.storage.ss_family == AF_INET) {
    sockaddr_in in;
    memcpy(&in, &address.storage, sizeof in);
    result.family = 4;
    result.port = ntohs(in.sin_port);
    memcpy(result.ip, &in.sin_addr, sizeof in.sin_addr);
  } else if (address.storage.ss_family == AF_INET6) {
    sockaddr_in6 in6;
    memcpy(&in6, &address.storage, sizeof in6);
    result.family = 6;
    result.port = ntohs(in6.sin6_port);
    result.scope = in6.sin6_scope_id;
    memcpy(result.ip, &in6.sin6_addr, sizeof in6.sin6_addr);
  }
  return result;
}

mir_status status_from(int error) {
  switch (error) {
  case EAGAIN:
  case EINPROGRESS:
  case EALREADY:
    return MIR_AGAIN;
  case EADDRINUSE:
    return MIR_IN_USE;
  case EADDRNOTAVAIL:
    return MIR_NO_ADDRESS;
  case ECONNREFUSED:
    return MIR_REFUSED;
  case ECONNRESET:
  case ECONNABORTED:
  case EPROTO:
    return MIR_RESET;
  case EPIPE:
  case ENOTCONN:
    return MIR_CLOSED;
  case ENETUNREACH:
  case EHOSTUNREACH:
  case ENETDOWN:
  case EHOSTDOWN:
  case ENONET:
  case ENODEV:
    return MIR_UNREACHABLE;
  case ETIMEDOUT:
    return MIR_TIMED_OUT;
  case EMSGSIZE:
    return MIR_TOO_LONG;
  case EACCES:
  case EPERM:
    return MIR_DENIED;
  case EMFILE:
  case ENFILE:
    return MIR_LIMIT;
  case ENOMEM:
  case ENOBUFS:
    return MIR_NO_MEMORY;
  case EAFNOSUPPORT: // no IPv6 in this kernel, or an IPv6 address for an IPv4 socket
  case EPROTONOSUPPORT:
  case EOPNOTSUPP:
    return MIR_UNSUPPORTED;
  case EINVAL:
    return MIR_INVALID;
  case EBADF:
  case EFAULT:
  case ENOTSOCK:
    bug("a socket call with a descriptor or memory that is not ours");
  default:
    return MIR_IO;
  }
}

} // namespace mir::rt
