/// \file
/// Rtt: how long an answer takes, and how long to wait for one (RFC 6298).
#pragma once

#include <cstdint>

#include <mir/os/base/time.hpp>

namespace mir::net::tcp {

/// Smoothed round-trip time and the retransmission time-out made of it.
class Rtt {
public:
  /// RFC 6298 2.1.
  static constexpr Duration kInitial = Duration::seconds(1);
  /// RFC 6298 5.7: when the SYN had to be sent again, and nothing was measured.
  static constexpr Duration kAfterLostSyn = Duration::seconds(3);
  /// Deviates from RFC 6298 2.4 (1 s): with SACK and RACK a lost tail on a local network would
  /// otherwise cost a thousand round trips. Above what receivers delay an ACK by, as it is added to
  /// the smoothed RTT.
  static constexpr Duration kLeastMargin = Duration::milliseconds(200);
  /// RFC 6298 2.5: at least 60 s.
  static constexpr Duration kMost = Duration::seconds(60);

  /// One measurement. \param flight how many samples a round trip brings (RFC 7323 4.2): the more,
  /// the less each weighs.
  void sample(Duration measured, std::uint32_t flight) noexcept;
  /// A time-out has run out: the next is twice as long (RFC 6298 5.5).
  void back_off() noexcept {
    if (shift_ < 16)
      ++shift_;
  }
  /// The handshake is over: its time-outs say nothing of data.
  void restart() noexcept { shift_ = 0; }
  /// RFC 6298 5.7.
  void syn_was_lost() noexcept {
    if (!measured_)
      base_ = kAfterLostSyn;
  }

  [[nodiscard]] Duration timeout() const noexcept;
  [[nodiscard]] bool measured() const noexcept { return measured_; }
  [[nodiscard]] Duration smoothed() const noexcept { return smoothed_; }
  [[nodiscard]] Duration variation() const noexcept { return variation_; }
  [[nodiscard]] unsigned backed_off() const noexcept { return shift_; } ///< times in a row

private:
  Duration smoothed_, variation_;
  Duration base_ = kInitial; // before back_off()
  std::uint8_t shift_ = 0;
  bool measured_ = false;
};

} // namespace mir::net::tcp
