/// \file
/// Seq: a sequence number, in arithmetic modulo 2^32 (RFC 9293 3.4).
#pragma once

#include <cstdint>

namespace mir::net::tcp {

/// A point in one direction's stream. Two of them compare rightly while they are less than 2^31
/// apart, which the largest window (2^30, RFC 7323 2.3) guarantees.
class Seq {
public:
  constexpr Seq() noexcept = default;
  explicit constexpr Seq(std::uint32_t number) noexcept : number_(number) {}
  [[nodiscard]] constexpr std::uint32_t number() const noexcept { return number_; }

  friend constexpr bool operator==(Seq, Seq) noexcept = default;
  friend constexpr bool operator<(Seq a, Seq b) noexcept {
    return static_cast<std::int32_t>(a.number_ - b.number_) < 0;
  }
  friend constexpr bool operator>(Seq a, Seq b) noexcept { return b < a; }
  friend constexpr bool operator<=(Seq a, Seq b) noexcept { return !(b < a); }
  friend constexpr bool operator>=(Seq a, Seq b) noexcept { return !(a < b); }

  friend constexpr Seq operator+(Seq a, std::uint32_t n) noexcept { return Seq(a.number_ + n); }
  friend constexpr Seq operator-(Seq a, std::uint32_t n) noexcept { return Seq(a.number_ - n); }
  /// How far a is after b, modulo 2^32.
  friend constexpr std::uint32_t operator-(Seq a, Seq b) noexcept { return a.number_ - b.number_; }
  constexpr Seq& operator+=(std::uint32_t n) noexcept { return *this = *this + n; }

private:
  std::uint32_t number_ = 0;
};

[[nodiscard]] constexpr Seq later(Seq a, Seq b) noexcept { return a < b ? b : a; }
[[nodiscard]] constexpr Seq earlier(Seq a, Seq b) noexcept { return a < b ? a : b; }

static_assert(Seq(0xffff'fff0) < Seq(0x10), "numbers wrap around");
static_assert(Seq(0x10) - Seq(0xffff'fff0) == 0x20);
static_assert(Seq(5) <= Seq(5) && !(Seq(5) < Seq(5)));

} // namespace mir::net::tcp
