// The clock adapter: time and waiting, from the port's types to ours.
#include <mir/os/platform/port.hpp>

#include <algorithm>

#include <mir/os/base/check.hpp>
#include <mir/rt/port.hpp>

namespace mir::os {
namespace {

Event::Kind to_kind(mir_event_kind kind) {
  switch (kind) {
  case MIR_EVENT_CONSOLE:
    return Event::Kind::Console;
  case MIR_EVENT_NET:
    return Event::Kind::Net;
  case MIR_EVENT_BLOCK:
    return Event::Kind::Block;
  case MIR_EVENT_SOCKET:
    return Event::Kind::Socket;
  case MIR_EVENT_STOP:
    return Event::Kind::Stop;
  }
  MIR_CHECK(!"the run time reported an event of no known kind");
  __builtin_unreachable();
}

Event to_event(const mir_event& event) {
  return {.kind = to_kind(event.kind),
          .readable = (event.ready & MIR_READABLE) != 0,
          .writable = (event.ready & MIR_WRITABLE) != 0,
          .hangup = (event.ready & MIR_HANGUP) != 0,
          .source = event.source};
}

} // namespace

Instant PortPlatform::now() noexcept { return Instant::from_ns(mir_port_monotonic_ns()); }

std::uint64_t PortPlatform::wall_ns() noexcept { return mir_port_wall_ns(); }

std::size_t PortPlatform::wait(Instant deadline, std::span<Event> events) noexcept {
  static_assert(Instant::never().ns() == MIR_FOREVER);
  constexpr std::size_t kBatch = 64; // events a call: one turn's worth, 1.5 KiB of stack
  [[clang::uninitialized]] mir_event raw[kBatch]; // the port writes what is read of it
  const std::size_t count = mir_port_wait(deadline.ns(), raw, std::min(kBatch, events.size()));
  std::transform(raw, raw + count, events.begin(), to_event);
  return count;
}

} // namespace mir::os
