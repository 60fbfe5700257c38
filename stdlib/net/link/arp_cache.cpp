#include <mir/net/link/arp_cache.hpp>

#include <algorithm>

namespace mir::net {

ArpCache::ArpCache(ArpCacheOwner& owner, StackClock& clock)
    : owner_(owner), clock_(clock), entries_(kEntries), waiting_(kWaiting) {
  for (std::size_t i = 0; i < kEntries; ++i)
    entries_[i].timer.belong(*this, i);
  for (Waiting& waiting : waiting_)
    free_list_.push_back(waiting);
}

std::size_t ArpCache::bucket(std::uint32_t neighbour) noexcept {
  return (neighbour * 2'654'435'761u >> 16) % kBuckets *
         kWays; // Knuth's multiplier: neighbours count upwards
}

ArpCache::Entry* ArpCache::look_up(std::uint32_t neighbour) noexcept {
  const std::size_t first = bucket(neighbour);
  for (std::size_t i = first; i < first + kWays; ++i)
    if (entries_[i].state != State::Free && entries_[i].neighbour == neighbour)
      return &entries_[i];
  return nullptr;
}

const MacAddress* ArpCache::find(std::uint32_t neighbour) const noexcept {
  const Entry* entry = const_cast<ArpCache*>(this)->look_up(neighbour);
  if (entry == nullptr || (entry->state != State::Known && entry->state != State::Checking))
    return nullptr;
  return &entry->mac;
}

/// A new entry, in the place of one that is worth less: free, or of a neighbour that has not
/// answered, or the one that was used longest ago. So those who were made up, as in a flood from
/// forged addresses, push out each other, and not who is there.
ArpCache::Entry& ArpCache::make(std::uint32_t neighbour) {
  const auto worth = [](const Entry& entry) {
    const bool known = entry.state == State::Known || entry.state == State::Checking;
    return std::pair(entry.state == State::Free ? 0 : known ? 2 : 1, entry.used);
  };
  const std::size_t first = bucket(neighbour);
  Entry* place = &entries_[first];
  for (std::size_t i = first + 1; i < first + kWays; ++i)
    if (worth(entries_[i]) < worth(*place))
      place = &entries_[i];
  if (place->state != State::Free) {
    ++counters_.evicted;
    release(*place);
  }
  ++size_;
  place->state = State::Asking;
  place->tries = 0;
  place->neighbour = neighbour;
  place->mac = {};
  return *place;
}

void ArpCache::release(Entry& entry) {
  give_up(entry);
  entry.timer.cancel();
  entry.state = State::Free;
  --size_;
}

void ArpCache::send(std::uint32_t neighbour, Outbound&& outbound) {
  const os::Instant now = clock_.now();
  Entry* entry = look_up(neighbour);
  if (entry == nullptr) {
    entry = &make(neighbour);
    entry->used = now;
    enqueue(*entry, std::move(outbound));
    return ask(*entry);
  }
  entry->used = now;
  switch (entry->state) {
  case State::Asking:
    return enqueue(*entry, std::move(outbound));
  case State::Held:
    return owner_.unresolved(std::move(outbound));
  case State::Known:
    if (now >= entry->fresh_until) {
      entry->state = State::Checking;
      entry->tries = 0;
      ask(*entry);
    }
    break;
  case State::Checking:
  case State::Free:
    break;
  }
  owner_.resolved(std::move(outbound), entry->mac);
}

/// Sends the next request, and waits for the answer.
void ArpCache::ask(Entry& entry) {
  ++entry.tries;
  clock_.timers().arm(entry.timer, clock_.now() + kRetry);
  // Whoever had the address is asked alone: nobody else needs to hear it (RFC 1122 2.3.2.1).
  owner_.ask(entry.neighbour, entry.state == State::Checking ? entry.mac : MacAddress::broadcast());
}

/// The newest packets are kept (RFC 1122 2.3.2.2): an older one has its sender's timer to be sent
/// again. When all places are taken, by whomever, the packet that has waited longest goes: who is
/// there answers long before.
void ArpCache::enqueue(Entry& entry, Outbound outbound) {
  if (entry.waiting_count == kWaitingNeighbour)
    drop_oldest(entry);
  if (free_list_.empty()) {
    Entry* longest = nullptr;
    for (Entry& other : entries_)
      if (other.waiting_count != 0 &&
          (longest == nullptr || other.waiting.front().since < longest->waiting.front().since))
        longest = &other;
    drop_oldest(*longest);
  }
  Waiting* place = free_list_.pop_front();
  --free_waiting_;
  place->outbound = std::move(outbound);
  place->since = clock_.now();
  entry.waiting.push_back(*place);
  ++entry.waiting_count;
}

void ArpCache::drop_oldest(Entry& entry) noexcept {
  Waiting& oldest = *entry.waiting.pop_front();
  --entry.waiting_count;
  oldest.outbound = {};
  free_list_.push_back(oldest);
  ++free_waiting_;
  ++counters_.queue_dropped;
}

bool ArpCache::answered(std::uint32_t neighbour, const MacAddress& mac) {
  Entry* entry = look_up(neighbour);
  if (entry == nullptr || (entry->state != State::Asking && entry->state != State::Checking)) {
    ++counters_.unsolicited;
    return false;
  }
  entry->mac = mac;
  entry->state = State::Known;
  entry->fresh_until = clock_.now() + kFresh;
  entry->timer.cancel();
  while (Waiting* waiting = entry->waiting.pop_front()) {
    --entry->waiting_count;
    Outbound outbound = std::move(waiting->outbound);
    free_list_.push_back(*waiting);
    ++free_waiting_;
    owner_.resolved(std::move(outbound), mac);
  }
  return true;
}

void ArpCache::give_up(Entry& entry) {
  while (Waiting* waiting = entry.waiting.pop_front()) {
    --entry.waiting_count;
    Outbound outbound = std::move(waiting->outbound);
    free_list_.push_back(*waiting);
    ++free_waiting_;
    owner_.unresolved(std::move(outbound));
  }
}

void ArpCache::EntryTimer::expired() noexcept { cache_->expired(index_); }

void ArpCache::expired(std::size_t index) {
  Entry& entry = entries_[index];
  if (entry.state == State::Held)
    return release(entry);
  if (entry.tries < kTries)
    return ask(entry);
  if (entry.state == State::Checking) { // the station may have changed its address: ask everybody
    entry.state = State::Asking;
    entry.tries = 0;
    return ask(entry);
  }
  ++counters_.failed;
  entry.state = State::Held;
  clock_.timers().arm(entry.timer, clock_.now() + kHoldDown);
  give_up(entry);
}

void ArpCache::clear() {
  for (Entry& entry : entries_)
    if (entry.state != State::Free)
      release(entry);
}

} // namespace mir::net
