#include "rt/xen/wait.hpp"

#include <xen/sched.h>

#include "rt/xen/clock.hpp"
#include "rt/xen/console.hpp"
#include "rt/xen/domain.hpp"
#include "rt/xen/panic.hpp"
#include "rt/xen/stop.hpp"
#include "rt/xen/x86_64/hypercall.hpp"
#include "rt/xen/x86_64/interval_timer.hpp"
#include <mir/rt/port.hpp>

namespace mir::rt {

namespace {

constexpr uint64_t kFarNs = uint64_t{1} << 62; // Xen's times are signed; 146 years are for ever

// Returns at once when one of the ports is pending: an event between the caller's look and this
// call ends it too.
void poll(std::span<const evtchn_port_t> ports, uint64_t deadline_ns) {
  sched_poll request{};
  set_xen_guest_handle(request.ports, const_cast<evtchn_port_t*>(ports.data()));
  request.nr_ports = static_cast<unsigned>(ports.size());
  request.timeout = deadline_ns < kFarNs ? to_xen_time(deadline_ns) : 0; // 0: no time limit
  hypercall(__HYPERVISOR_sched_op, SCHEDOP_poll, &request);
}

void block(std::span<const evtchn_port_t> ports, uint64_t deadline_ns) {
  const uint64_t now = mir_port_monotonic_ns();
  if (deadline_ns <= now)
    return;
  if (on_xen())
    poll(ports, deadline_ns);
  else
    halt_for(deadline_ns - now);
}

// Collects what has become true since the last look.
size_t collect(mir_event* events, size_t capacity) {
  size_t count = 0;
  if (count < capacity && take_console_edge())
    events[count++] = {.kind = MIR_EVENT_CONSOLE, .ready = MIR_READABLE, .source = 0};
  if (count < capacity)
    if (const uint64_t reason = take_stop())
      events[count++] = {.kind = MIR_EVENT_STOP, .ready = 0, .source = reason};
  return count + take_events({events + count, capacity - count});
}

constinit EventSource* first_source = nullptr;

} // namespace

void add_event_source(EventSource& source) {
  source.next_ = first_source;
  first_source = &source;
}

size_t take_events(std::span<mir_event> events) {
  size_t count = 0;
  for (EventSource* source = first_source; source && count < events.size(); source = source->next_)
    count += source->take(events.subspan(count));
  return count;
}

void tell_sources_of_resume() {
  for (EventSource* source = first_source; source; source = source->next_)
    source->resumed();
}

void block_on(evtchn_port_t port, uint64_t deadline_ns) {
  block({&port, 1}, deadline_ns);
  const xen_ulong_t bit = xen_ulong_t{1} << (port % 64);
  const xen_ulong_t before =
      __atomic_fetch_and(&shared().evtchn_pending[port / 64], ~bit, __ATOMIC_SEQ_CST);
  if (before & bit)
    event_ports().keep(port);
}

void sleep_until(uint64_t deadline_ns) {
  while (mir_port_monotonic_ns() < deadline_ns)
    block({}, deadline_ns);
}

void block_and_dispatch(uint64_t deadline_ns) {
  if (!event_ports().has_kept())
    block(event_ports().ports(), deadline_ns);
  if (on_xen())
    event_ports().dispatch(shared().evtchn_pending);
  else
    poll_console(); // nothing interrupts for a byte on the serial port
}

} // namespace mir::rt

size_t mir_port_wait(uint64_t deadline_ns, mir_event* events, size_t capacity) {
  using namespace mir::rt;
  check(events != nullptr && capacity > 0, "mir_port_wait: no room for events");
  block_and_dispatch(0);
  for (;;) {
    const size_t count = collect(events, capacity);
    if (count > 0 || mir_port_monotonic_ns() >= deadline_ns)
      return count;
    block_and_dispatch(deadline_ns);
  }
}
