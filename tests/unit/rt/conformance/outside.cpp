// Cases in which somebody outside takes part: types, closes the console, sends signals, sets
// limits.
#include "loopback.hpp"

#include <string.h>

namespace mir::conformance {
namespace {

/// Writes everything it reads, until the end of input.
void console_echo(Check& check) {
  char bytes[4096];
  size_t got = 0;
  for (;;) {
    mir_status const status = mir_port_console_read(bytes, sizeof bytes, &got);
    if (status == MIR_OK && got == 0)
      return;
    if (status == MIR_OK) {
      mir_port_console_write(bytes, got);
      continue;
    }
    mir_event event;
    if (!check.equal(status, MIR_AGAIN, "console read") ||
        !check.equal(mir_port_wait(in_milliseconds(kLongMs), &event, 1), 1, "no console event"))
      return;
  }
}

/// A megabyte in lines of 64 bytes, to a reader that is slow or leaves.
void console_flood(Check&) {
  char line[64];
  memset(line, '.', sizeof line);
  line[sizeof line - 1] = '\n';
  for (int i = 0; i < 16'384; ++i) {
    for (int digit = 7, rest = i; digit >= 0; --digit, rest /= 10)
      line[digit] = static_cast<char>('0' + rest % 10);
    mir_port_console_write(line, sizeof line);
  }
}

void stop_tells_why(Check& check, mir_stop_reason why) {
  say("ready\n");
  mir_event event = {};
  uint64_t const deadline = in_milliseconds(kLongMs);
  while (mir_port_wait(deadline, &event, 1) == 1 && event.kind != MIR_EVENT_STOP) {
  }
  check.equal(event.kind, MIR_EVENT_STOP, "no event of the request to stop");
  check.equal(event.source, why, "the event tells another reason");
  check.equal(mir_port_wait(in_milliseconds(5), &event, 1), 0, "the request is reported twice");
}

void interrupt_is_an_event(Check& check) { stop_tells_why(check, MIR_STOP_INTERRUPT); }
void termination_is_an_event(Check& check) { stop_tells_why(check, MIR_STOP_TERMINATE); }

/// Neither waits nor stops.
void deaf(Check&) {
  say("ready\n");
  uint64_t const deadline = in_milliseconds(kLongMs);
  while (mir_port_monotonic_ns() < deadline) {
  }
}

/// With room for few descriptors: the server runs out of them, says so without a flood of events,
/// and recovers.
void limit_is_survived(Check& check) {
  Listener const listener = listen_somewhere(check);
  check.equal(mir_port_socket_watch(listener.socket, 1), MIR_OK, "watch");
  mir_socket clients[64] = {};
  size_t count = 0;
  while (count < 64 && mir_port_socket_connect(&listener.address, &clients[count]) == MIR_OK)
    ++count;
  if (!check.that(count > 8 && count < 64, "the limit on descriptors is not as the case needs it"))
    return;
  mir_socket server = 0;
  mir_address peer;
  check.equal(mir_port_socket_accept(listener.socket, &server, &peer), MIR_LIMIT, "accept");
  (void)is_silent(1); // the edges of the connections that wait
  check.that(is_silent(1), "the listener is reported again and again");
  mir_port_socket_close(clients[--count], true);
  check.equal(mir_port_socket_accept(listener.socket, &server, &peer), MIR_OK,
              "accept after close");
  mir_port_socket_close(server, true);
  while (count != 0)
    mir_port_socket_close(clients[--count], true);
  mir_port_socket_close(listener.socket, false);
}

void use_of_a_closed_socket_aborts(Check& check) {
  Listener const listener = listen_somewhere(check);
  mir_port_socket_close(listener.socket, false);
  mir_port_socket_close(listener.socket, false);
  check.that(false, "closing twice went unnoticed");
}

constexpr Case kCases[] = {
    {"Console.Echo", console_echo},
    {"Console.Flood", console_flood},
    {"Stop.Interrupt", interrupt_is_an_event},
    {"Stop.Terminate", termination_is_an_event},
    {"Stop.Deaf", deaf},
    {"Limit.IsSurvived", limit_is_survived},
    {"Socket.UseAfterClose", use_of_a_closed_socket_aborts},
};

} // namespace

Suite outside_suite() { return {kCases, sizeof kCases / sizeof kCases[0]}; }

} // namespace mir::conformance
