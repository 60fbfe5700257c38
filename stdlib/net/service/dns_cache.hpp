/// \file
/// DnsCache: answers that may be kept, also those that there is none (RFC 1035 7.4, RFC 2308).
#pragma once

#include <cstdint>
#include <map>

#include <mir/net/service/dns_message.hpp>

namespace mir::net {

struct DnsCacheCounters {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  std::uint64_t evicted = 0; ///< to make room, before their time
};

/// Bounded; time is an argument. Names in canonical spelling.
class DnsCache {
public:
  static constexpr std::size_t kMost = 256; ///< answers: 100 KiB at most

  /// \returns null when it is not there, or its time is over. Valid until the next call.
  [[nodiscard]] const DnsAnswer* find(const DnsQuestion& question, os::Instant now);
  /// Keeps an answer for its lifetime; one of 0 is not kept.
  void put(const DnsQuestion& question, const DnsAnswer& answer, os::Instant now);

  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  [[nodiscard]] const DnsCacheCounters& counters() const noexcept { return counters_; }

private:
  struct Entry {
    DnsAnswer answer;
    os::Instant end;
  };
  void make_room(os::Instant now);

  std::map<DnsQuestion, Entry> entries_;
  DnsCacheCounters counters_;
};

} // namespace mir::net
