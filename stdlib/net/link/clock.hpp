/// \file
/// StackClock: the time of one stack, which somebody else owns.
#pragma once

#include <mir/os/base/time.hpp>
#include <mir/os/task/timer_wheel.hpp>

namespace mir::net {

/// The moment a stack was last told, and its timers. Never looks at a clock.
class StackClock {
public:
  explicit StackClock(os::Instant now) noexcept : now_(now), timers_(now) {}

  [[nodiscard]] os::Instant now() const noexcept { return now_; }
  [[nodiscard]] os::TimerWheel& timers() noexcept { return timers_; }

  /// Time has come so far; a moment in the past is ignored.
  void set(os::Instant now) noexcept {
    if (now > now_)
      now_ = now;
  }
  /// Fires what is due.
  void advance() noexcept { timers_.advance(now_); }

private:
  os::Instant now_;
  os::TimerWheel timers_;
};

/// A Timer that calls a member function of its owner.
template <class Owner, void (Owner::*kExpired)()> class MemberTimer final : public os::Timer {
public:
  explicit MemberTimer(Owner& owner) noexcept : owner_(owner) {}

private:
  void expired() noexcept override { (owner_.*kExpired)(); }
  Owner& owner_;
};

} // namespace mir::net
