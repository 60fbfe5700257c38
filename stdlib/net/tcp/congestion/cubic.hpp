/// \file
/// Cubic: the congestion window (RFC 9438, RFC 5681).
#pragma once

#include <cstdint>

#include <mir/os/base/time.hpp>

namespace mir::net::tcp {

/// How much may be in the network. All windows are in bytes, all arithmetic in integers.
class Cubic {
public:
  static constexpr std::uint32_t kMostWindow = 1u << 30; ///< bytes: RFC 7323 2.3

  /// Begins anew with the initial window of RFC 6928.
  void start(std::uint32_t mss) noexcept;
  /// The segments became smaller, or larger: the window is the same number of bytes.
  void set_mss(std::uint32_t mss) noexcept { mss_ = mss; }
  /// RFC 6928 3: after a lost SYN the connection begins with one segment.
  void start_over_lost_syn() noexcept { window_ = mss_; }

  [[nodiscard]] std::uint32_t window() const noexcept { return window_; }
  [[nodiscard]] std::uint32_t threshold() const noexcept { return threshold_; }
  [[nodiscard]] bool in_slow_start() const noexcept { return window_ < threshold_; }

  /// Bytes were acknowledged, outside of a recovery.
  /// \param limited the window was what held the sender back: it grows only then (RFC 9438 5.8).
  void acknowledged(std::uint32_t bytes, Instant now, Duration rtt, bool limited) noexcept;
  /// Loss, or an ECN echo: sets the threshold to 0.7 times the window. RFC 9438 4.6 allows that
  /// instead of what is in flight to who lets the window grow only while it is used. What is in
  /// flight says little here: ACKs come in batches, and by the last of one most of a window has
  /// left the network and nothing has been sent for it yet.
  /// The window follows when the recovery ends, by set_window().
  void reduce() noexcept;
  /// A retransmission time-out: one segment (RFC 5681 3.1, RFC 9438 4.8).
  /// \param reduced the threshold was set for this loss before.
  void collapse(bool reduced) noexcept;
  /// Nothing was sent for a time-out: what the window was worth is unknown (RFC 5681 4.1).
  void restart_after_idle() noexcept;
  void set_window(std::uint32_t bytes) noexcept;
  /// Back to what it was before a reduction that turned out to be for nothing (RFC 9438 4.9).
  struct Saved {
    std::uint32_t window, threshold, plateau;
  };
  [[nodiscard]] Saved save() const noexcept { return {window_, threshold_, plateau_}; }
  void restore(const Saved& saved) noexcept;

private:
  void begin_epoch(Instant now) noexcept;
  [[nodiscard]] std::uint64_t cubic_at(Duration elapsed) const noexcept;

  std::uint32_t mss_ = 536;
  std::uint32_t window_ = 0;
  std::uint32_t threshold_ = kMostWindow;
  std::uint32_t plateau_ = 0;  // W_max
  std::uint32_t estimate_ = 0; // W_est: what Reno would have now
  std::uint32_t prior_ = 0;    // the window before the last reduction
  std::uint64_t credit_ = 0;   // growth that is not yet a byte: bytes acknowledged times bytes
  std::uint64_t reno_credit_ = 0;
  std::uint32_t rise_ms_ = 0; // K
  Instant epoch_ = Instant::never();
};

} // namespace mir::net::tcp
