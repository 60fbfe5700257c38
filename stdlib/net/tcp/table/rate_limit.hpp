/// \file
/// RateLimit: so many a period, and no more.
#pragma once

#include <cstdint>

#include <mir/os/base/time.hpp>

namespace mir::net::tcp {

/// Counts what was allowed in the current period.
class RateLimit {
public:
  /// \returns whether one more may be done now.
  bool allow(std::uint32_t most, Duration period, Instant now) noexcept {
    if (now - begun_ >= period) {
      begun_ = now;
      used_ = 0;
    }
    if (used_ >= most)
      return false;
    ++used_;
    return true;
  }

private:
  Instant begun_;
  std::uint32_t used_ = 0;
};

} // namespace mir::net::tcp
