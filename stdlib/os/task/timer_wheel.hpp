/// \file
/// Timers by the million: a hierarchical timer wheel, after Varghese and Lauck (SOSP 1987).
#pragma once

#include <cstdint>

#include <mir/os/base/list.hpp>
#include <mir/os/base/time.hpp>

namespace mir::os {

class TimerWheel;

/// Something that happens once at a deadline. Belongs to whoever embeds it; cancels itself when
/// destroyed.
class Timer : private ListNode<Timer> {
public:
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  [[nodiscard]] bool armed() const noexcept { return linked(); }
  [[nodiscard]] Instant deadline() const noexcept { return deadline_; }
  /// Forgets the deadline. O(1); nothing happens when the timer is not armed.
  void cancel() noexcept;

protected:
  Timer() noexcept = default;
  ~Timer() { cancel(); }

  /// Called by TimerWheel::advance(), with the timer no longer armed. May arm, cancel and destroy
  /// any timer, this one too.
  virtual void expired() noexcept = 0;

private:
  friend class TimerWheel;
  friend class List<Timer, Timer>;
  static constexpr std::uint16_t kNoSlot = 0xffff;

  TimerWheel* wheel_ = nullptr; // not null while in one of its slots
  std::uint16_t slot_ = kNoSlot;
  Instant deadline_;
};

/// Eight levels of 64 slots. A tick is 2^16 ns (65.5 us); a slot of level n covers 64^n ticks, so
/// the eight levels reach beyond the last 64-bit nanosecond, and no deadline is too far.
///
/// Timers keep their deadlines to the nanosecond and never fire early. How late they fire is up to
/// the caller of advance(): next() is exact for what is less than one turn of the lowest level away
/// (4.2 ms at most), and for timers further away it names a moment before the deadline, at which
/// the wheel sorts them more finely. That costs an idle system at most seven wake-ups a timer.
/// Timers fire in the order of their ticks; within one tick, if a late advance() finds several, in
/// the order in which they were armed.
///
/// Has no clock: time is an argument.
class TimerWheel {
public:
  explicit TimerWheel(Instant now) noexcept : tick_(to_tick(now)) {}
  TimerWheel(const TimerWheel&) = delete;
  TimerWheel& operator=(const TimerWheel&) = delete;
  ~TimerWheel();

  /// Arms a timer, anew if it is armed already. O(1). A deadline that has passed fires at the next
  /// advance(); Instant::never() does not arm.
  void arm(Timer& timer, Instant deadline) noexcept;

  /// No timer is due before this instant; never() when none is armed. An instant in the past means:
  /// now.
  [[nodiscard]] Instant next() noexcept;

  /// Fires all timers whose deadline has come. Those that get armed meanwhile wait for the next
  /// call, even if they are due. The cost follows the number of timers, not the time that has
  /// passed.
  ///
  /// \param now not before that of the last call.
  void advance(Instant now) noexcept;

  [[nodiscard]] std::size_t armed() const noexcept { return armed_; }

private:
  friend class Timer;
  static constexpr unsigned kTickBits = 16;
  static constexpr unsigned kSlotBits = 6;
  static constexpr unsigned kSlots = 1u << kSlotBits;
  static constexpr unsigned kLevels = (64 - kTickBits) / kSlotBits;

  /// A slot that is not empty, and the first tick it covers.
  struct Place {
    unsigned level;
    unsigned slot;
    std::uint64_t tick;
  };

  static constexpr std::uint64_t to_tick(Instant instant) noexcept {
    return instant.ns() >> kTickBits;
  }
  [[nodiscard]] bool first(Place& place) const noexcept;
  void place(Timer& timer) noexcept;
  void take_due(Place from, Instant now, List<Timer, Timer>& due) noexcept;

  std::uint64_t tick_; // every timer in the wheel lies in this tick or a later one
  std::size_t armed_ = 0;
  std::uint64_t occupied_[kLevels] = {}; // a bit a slot
  List<Timer, Timer> slots_[kLevels][kSlots];
};

} // namespace mir::os
