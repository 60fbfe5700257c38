/// \file
/// Sockets on the loopback interface, for the conformance cases.
#pragma once

#include "check.hpp"

namespace mir::conformance {

/// 127.0.0.1 or ::1.
mir_address loopback(uint8_t family, uint16_t port);

/// A listener on a free port of 127.0.0.1 and its address.
struct Listener {
  mir_socket socket;
  mir_address address;
};
Listener listen_somewhere(Check& check);

/// Both ends of one connection. Neither is watched yet.
struct Pair {
  mir_socket client;
  mir_socket server;
};
Pair connect_pair(Check& check, const Listener& listener);
Pair connect_pair(Check& check);

/// Waits for the socket that is watched with `cookie` until one of `ready` is reported; other
/// events are dropped.
/// \returns what was reported, 0 when it never came.
uint32_t await(uint64_t cookie, uint32_t ready);

/// True if nothing is reported of `cookie` for a while.
bool is_silent(uint64_t cookie);

/// Writes all of `text` to a socket that has room for it.
void send_text(Check& check, mir_socket socket, const char* text);

/// Reads until `size` bytes are there. The socket is watched with `cookie`.
bool read_exactly(mir_socket socket, uint64_t cookie, char* data, size_t size);

} // namespace mir::conformance
