#include "loopback.hpp"

#include <string.h>

namespace mir::conformance {

mir_address loopback(uint8_t family, uint16_t port) {
  mir_address address = {};
  address.family = family;
  address.port = port;
  if (family == 4) {
    address.ip[0] = 127;
    address.ip[3] = 1;
  } else {
    address.ip[15] = 1;
  }
  return address;
}

Listener listen_somewhere(Check& check) {
  Listener result = {};
  mir_address const any_port = loopback(4, 0);
  if (check.equal(mir_port_socket_listen(&any_port, 1024, &result.socket), MIR_OK, "listen"))
    mir_port_socket_local(result.socket, &result.address);
  return result;
}

Pair connect_pair(Check& check, const Listener& listener) {
  constexpr uint64_t kCookie = 0xc0ffee;
  Pair pair = {};
  mir_address peer = {};
  check.equal(mir_port_socket_connect(&listener.address, &pair.client), MIR_OK, "connect");
  check.equal(mir_port_socket_watch(listener.socket, kCookie), MIR_OK, "watch");
  check.that(await(kCookie, MIR_READABLE) != 0, "no event of a waiting connection");
  check.equal(mir_port_socket_accept(listener.socket, &pair.server, &peer), MIR_OK, "accept");
  check.equal(mir_port_socket_result(pair.client), MIR_OK, "result");
  return pair;
}

Pair connect_pair(Check& check) {
  Listener const listener = listen_somewhere(check);
  Pair const pair = connect_pair(check, listener);
  mir_port_socket_close(listener.socket, false);
  return pair;
}

uint32_t await(uint64_t cookie, uint32_t ready) {
  uint64_t const deadline = in_milliseconds(kLongMs);
  mir_event events[8];
  while (size_t const count = mir_port_wait(deadline, events, 8))
    for (size_t i = 0; i < count; ++i)
      if (events[i].kind == MIR_EVENT_SOCKET && events[i].source == cookie &&
          (events[i].ready & ready))
        return events[i].ready;
  return 0;
}

bool is_silent(uint64_t cookie) {
  uint64_t const deadline = in_milliseconds(20);
  mir_event events[8];
  while (size_t const count = mir_port_wait(deadline, events, 8))
    for (size_t i = 0; i < count; ++i)
      if (events[i].kind == MIR_EVENT_SOCKET && events[i].source == cookie)
        return false;
  return true;
}

void send_text(Check& check, mir_socket socket, const char* text) {
  mir_piece const piece = {text, strlen(text)};
  size_t sent = 0;
  check.equal(mir_port_socket_write(socket, &piece, 1, &sent), MIR_OK, "write");
  check.equal(sent, piece.size, "bytes written");
}

bool read_exactly(mir_socket socket, uint64_t cookie, char* data, size_t size) {
  while (size != 0) {
    size_t got = 0;
    mir_status const status = mir_port_socket_read(socket, data, size, &got);
    if (status == MIR_AGAIN) {
      if (await(cookie, MIR_READABLE) == 0)
        return false;
      continue;
    }
    if (status != MIR_OK || got == 0)
      return false;
    data += got;
    size -= got;
  }
  return true;
}

} // namespace mir::conformance
