#include <mir/net/tcp/table/time_wait.hpp>

namespace mir::net::tcp {

bool TimeWait::may_reopen(const Segment& syn) const noexcept {
  const bool newer = syn.sequence > remains.receive_next;
  if (!syn.options.timestamps)
    return newer;
  if (!remains.timestamps) // old segments have none, by which they are told apart
    return true;
  const auto ahead = static_cast<std::int32_t>(syn.options.timestamps->value - remains.recent);
  return ahead > 0 || (ahead == 0 && newer);
}

TimeWaits::~TimeWaits() {
  while (!queue_.empty())
    remove(queue_.front());
}

void TimeWaits::add(const Tuple& tuple, const Remains& remains, Instant now) noexcept {
  if (slab_.in_use() >= most_ && !queue_.empty())
    remove(queue_.front());
  TimeWait* entry = most_ == 0 ? nullptr : slab_.take(tuple, remains, now);
  if (entry == nullptr)
    return;
  if (table_.insert(*entry))
    queue_.push_back(*entry);
  else
    slab_.give_back(entry);
}

void TimeWaits::remove(TimeWait& entry) noexcept {
  table_.remove(entry);
  entry.unlink();
  slab_.give_back(&entry);
}

void TimeWaits::restart(TimeWait& entry, Instant now) noexcept {
  entry.begun = now;
  entry.unlink();
  queue_.push_back(entry);
}

Instant TimeWaits::expire(Instant now) noexcept {
  while (!queue_.empty() && queue_.front().begun + length_ <= now)
    remove(queue_.front());
  return queue_.empty() ? Instant::never() : queue_.front().begun + length_;
}

} // namespace mir::net::tcp
