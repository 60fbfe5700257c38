/// \file
/// Giving the processor back until something happens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <mir/rt/port.hpp>

#include "rt/xen/bus/event_channel.hpp"

namespace mir::rt {

/// A group of devices that events may come from.
class EventSource {
public:
  /// Writes the events of the group that are due. \returns how many.
  virtual size_t take(std::span<mir_event> events) = 0;

  /// The domain was saved and restored: its event channels and grants are gone, and its xenstore
  /// is another one, which cannot be asked yet. Let go of what belonged to the old back ends; the
  /// next take() begins anew.
  virtual void resumed() = 0;

protected:
  ~EventSource() = default;

private:
  friend void add_event_source(EventSource& source);
  friend size_t take_events(std::span<mir_event> events);
  friend void tell_sources_of_resume();
  EventSource* next_ = nullptr;
};

/// What all of them have.
size_t take_events(std::span<mir_event> events);

/// Calls resumed() of all of them.
void tell_sources_of_resume();

/// From now on mir_port_wait() asks it, too. It must live as long as the program.
void add_event_source(EventSource& source);

/// Blocks until the port has an event, then clears it; or until a deadline on the monotonic clock.
/// May return early. For those who wait in the middle of a call: the handler is called by the next
/// block_and_dispatch(), which then does not block.
void block_on(evtchn_port_t port, uint64_t deadline_ns);

/// Blocks until a deadline; events stay pending.
void sleep_until(uint64_t deadline_ns);

/// Blocks until any port has an event or the deadline has come, and calls the handlers. May return
/// early.
void block_and_dispatch(uint64_t deadline_ns);

} // namespace mir::rt
