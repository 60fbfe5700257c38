#include "rt/xen/bus/event_ports.hpp"

#include <algorithm>
#include <utility>

namespace mir::rt {

namespace {

constexpr size_t kWordBits = sizeof(xen_ulong_t) * 8;

} // namespace

bool EventPorts::listen(evtchn_port_t port, Handler handler, void* context) {
  const auto known = ports();
  if (count_ == kMost || port >= EVTCHN_2L_NR_CHANNELS ||
      std::find(known.begin(), known.end(), port) != known.end())
    return false;
  ports_[count_] = port;
  listeners_[count_] = {handler, context, false};
  ++count_;
  return true;
}

bool EventPorts::ignore(evtchn_port_t port) {
  for (size_t i = 0; i < count_; ++i) {
    if (ports_[i] != port)
      continue;
    --count_;
    ports_[i] = ports_[count_];
    listeners_[i] = listeners_[count_];
    return true;
  }
  return false;
}

void EventPorts::keep(evtchn_port_t port) {
  for (size_t i = 0; i < count_; ++i)
    listeners_[i].kept = listeners_[i].kept || ports_[i] == port;
}

bool EventPorts::has_kept() const {
  const std::span<const Listener> all(listeners_.data(), count_);
  return std::any_of(all.begin(), all.end(), [](const Listener& each) { return each.kept; });
}

void EventPorts::dispatch(std::span<xen_ulong_t> pending) {
  // Backwards: ignoring the current port moves one into its place that has been looked at already.
  for (size_t i = count_; i-- > 0;) {
    if (i >= count_)
      continue;
    const xen_ulong_t bit = xen_ulong_t{1} << (ports_[i] % kWordBits);
    xen_ulong_t& word = pending[ports_[i] / kWordBits];
    const bool kept = std::exchange(listeners_[i].kept, false);
    if (!kept && !(__atomic_load_n(&word, __ATOMIC_RELAXED) & bit))
      continue;
    // Cleared first: an event that comes while the handler looks is a new one.
    __atomic_fetch_and(&word, ~bit, __ATOMIC_SEQ_CST);
    listeners_[i].handler(listeners_[i].context);
  }
}

} // namespace mir::rt
