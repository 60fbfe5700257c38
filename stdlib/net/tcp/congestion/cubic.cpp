#include <mir/net/tcp/congestion/cubic.hpp>

#include <algorithm>

namespace mir::net::tcp {
namespace {

/// The greatest number whose cube is at most n, bit by bit.
constexpr std::uint32_t cube_root(std::uint64_t n) noexcept {
  std::uint64_t root = 0;
  for (std::uint64_t bit = 1u << 20; bit != 0; bit >>= 1) {
    const std::uint64_t next = root | bit;
    if (next * next * next <= n)
      root = next;
  }
  return static_cast<std::uint32_t>(root);
}
static_assert(cube_root(26) == 2 && cube_root(27) == 3 && cube_root(1'000'000'000'000) == 10'000);

constexpr std::uint32_t times_beta(std::uint32_t bytes) noexcept { // RFC 9438 4.6: 0.7
  return static_cast<std::uint32_t>(std::uint64_t{bytes} * 7 / 10);
}

/// RFC 6928 2: ten segments, but not more than 14600 bytes, and never less than two.
constexpr std::uint32_t initial_window(std::uint32_t mss) noexcept {
  return std::min(10 * mss, std::max(2 * mss, 14'600u));
}

} // namespace

void Cubic::start(std::uint32_t mss) noexcept {
  *this = Cubic();
  mss_ = mss;
  window_ = initial_window(mss);
}

void Cubic::set_window(std::uint32_t bytes) noexcept {
  window_ = std::clamp(bytes, mss_, kMostWindow);
}

void Cubic::acknowledged(std::uint32_t bytes, Instant now, Duration rtt, bool limited) noexcept {
  if (!limited)
    return;
  if (in_slow_start()) {
    // RFC 5681 3.1 counts ACKs; a receiver that merges segments sends fewer, so bytes are counted,
    // at most eight segments of them, as RFC 9406 4.2 does without pacing.
    set_window(window_ + std::min(bytes, 8 * mss_));
    return;
  }
  if (epoch_ == Instant::never())
    begin_epoch(now);
  // RFC 9438 4.3: alpha is 3 (1 - beta) / (1 + beta) = 9 / 17 until the old window is reached.
  reno_credit_ += std::uint64_t{bytes} * mss_ * (estimate_ < prior_ ? 9 : 17);
  const std::uint64_t unit = std::uint64_t{window_} * 17;
  estimate_ += static_cast<std::uint32_t>(reno_credit_ / unit);
  reno_credit_ %= unit;
  const std::uint64_t reached = cubic_at(now - epoch_);
  if (reached < estimate_) { // RFC 9438 4.3: the region where Reno would be faster
    set_window(std::max(window_, estimate_));
    return;
  }
  // RFC 9438 4.2: towards where the curve will be in one round trip, at most half as much again.
  const std::uint64_t target =
      std::clamp<std::uint64_t>(cubic_at(now - epoch_ + rtt), window_, window_ + window_ / 2);
  credit_ += (target - window_) * bytes;
  const std::uint64_t growth = credit_ / window_;
  credit_ %= window_;
  set_window(window_ + static_cast<std::uint32_t>(growth));
}

void Cubic::begin_epoch(Instant now) noexcept {
  epoch_ = now;
  credit_ = reno_credit_ = 0;
  estimate_ = window_;
  if (plateau_ < window_)
    plateau_ = window_;
  // RFC 9438 4.2: K = cbrt((W_max - cwnd) / C) with C = 0.4 segments a cubic second.
  const std::uint64_t segments_1024 = std::uint64_t{plateau_ - window_} * 1024 / mss_;
  rise_ms_ = cube_root(segments_1024 * 2'500'000'000 / 1024);
}

/// W_cubic(t) = C (t - K)^3 + W_max (RFC 9438 4.2).
std::uint64_t Cubic::cubic_at(Duration elapsed) const noexcept {
  constexpr std::int64_t kFar = 50'000; // ms: keeps the cube within 64 bits
  const std::int64_t ms = std::clamp<std::int64_t>(elapsed.ms() - rise_ms_, -kFar, kFar);
  const std::int64_t cube = ms * ms * ms / 1'000'000; // thousandths of a cubic second
  const std::int64_t bytes = cube * mss_ / 2'500 + plateau_;
  return static_cast<std::uint64_t>(std::clamp<std::int64_t>(bytes, 0, kMostWindow));
}

void Cubic::reduce() noexcept {
  prior_ = window_;
  // RFC 9438 4.7: who loses before the old plateau leaves room for others.
  plateau_ =
      window_ < plateau_ ? static_cast<std::uint32_t>(std::uint64_t{window_} * 17 / 20) : window_;
  threshold_ = std::max(times_beta(window_), 2 * mss_);
  epoch_ = Instant::never();
}

void Cubic::collapse(bool reduced) noexcept {
  if (!reduced)
    reduce();
  window_ = mss_;
}

void Cubic::restart_after_idle() noexcept {
  // The threshold keeps part of what was learned (RFC 7661 4.4.1 has three quarters as well).
  threshold_ = std::max(threshold_ == kMostWindow ? threshold_ : window_ / 4 * 3, threshold_);
  window_ = std::min(window_, initial_window(mss_));
  epoch_ = Instant::never();
}

void Cubic::restore(const Saved& saved) noexcept {
  window_ = std::max(window_, saved.window);
  threshold_ = saved.threshold;
  plateau_ = saved.plateau;
  epoch_ = Instant::never();
}

} // namespace mir::net::tcp
