// What targets with kernel sockets promise of TCP: each call and each of its errors.
#include "loopback.hpp"

#include <string.h>

namespace mir::conformance {
namespace {

constexpr uint64_t kClient = 11;
constexpr uint64_t kServer = 12;

void watch(Check& check, const Pair& pair) {
  check.equal(mir_port_socket_watch(pair.client, kClient), MIR_OK, "watch");
  check.equal(mir_port_socket_watch(pair.server, kServer), MIR_OK, "watch");
}

void close(const Pair& pair) {
  mir_port_socket_close(pair.client, false);
  mir_port_socket_close(pair.server, false);
}

void listen_finds_a_free_port(Check& check) {
  Listener const listener = listen_somewhere(check);
  check.equal(listener.address.family, 4, "family");
  check.that(listener.address.port != 0, "no port was given");
  check.equal(listener.address.ip[0], 127, "address");
  mir_port_socket_close(listener.socket, false);
}

void listen_on_a_taken_port_is_in_use(Check& check) {
  Listener const listener = listen_somewhere(check);
  mir_socket second = 0;
  check.equal(mir_port_socket_listen(&listener.address, 1, &second), MIR_IN_USE, "second listener");
  mir_port_socket_close(listener.socket, false);
}

void listen_on_a_foreign_address_is_no_address(Check& check) {
  mir_address foreign = loopback(4, 0);
  const uint8_t documentation[] = {192, 0, 2, 1}; // RFC 5737: nobody's
  memcpy(foreign.ip, documentation, sizeof documentation);
  mir_socket listener = 0;
  check.equal(mir_port_socket_listen(&foreign, 1, &listener), MIR_NO_ADDRESS, "listen");
}

void port_is_free_at_once_after_close(Check& check) {
  mir_address address = loopback(4, 0);
  for (int round = 0; round < 200; ++round) {
    mir_socket listener = 0;
    if (!check.equal(mir_port_socket_listen(&address, 16, &listener), MIR_OK, "listen again"))
      return;
    mir_port_socket_local(listener, &address);
    Pair const pair = connect_pair(check, {listener, address});
    close(pair);
    mir_port_socket_close(listener, false);
  }
}

void accept_without_a_connection_is_again(Check& check) {
  Listener const listener = listen_somewhere(check);
  mir_socket connection = 0;
  mir_address peer;
  check.equal(mir_port_socket_accept(listener.socket, &connection, &peer), MIR_AGAIN, "accept");
  mir_port_socket_close(listener.socket, false);
}

void accept_names_the_peer(Check& check) {
  Listener const listener = listen_somewhere(check);
  mir_socket client = 0;
  check.equal(mir_port_socket_connect(&listener.address, &client), MIR_OK, "connect");
  mir_port_socket_watch(listener.socket, 1);
  check.that(await(1, MIR_READABLE) != 0, "no event of a waiting connection");
  mir_socket server = 0;
  mir_address peer = {};
  mir_address local = {};
  check.equal(mir_port_socket_accept(listener.socket, &server, &peer), MIR_OK, "accept");
  mir_port_socket_local(client, &local);
  check.that(memcmp(&peer, &local, sizeof peer) == 0, "the peer is not the client's own address");
  mir_port_socket_local(server, &local);
  check.that(memcmp(&local, &listener.address, sizeof local) == 0, "not the listener's address");
  close({client, server});
  mir_port_socket_close(listener.socket, false);
}

void connect_where_nobody_listens_is_refused(Check& check) {
  Listener const listener = listen_somewhere(check);
  mir_port_socket_close(listener.socket, false); // its port is now nobody's
  mir_socket client = 0;
  mir_status status = mir_port_socket_connect(&listener.address, &client);
  if (status == MIR_OK) {
    mir_port_socket_watch(client, kClient);
    check.that(await(kClient, MIR_WRITABLE) != 0, "no event of the end of the attempt");
    status = mir_port_socket_result(client);
    check.equal(mir_port_socket_result(client), status, "the result asked for again");
    mir_port_socket_close(client, false);
  }
  check.equal(status, MIR_REFUSED, "connect");
}

void write_gathers_pieces_in_order(Check& check) {
  Pair const pair = connect_pair(check);
  watch(check, pair);
  mir_piece const pieces[] = {{"one ", 4}, {"", 0}, {"two ", 4}, {"three", 5}};
  size_t sent = 0;
  check.equal(mir_port_socket_write(pair.client, pieces, 4, &sent), MIR_OK, "write");
  check.equal(sent, 13, "bytes written");
  char text[14] = {};
  check.that(read_exactly(pair.server, kServer, text, 13), "read");
  check.that(strcmp(text, "one two three") == 0, "the bytes are not those written");
  close(pair);
}

void read_without_bytes_is_again(Check& check) {
  Pair const pair = connect_pair(check);
  char byte;
  size_t got = 1;
  check.equal(mir_port_socket_read(pair.client, &byte, 1, &got), MIR_AGAIN, "read");
  close(pair);
}

void end_leaves_the_other_direction_open(Check& check) {
  Pair const pair = connect_pair(check);
  watch(check, pair);
  send_text(check, pair.client, "last words");
  check.equal(mir_port_socket_end(pair.client), MIR_OK, "end");
  char text[10];
  check.that(read_exactly(pair.server, kServer, text, sizeof text), "the words before the end");
  size_t got = 1;
  mir_status status;
  while ((status = mir_port_socket_read(pair.server, text, sizeof text, &got)) == MIR_AGAIN)
    if (!check.that(await(kServer, MIR_READABLE) != 0, "no event of the end"))
      break;
  check.equal(status, MIR_OK, "read at the end");
  check.equal(got, 0, "bytes after the end");
  send_text(check, pair.server, "answer");
  check.that(read_exactly(pair.client, kClient, text, 6), "the answer after the half close");
  close(pair);
}

void write_after_end_is_closed(Check& check) {
  Pair const pair = connect_pair(check);
  check.equal(mir_port_socket_end(pair.client), MIR_OK, "end");
  mir_piece const piece = {"x", 1};
  size_t sent = 1;
  check.equal(mir_port_socket_write(pair.client, &piece, 1, &sent), MIR_CLOSED, "write");
  check.equal(sent, 0, "bytes written");
  close(pair);
}

void abort_resets_the_peer(Check& check) {
  Pair const pair = connect_pair(check);
  watch(check, pair);
  mir_port_socket_close(pair.client, true);
  check.that((await(kServer, MIR_HANGUP) & MIR_HANGUP) != 0, "no event of the reset");
  char byte;
  size_t got = 0;
  check.equal(mir_port_socket_read(pair.server, &byte, 1, &got), MIR_RESET, "read");
  mir_port_socket_close(pair.server, false);
}

void close_sends_the_end_at_once(Check& check) {
  Pair const pair = connect_pair(check);
  watch(check, pair);
  send_text(check, pair.client, "bye");
  mir_port_socket_close(pair.client, false);
  char text[4];
  check.that(read_exactly(pair.server, kServer, text, 3), "the bytes before the end");
  size_t got = 1;
  // On loopback the end is there when close() returns: nothing may still hold the connection open.
  check.equal(mir_port_socket_read(pair.server, text, 1, &got), MIR_OK, "read at the end");
  check.equal(got, 0, "bytes after the end");
  mir_port_socket_close(pair.server, false);
}

void ipv6_works_beside_ipv4(Check& check) {
  mir_address any6 = loopback(6, 0);
  any6.ip[15] = 0; // ::
  mir_socket six = 0;
  mir_status const status = mir_port_socket_listen(&any6, 16, &six);
  if (status == MIR_UNSUPPORTED)
    return; // this machine has no IPv6
  if (!check.equal(status, MIR_OK, "listen on ::"))
    return;
  mir_port_socket_local(six, &any6);
  mir_address any4 = {.family = 4, .reserved = 0, .port = any6.port, .scope = 0, .ip = {}};
  mir_socket four = 0;
  check.equal(mir_port_socket_listen(&any4, 16, &four), MIR_OK, "0.0.0.0 on the port of ::");
  Pair const pair = connect_pair(check, {six, loopback(6, any6.port)});
  watch(check, pair);
  send_text(check, pair.server, "six");
  char text[3];
  check.that(read_exactly(pair.client, kClient, text, 3), "read over IPv6");
  close(pair);
  mir_port_socket_close(six, false);
  mir_port_socket_close(four, false);
}

void keep_alive_has_bounds(Check& check) {
  Pair const pair = connect_pair(check);
  struct Wanted {
    uint32_t idle, interval, probes;
    mir_status status;
  };
  constexpr Wanted kWanted[] = {
      {1, 1, 1, MIR_OK},
      {32'767, 32'767, 127, MIR_OK},
      {0, 0, 0, MIR_OK},
      {32'768, 1, 1, MIR_INVALID},
      {1, 0, 1, MIR_INVALID},
      {1, 32'768, 1, MIR_INVALID},
      {1, 1, 0, MIR_INVALID},
      {1, 1, 128, MIR_INVALID},
      {UINT32_MAX, UINT32_MAX, UINT32_MAX, MIR_INVALID},
  };
  for (const Wanted& wanted : kWanted)
    check.equal(
        mir_port_socket_keep_alive(pair.client, wanted.idle, wanted.interval, wanted.probes),
        wanted.status, "keep-alive");
  send_text(check, pair.client, "on"); // and it is a connection as before
  close(pair);
}

constexpr Case kCases[] = {
    {"Listen.FindsAFreePort", listen_finds_a_free_port},
    {"Listen.OnATakenPortIsInUse", listen_on_a_taken_port_is_in_use},
    {"Listen.OnAForeignAddressIsNoAddress", listen_on_a_foreign_address_is_no_address},
    {"Listen.PortIsFreeAtOnceAfterClose", port_is_free_at_once_after_close},
    {"Accept.WithoutAConnectionIsAgain", accept_without_a_connection_is_again},
    {"Accept.NamesThePeer", accept_names_the_peer},
    {"Connect.WhereNobodyListensIsRefused", connect_where_nobody_listens_is_refused},
    {"Write.GathersPiecesInOrder", write_gathers_pieces_in_order},
    {"Write.AfterEndIsClosed", write_after_end_is_closed},
    {"Read.WithoutBytesIsAgain", read_without_bytes_is_again},
    {"End.LeavesTheOtherDirectionOpen", end_leaves_the_other_direction_open},
    {"Close.AbortResetsThePeer", abort_resets_the_peer},
    {"Close.SendsTheEndAtOnce", close_sends_the_end_at_once},
    {"KeepAlive.HasBounds", keep_alive_has_bounds},
    {"Ipv6.WorksBesideIpv4", ipv6_works_beside_ipv4},
};

} // namespace

Suite stream_suite() { return {kCases, sizeof kCases / sizeof kCases[0]}; }

} // namespace mir::conformance
