/// \file
/// Addresses and errors of the kernel in the words of the port, and back.
#pragma once

#include <mir/rt/port.hpp>

#include <sys/socket.h>

namespace mir::rt {

/// An address as the kernel takes it.
struct Sockaddr {
  sockaddr_storage storage;
  socklen_t size; ///< bytes

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

/// An empty one for the kernel to fill in.
Sockaddr empty_sockaddr();

/// A family that is neither 4 nor 6 is a bug of the caller.
Sockaddr sockaddr_from(const mir_address& address);

mir_address address_from(const Sockaddr& address);

/// What `error`, a value of errno, means for a socket. Errors that only a bug of ours can cause
/// abort.
mir_status status_from(int error);

} // namespace mir::rt
