/// \file
/// ArpCache: which Ethernet address an IPv4 neighbour has (RFC 826, RFC 1122 2.3.2).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <mir/net/link/clock.hpp>
#include <mir/net/link/mac_address.hpp>
#include <mir/os/base/list.hpp>
#include <mir/os/device/net_device.hpp>
#include <mir/os/mem/packet.hpp>

namespace mir::net {

/// What a packet needs while it waits for its neighbour's address.
struct Outbound {
  os::Packet packet;
  os::FrameOffload offload; ///< checksum_start counts from the start of `packet`
};

/// What the cache asks of the layer around it.
class ArpCacheOwner {
public:
  /// Sends a request for an address: to everybody, or to the station that had it last.
  virtual void ask(std::uint32_t neighbour, const MacAddress& to) = 0;
  /// Sends a packet that has waited.
  virtual void resolved(Outbound&& outbound, const MacAddress& to) = 0;
  /// Nobody answers: the packet is given up.
  virtual void unresolved(Outbound outbound) = 0;

protected:
  ~ArpCacheOwner() = default;
};

struct ArpCacheCounters {
  std::uint64_t evicted = 0;       ///< entries that made room for newer ones
  std::uint64_t failed = 0;        ///< neighbours that did not answer
  std::uint64_t queue_dropped = 0; ///< packets that waited, and made room for newer ones
  std::uint64_t unsolicited = 0;   ///< claims that nobody asked for; they change nothing
};

/// Bounded in entries and in packets that wait; allocates only when it is made.
///
/// It believes only what it has asked for: an answer to a request that is open. A claim that comes
/// unasked, a reply or a gratuitous request, can neither add nor change an entry, so it poisons
/// nothing. Deviates from RFC 826, which merges every sender: the price is a request of our own for
/// each neighbour.
class ArpCache {
public:
  static constexpr std::size_t kEntries = 512;
  static constexpr std::size_t kWaiting = 64;         ///< packets, of all neighbours
  static constexpr std::size_t kWaitingNeighbour = 8; ///< packets, of one: a burst of fragments
  /// How long an answer counts before it is asked for again (RFC 1122 2.3.2.1).
  static constexpr os::Duration kFresh = os::Duration::seconds(60);
  static constexpr os::Duration kRetry = os::Duration::seconds(1); ///< at most one request a second
  static constexpr unsigned kTries = 3;
  /// How long a neighbour that did not answer is not asked again.
  static constexpr os::Duration kHoldDown = os::Duration::seconds(1);

  ArpCache(ArpCacheOwner& owner, StackClock& clock);
  ArpCache(const ArpCache&) = delete;
  ArpCache& operator=(const ArpCache&) = delete;

  /// Sends to a neighbour: at once if its address is known, after it has answered otherwise.
  void send(std::uint32_t neighbour, Outbound&& outbound);
  /// Takes in an answer. \returns whether anybody had asked.
  bool answered(std::uint32_t neighbour, const MacAddress& mac);
  /// Forgets everything; what waits is given up.
  void clear();

  /// The address, if it is known. For dumps and tests.
  [[nodiscard]] const MacAddress* find(std::uint32_t neighbour) const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t waiting() const noexcept { return kWaiting - free_waiting_; }
  [[nodiscard]] const ArpCacheCounters& counters() const noexcept { return counters_; }
  /// Calls visit(neighbour, mac, is it known) for each entry.
  template <class Visit> void for_each(Visit visit) const {
    for (const Entry& entry : entries_)
      if (entry.state != State::Free)
        visit(entry.neighbour, entry.mac,
              entry.state != State::Asking && entry.state != State::Held);
  }

private:
  enum class State : std::uint8_t {
    Free,
    Asking, ///< the address is not known; packets wait
    Known,
    Checking, ///< known, but old: used while its station is asked again
    Held,     ///< did not answer
  };
  struct Waiting : os::ListNode<ArpCache> {
    Outbound outbound;
    os::Instant since;
  };
  using WaitingList = os::List<Waiting, ArpCache>;
  class EntryTimer final : public os::Timer {
  public:
    void belong(ArpCache& cache, std::size_t index) noexcept {
      cache_ = &cache;
      index_ = index;
    }

  private:
    void expired() noexcept override;
    ArpCache* cache_ = nullptr;
    std::size_t index_ = 0;
  };
  struct Entry {
    State state = State::Free;
    unsigned tries = 0;
    std::uint32_t neighbour = 0;
    MacAddress mac;
    os::Instant used;
    os::Instant fresh_until;
    std::size_t waiting_count = 0;
    WaitingList waiting;
    EntryTimer timer;
  };
  // Open addressing would move entries, whose timers stay where they are: so buckets of a few
  // places each.
  static constexpr std::size_t kWays = 8;
  static constexpr std::size_t kBuckets = kEntries / kWays;

  [[nodiscard]] static std::size_t bucket(std::uint32_t neighbour) noexcept;
  [[nodiscard]] Entry* look_up(std::uint32_t neighbour) noexcept;
  Entry& make(std::uint32_t neighbour);
  void release(Entry& entry);
  void ask(Entry& entry);
  void enqueue(Entry& entry, Outbound outbound);
  void drop_oldest(Entry& entry) noexcept;
  void give_up(Entry& entry);
  void expired(std::size_t index);

  ArpCacheOwner& owner_;
  StackClock& clock_;
  std::vector<Entry> entries_;
  std::vector<Waiting> waiting_;
  WaitingList free_list_;
  std::size_t free_waiting_ = kWaiting;
  std::size_t size_ = 0;
  ArpCacheCounters counters_;
};

} // namespace mir::net
