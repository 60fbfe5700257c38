#include <mir/net/tcp/congestion/rtt.hpp>

#include <algorithm>

namespace mir::net::tcp {

void Rtt::sample(Duration measured, std::uint32_t flight) noexcept {
  measured = std::max(measured, Duration::nanoseconds(1));
  if (!measured_) { // RFC 6298 2.2
    smoothed_ = measured;
    variation_ = measured / 2;
  } else { // RFC 6298 2.3
    const auto n = static_cast<std::int64_t>(std::max(flight, 1u));
    const Duration error = smoothed_ > measured ? smoothed_ - measured : measured - smoothed_;
    variation_ += (error - variation_) / (4 * n);
    smoothed_ += (measured - smoothed_) / (8 * n);
  }
  measured_ = true;
  shift_ = 0; // RFC 6298 5: a measurement, and only that, ends the backing off
  base_ = smoothed_ + std::max(kLeastMargin, variation_ * 4);
}

Duration Rtt::timeout() const noexcept {
  return std::min(base_ * (std::int64_t{1} << shift_), kMost);
}

} // namespace mir::net::tcp
