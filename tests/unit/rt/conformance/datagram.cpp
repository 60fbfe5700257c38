// What targets with kernel sockets promise of UDP.
#include "loopback.hpp"

#include <string.h>

namespace mir::conformance {
namespace {

constexpr uint64_t kReceiver = 31;

struct Two {
  mir_socket sender;
  mir_socket receiver;
  mir_address from;
  mir_address to;
};

Two open_two(Check& check) {
  Two two = {};
  mir_address const any_port = loopback(4, 0);
  check.equal(mir_port_socket_datagram(&any_port, &two.sender), MIR_OK, "datagram");
  check.equal(mir_port_socket_datagram(&any_port, &two.receiver), MIR_OK, "datagram");
  mir_port_socket_local(two.sender, &two.from);
  mir_port_socket_local(two.receiver, &two.to);
  check.equal(mir_port_socket_watch(two.receiver, kReceiver), MIR_OK, "watch");
  return two;
}

void close(const Two& two) {
  mir_port_socket_close(two.sender, false);
  mir_port_socket_close(two.receiver, false);
}

mir_status send(const Two& two, const void* data, size_t size) {
  mir_piece const piece = {data, size};
  return mir_port_socket_send(two.sender, &piece, 1, &two.to);
}

void keeps_its_boundaries_and_sender(Check& check) {
  Two const two = open_two(check);
  check.equal(send(two, "first", 5), MIR_OK, "send");
  check.equal(send(two, "", 0), MIR_OK, "send an empty one");
  check.equal(send(two, "third", 5), MIR_OK, "send");
  char text[16];
  size_t got = 0;
  mir_address from = {};
  size_t const sizes[] = {5, 0, 5};
  for (size_t size : sizes) {
    mir_status status;
    while ((status = mir_port_socket_receive(two.receiver, text, sizeof text, &got, &from)) ==
           MIR_AGAIN)
      if (!check.that(await(kReceiver, MIR_READABLE) != 0, "no event of a datagram"))
        return;
    check.equal(status, MIR_OK, "receive");
    check.equal(got, size, "its size");
    check.that(memcmp(&from, &two.from, sizeof from) == 0, "its sender");
  }
  check.equal(mir_port_socket_receive(two.receiver, text, sizeof text, &got, &from), MIR_AGAIN,
              "receive when there is none");
  close(two);
}

void longer_than_the_buffer_is_too_long(Check& check) {
  Two const two = open_two(check);
  check.equal(send(two, "0123456789", 10), MIR_OK, "send");
  char text[4];
  size_t got = 0;
  mir_address from;
  check.that(await(kReceiver, MIR_READABLE) != 0, "no event of a datagram");
  check.equal(mir_port_socket_receive(two.receiver, text, sizeof text, &got, &from), MIR_TOO_LONG,
              "receive");
  check.equal(got, 4, "bytes kept");
  check.that(memcmp(text, "0123", 4) == 0, "the bytes kept are not the first");
  close(two);
}

void beyond_the_protocol_is_too_long(Check& check) {
  static char bytes[65'508]; // RFC 768: 65,535 less the UDP header; IPv4 takes 20 more
  Two const two = open_two(check);
  check.equal(send(two, bytes, sizeof bytes), MIR_TOO_LONG, "send");
  close(two);
}

void taken_port_is_in_use(Check& check) {
  Two const two = open_two(check);
  mir_socket second = 0;
  check.equal(mir_port_socket_datagram(&two.to, &second), MIR_IN_USE, "datagram");
  close(two);
}

constexpr Case kCases[] = {
    {"Datagram.KeepsItsBoundariesAndSender", keeps_its_boundaries_and_sender},
    {"Datagram.LongerThanTheBufferIsTooLong", longer_than_the_buffer_is_too_long},
    {"Datagram.BeyondTheProtocolIsTooLong", beyond_the_protocol_is_too_long},
    {"Datagram.TakenPortIsInUse", taken_port_is_in_use},
};

} // namespace

Suite datagram_suite() { return {kCases, sizeof kCases / sizeof kCases[0]}; }

} // namespace mir::conformance
