/// \file
/// RateLimit: so many a second, with a burst.
#pragma once

#include <cstdint>

#include <mir/os/base/time.hpp>

namespace mir::net {

/// A token bucket. Time is an argument.
class RateLimit {
public:
  /// \param interval between two tokens. \param burst tokens it can hold, and holds at first.
  constexpr RateLimit(os::Duration interval, std::int64_t burst) noexcept
      : interval_(interval), burst_(burst) {}

  /// Takes a token. \returns false when there is none.
  [[nodiscard]] constexpr bool take(os::Instant now) noexcept {
    // The bucket is kept as the moment at which it will be full: each token taken moves that by one
    // interval.
    const os::Instant earliest = full_ > now ? full_ : now;
    if (earliest + interval_ - now > interval_ * burst_)
      return false;
    full_ = earliest + interval_;
    return true;
  }

private:
  os::Duration interval_;
  std::int64_t burst_;
  os::Instant full_;
};

} // namespace mir::net
