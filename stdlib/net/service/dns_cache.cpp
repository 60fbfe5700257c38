#include <mir/net/service/dns_cache.hpp>

#include <algorithm>

namespace mir::net {

const DnsAnswer* DnsCache::find(const DnsQuestion& question, os::Instant now) {
  const auto found = entries_.find(question);
  if (found == entries_.end() || found->second.end <= now) {
    if (found != entries_.end())
      entries_.erase(found);
    ++counters_.misses;
    return nullptr;
  }
  ++counters_.hits;
  return &found->second.answer;
}

void DnsCache::put(const DnsQuestion& question, const DnsAnswer& answer, os::Instant now) {
  if (answer.lifetime <= os::Duration())
    return;
  if (!entries_.contains(question) && entries_.size() >= kMost)
    make_room(now);
  entries_.insert_or_assign(question, Entry{answer, now + answer.lifetime});
}

/// What is over goes; if nothing is, what would be over first.
void DnsCache::make_room(os::Instant now) {
  std::erase_if(entries_, [now](const auto& entry) { return entry.second.end <= now; });
  if (entries_.size() < kMost)
    return;
  entries_.erase(
      std::ranges::min_element(entries_, {}, [](const auto& entry) { return entry.second.end; }));
  ++counters_.evicted;
}

} // namespace mir::net
