#include "rt/xen/suspend.hpp"

#include "rt/xen/bus/event_channel.hpp"
#include "rt/xen/bus/grant_table.hpp"
#include "rt/xen/clock.hpp"
#include "rt/xen/console.hpp"
#include "rt/xen/domain.hpp"
#include "rt/xen/wait.hpp"
#include <mir/rt/port.hpp>

namespace mir::rt {

bool suspend() {
  drain_console(); // its page is not saved
  const uint64_t before_ns = mir_port_monotonic_ns();
  const long outcome = suspend_domain();
  if (outcome < 0)
    print("mir: Xen has refused to suspend the domain\n");
  if (outcome != 0)
    return false;
  reconnect_shared_page();
  continue_clock(before_ns);
  renew_grants();
  event_ports().clear();
  // Before anybody listens again: a number of theirs may be a new port's.
  tell_sources_of_resume();
  reconnect_console();
  return true;
}

} // namespace mir::rt
