// What mir_port_wait() promises of sockets: an edge for every change, none lost, none of what was
// closed.
#include "loopback.hpp"

#include <string.h>

namespace mir::conformance {
namespace {

constexpr uint64_t kClient = 21;
constexpr uint64_t kServer = 22;

Pair watched_pair(Check& check) {
  Pair const pair = connect_pair(check);
  check.equal(mir_port_socket_watch(pair.client, kClient), MIR_OK, "watch");
  check.equal(mir_port_socket_watch(pair.server, kServer), MIR_OK, "watch");
  return pair;
}

void close(const Pair& pair) {
  mir_port_socket_close(pair.client, false);
  mir_port_socket_close(pair.server, false);
}

void what_is_ready_already_is_reported(Check& check) {
  Pair const pair = connect_pair(check);
  send_text(check, pair.client, "early");
  check.equal(mir_port_socket_watch(pair.server, kServer), MIR_OK, "watch");
  check.that(await(kServer, MIR_READABLE) != 0, "what came before the watch was not reported");
  check.equal(mir_port_socket_watch(pair.server, kClient), MIR_OK, "watch anew");
  check.that(await(kClient, MIR_READABLE) != 0, "the new cookie was not reported");
  close(pair);
}

void every_edge_after_again_is_reported(Check& check) {
  Pair const pair = watched_pair(check);
  for (int round = 0; round < 1'000; ++round) {
    char byte;
    size_t got = 0;
    check.equal(mir_port_socket_read(pair.server, &byte, 1, &got), MIR_AGAIN, "read too early");
    send_text(check, pair.client, "x"); // between MIR_AGAIN and the wait
    if (!check.that(await(kServer, MIR_READABLE) != 0, "an edge was lost") ||
        !check.equal(mir_port_socket_read(pair.server, &byte, 1, &got), MIR_OK, "read"))
      return;
  }
  close(pair);
}

/// Fills the connection until it says MIR_AGAIN. Returns the bytes it took.
size_t fill(Check& check, mir_socket socket) {
  static char bytes[65'536];
  mir_piece const piece = {bytes, sizeof bytes};
  size_t total = 0;
  size_t sent = 0;
  mir_status status;
  while ((status = mir_port_socket_write(socket, &piece, 1, &sent)) == MIR_OK)
    total += sent;
  check.equal(status, MIR_AGAIN, "write into a full connection");
  return total;
}

/// Takes what is there. Returns the bytes.
size_t drain(mir_socket socket) {
  static char bytes[65'536];
  size_t total = 0;
  size_t got = 0;
  while (mir_port_socket_read(socket, bytes, sizeof bytes, &got) == MIR_OK && got != 0)
    total += got;
  return total;
}

void room_after_again_is_reported(Check& check) {
  Pair const pair = watched_pair(check);
  size_t sent = 0;
  size_t got = 0;
  for (int round = 0; round < 20; ++round) {
    sent += fill(check, pair.client);
    got += drain(pair.server);
    if (!check.that(await(kClient, MIR_WRITABLE) != 0, "room was not reported"))
      return;
  }
  while (got < sent && await(kServer, MIR_READABLE) != 0)
    got += drain(pair.server);
  check.equal(got, sent, "bytes that arrived");
  close(pair);
}

void the_end_is_a_hangup(Check& check) {
  Pair const ended = watched_pair(check);
  check.equal(mir_port_socket_end(ended.client), MIR_OK, "end");
  uint32_t const ready = await(kServer, MIR_HANGUP);
  check.that((ready & MIR_READABLE) != 0, "the end is not reported as readable");
  close(ended);
}

void closed_socket_is_silent(Check& check) {
  Listener const listener = listen_somewhere(check);
  for (int round = 0; round < 200; ++round) {
    Pair const pair = connect_pair(check, listener);
    check.equal(mir_port_socket_watch(pair.server, kServer), MIR_OK, "watch");
    send_text(check, pair.client, "x"); // an edge of the server is under way now
    mir_port_socket_close(pair.server, false);
    // The next connection gets the handle's place in the platform: the late edge is not for it
    // either.
    Pair const next = connect_pair(check, listener);
    check.equal(mir_port_socket_watch(next.server, kClient), MIR_OK, "watch");
    mir_event events[8];
    while (size_t const count = mir_port_wait(0, events, 8))
      for (size_t i = 0; i < count; ++i) {
        check.that(events[i].source != kServer, "an event of a closed socket");
        check.that(events[i].source != kClient || !(events[i].ready & MIR_READABLE),
                   "a late event of a closed socket under another's cookie");
      }
    close(next);
    mir_port_socket_close(pair.client, true);
  }
  mir_port_socket_close(listener.socket, false);
}

void idle_sockets_are_silent(Check& check) {
  Pair const pair = watched_pair(check);
  (void)is_silent(kClient); // both report room at the start
  check.that(is_silent(kClient), "events of an idle connection");
  mir_port_socket_end(pair.client);
  check.that(await(kServer, MIR_HANGUP) != 0, "no event of the end");
  check.that(is_silent(kServer), "the end is reported again and again");
  mir_port_socket_close(pair.client, true);
  check.that(await(kServer, MIR_HANGUP) != 0, "no event of the reset");
  check.that(is_silent(kServer), "the reset is reported again and again");
  mir_port_socket_close(pair.server, false);
}

constexpr size_t kMany = 400;
Pair many[kMany];

/// Collects events, seven at a time, until each of the first `wanted` cookies was readable once.
size_t collect_readable(bool* seen, size_t wanted) {
  size_t count = 0;
  mir_event events[7];
  uint64_t const deadline = in_milliseconds(kLongMs);
  while (size_t const got = mir_port_wait(deadline, events, 7)) {
    for (size_t i = 0; i < got; ++i)
      if (events[i].kind == MIR_EVENT_SOCKET && (events[i].ready & MIR_READABLE) &&
          events[i].source < wanted && !seen[events[i].source]) {
        seen[events[i].source] = true;
        ++count;
      }
    if (count == wanted)
      break;
  }
  return count;
}

void many_sockets_are_all_reported(Check& check) {
  Listener const listener = listen_somewhere(check);
  for (size_t i = 0; i < kMany; ++i) {
    many[i] = connect_pair(check, listener);
    check.equal(mir_port_socket_watch(many[i].server, i), MIR_OK, "watch");
  }
  for (int round = 0; round < 3; ++round) {
    bool seen[kMany] = {};
    for (const Pair& pair : many)
      send_text(check, pair.client, "x");
    check.equal(collect_readable(seen, kMany), kMany, "sockets reported");
    for (const Pair& pair : many)
      check.equal(drain(pair.server), 1, "bytes read");
  }
  for (const Pair& pair : many)
    close(pair);
  mir_port_socket_close(listener.socket, false);
}

/// More than the platform's queue of events holds, whichever it is, unless handles are fewer.
constexpr size_t kFlood = 6'000;
mir_socket flood[kFlood];

/// Opens and watches as many as there are handles for; each has a datagram waiting.
size_t open_flood(Check& check) {
  mir_address const any_port = loopback(4, 0);
  size_t count = 0;
  for (; count < kFlood; ++count) {
    mir_status const status = mir_port_socket_datagram(&any_port, &flood[count]);
    if (status == MIR_LIMIT)
      break;
    check.equal(status, MIR_OK, "datagram");
    check.equal(mir_port_socket_watch(flood[count], count), MIR_OK, "watch");
  }
  return count;
}

void more_edges_than_any_queue_holds(Check& check) {
  size_t const count = open_flood(check);
  static bool seen[kFlood];
  mir_event events[64];
  while (mir_port_wait(0, events, 64) != 0) { // all report room at the start
  }
  for (int round = 0; round < 2; ++round) {
    for (size_t i = 0; i < count; ++i) {
      mir_address to;
      mir_port_socket_local(flood[i], &to);
      mir_address const self = loopback(4, to.port);
      mir_piece const piece = {"x", 1};
      check.equal(mir_port_socket_send(flood[i], &piece, 1, &self), MIR_OK, "send");
      seen[i] = false;
    }
    check.equal(collect_readable(seen, count), count, "sockets reported");
    for (size_t i = 0; i < count; ++i) {
      char byte;
      size_t got = 0;
      mir_address from;
      check.equal(mir_port_socket_receive(flood[i], &byte, 1, &got, &from), MIR_OK, "receive");
    }
  }
  for (size_t i = 0; i < count; ++i)
    mir_port_socket_close(flood[i], false);
}

constexpr Case kCases[] = {
    {"Edge.WhatIsReadyAlreadyIsReported", what_is_ready_already_is_reported},
    {"Edge.EveryOneAfterAgainIsReported", every_edge_after_again_is_reported},
    {"Edge.RoomAfterAgainIsReported", room_after_again_is_reported},
    {"Edge.TheEndIsAHangup", the_end_is_a_hangup},
    {"Edge.ClosedSocketIsSilent", closed_socket_is_silent},
    {"Edge.IdleSocketsAreSilent", idle_sockets_are_silent},
    {"Edge.ManySocketsAreAllReported", many_sockets_are_all_reported},
    {"Edge.MoreThanAnyQueueHoldsAreAllReported", more_edges_than_any_queue_holds},
};

} // namespace

Suite edge_suite() { return {kCases, sizeof kCases / sizeof kCases[0]}; }

} // namespace mir::conformance
