/// \file
/// Spans and points of time: 64-bit nanoseconds with types that cannot be mixed up.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace mir::os {

class Writer;

/// A span of time in nanoseconds, positive or negative, up to 292 years. Arithmetic stops at max()
/// and min() instead of wrapping, so that max() can stand for "as long as it takes".
class Duration {
public:
  constexpr Duration() noexcept = default;
  [[nodiscard]] static constexpr Duration nanoseconds(std::int64_t n) noexcept {
    return Duration(n);
  }
  [[nodiscard]] static constexpr Duration microseconds(std::int64_t n) noexcept {
    return Duration(1'000) * n;
  }
  [[nodiscard]] static constexpr Duration milliseconds(std::int64_t n) noexcept {
    return Duration(1'000'000) * n;
  }
  [[nodiscard]] static constexpr Duration seconds(std::int64_t n) noexcept {
    return Duration(1'000'000'000) * n;
  }
  [[nodiscard]] static constexpr Duration max() noexcept {
    return Duration(std::numeric_limits<std::int64_t>::max());
  }
  [[nodiscard]] static constexpr Duration min() noexcept {
    return Duration(std::numeric_limits<std::int64_t>::min());
  }

  [[nodiscard]] constexpr std::int64_t ns() const noexcept { return ns_; }
  [[nodiscard]] constexpr std::int64_t us() const noexcept {
    return ns_ / 1'000;
  } ///< rounds to zero
  [[nodiscard]] constexpr std::int64_t ms() const noexcept { return ns_ / 1'000'000; } ///< the same
  [[nodiscard]] constexpr std::int64_t s() const noexcept {
    return ns_ / 1'000'000'000;
  } ///< the same

  friend constexpr auto operator<=>(Duration, Duration) noexcept = default;
  friend constexpr Duration operator+(Duration a, Duration b) noexcept {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.ns_, b.ns_, &sum))
      return b.ns_ > 0 ? max() : min();
    return Duration(sum);
  }
  friend constexpr Duration operator-(Duration a) noexcept {
    return a == min() ? max() : Duration(-a.ns_);
  }
  friend constexpr Duration operator-(Duration a, Duration b) noexcept {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a.ns_, b.ns_, &difference))
      return b.ns_ < 0 ? max() : min();
    return Duration(difference);
  }
  friend constexpr Duration operator*(Duration a, std::int64_t n) noexcept {
    std::int64_t product = 0;
    if (__builtin_mul_overflow(a.ns_, n, &product))
      return (a.ns_ < 0) == (n < 0) ? max() : min();
    return Duration(product);
  }
  friend constexpr Duration operator*(std::int64_t n, Duration a) noexcept { return a * n; }
  /// n must not be 0.
  friend constexpr Duration operator/(Duration a, std::int64_t n) noexcept {
    return n == -1 ? -a : Duration(a.ns_ / n);
  }
  constexpr Duration& operator+=(Duration other) noexcept { return *this = *this + other; }
  constexpr Duration& operator-=(Duration other) noexcept { return *this = *this - other; }

private:
  explicit constexpr Duration(std::int64_t ns) noexcept : ns_(ns) {}
  std::int64_t ns_ = 0;
};

/// A point on a system's monotonic clock: nanoseconds since some moment before it started.
class Instant {
public:
  constexpr Instant() noexcept = default;
  [[nodiscard]] static constexpr Instant from_ns(std::uint64_t ns) noexcept { return Instant(ns); }
  /// Later than every other instant: the deadline of something that has none.
  [[nodiscard]] static constexpr Instant never() noexcept {
    return Instant(std::numeric_limits<std::uint64_t>::max());
  }
  [[nodiscard]] constexpr std::uint64_t ns() const noexcept { return ns_; }

  friend constexpr auto operator<=>(Instant, Instant) noexcept = default;
  /// Stops at the clock's first instant and at never(). Duration::max() after any instant is
  /// never().
  friend constexpr Instant operator+(Instant a, Duration d) noexcept {
    if (d == Duration::max())
      return never();
    std::uint64_t sum = 0;
    if (!__builtin_add_overflow(a.ns_, d.ns(), &sum))
      return Instant(sum);
    return d.ns() < 0 ? Instant() : never();
  }
  friend constexpr Instant operator-(Instant a, Duration d) noexcept { return a + -d; }
  /// How long after b a is; negative when it is before.
  friend constexpr Duration operator-(Instant a, Instant b) noexcept {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a.ns_, b.ns_, &difference)) {
      return a.ns_ > b.ns_ ? Duration::max() : Duration::min();
    }
    return Duration::nanoseconds(difference);
  }

private:
  explicit constexpr Instant(std::uint64_t ns) noexcept : ns_(ns) {}
  std::uint64_t ns_ = 0;
};

/// "1.5s", "250ms", "12us", "7ns": the largest unit that leaves a whole part, with up to three
/// decimals.
void format_value(Writer& out, Duration duration);
/// Seconds since the clock's beginning with six decimals: "12.000250".
void format_value(Writer& out, Instant instant);

inline namespace literals {
constexpr Duration operator""_ns(unsigned long long n) noexcept {
  return Duration::nanoseconds(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_us(unsigned long long n) noexcept {
  return Duration::microseconds(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_ms(unsigned long long n) noexcept {
  return Duration::milliseconds(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_s(unsigned long long n) noexcept {
  return Duration::seconds(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_min(unsigned long long n) noexcept {
  return Duration::seconds(60) * static_cast<std::int64_t>(n);
}
constexpr Duration operator""_h(unsigned long long n) noexcept {
  return Duration::seconds(3600) * static_cast<std::int64_t>(n);
}
} // namespace literals

} // namespace mir::os

namespace mir {
using os::Duration;
using os::Instant;
namespace literals = os::literals;
} // namespace mir
