/// \file
/// TimeWait: what is left of a connection that we closed first.
#pragma once

#include <optional>

#include <mir/net/tcp/queue/slab.hpp>
#include <mir/net/tcp/table/table.hpp>
#include <mir/os/base/list.hpp>

namespace mir::net::tcp {

/// What answers the last segments of the peer.
struct Remains {
  Seq send_next;
  Seq receive_next;
  std::uint32_t window = 0;           ///< bytes: RCV.WND
  std::uint16_t window_field = 0;     ///< the same as it goes on the wire
  std::uint32_t recent = 0;           ///< TS.Recent
  std::uint32_t timestamp_offset = 0; ///< of our own timestamps
  bool timestamps = false;
};

class TimeWait final : public Entry, private os::ListNode<TimeWait> {
public:
  TimeWait(const Tuple& tuple, const Remains& remains, Instant begun) noexcept
      : Entry(Kind::TimeWait, tuple), remains(remains), begun(begun) {}

  Remains remains;
  Instant begun; ///< of the two segment lifetimes

  /// Whether a SYN may open the connection anew: it is newer than everything the old one got
  /// (RFC 9293 3.10.7.4, RFC 6191 2).
  [[nodiscard]] bool may_reopen(const Segment& syn) const noexcept;

private:
  friend class os::List<TimeWait, TimeWait>;
  friend class TimeWaits;
};

/// All of them, in the order in which they end.
class TimeWaits {
public:
  TimeWaits(Table& table, std::size_t most, Duration length) noexcept
      : table_(table), slab_(most + 1), most_(most), length_(length) {}
  ~TimeWaits();

  /// Adds one; at the limit, the oldest goes. Without memory there is none.
  void add(const Tuple& tuple, const Remains& remains, Instant now) noexcept;
  void remove(TimeWait& entry) noexcept;
  /// Its time begins anew.
  void restart(TimeWait& entry, Instant now) noexcept;
  /// Ends those whose time has come. \returns when the next ends.
  Instant expire(Instant now) noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return slab_.in_use(); }

private:
  Table& table_;
  Slab<TimeWait> slab_;
  os::List<TimeWait, TimeWait> queue_;
  const std::size_t most_;
  const Duration length_;
};

} // namespace mir::net::tcp
