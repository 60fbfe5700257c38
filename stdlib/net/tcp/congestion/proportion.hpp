/// \file
/// Proportion: how much may be sent for what arrives during a recovery (RFC 6937).
#pragma once

#include <algorithm>
#include <cstdint>

namespace mir::net::tcp {

/// Proportional rate reduction: the window shrinks evenly over a round trip, and what a burst of
/// losses took out of the network is not put back in one burst.
class Proportion {
public:
  /// \param flight bytes in flight when the recovery begins.
  /// \param unanswered bytes that arrived before it, for which new data might have gone out (RFC
  ///        3042) and has not: ACKs come in batches. Without them the first retransmission would
  ///        go out alone, and nothing but a time-out would tell of its loss.
  void begin(std::uint32_t flight, std::uint32_t target, std::uint32_t unanswered) noexcept {
    *this = Proportion();
    flight_ = std::max(flight, 1u);
    target_ = target;
    delivered_ = unanswered;
  }
  void sent(std::uint32_t bytes) noexcept { out_ += bytes; }
  /// \param delivered bytes that this ACK tells of. \returns the window for now.
  [[nodiscard]] std::uint32_t window(std::uint32_t delivered, std::uint32_t pipe,
                                     std::uint32_t mss) noexcept {
    delivered_ += delivered;
    std::uint64_t count = 0;
    if (pipe > target_) {
      const std::uint64_t share = (std::uint64_t{delivered_} * target_ + flight_ - 1) / flight_;
      count = share > out_ ? share - out_ : 0;
    } else { // RFC 6937 3: slow start reduction bound
      const std::uint64_t behind = delivered_ > out_ ? delivered_ - out_ : 0;
      count =
          std::min<std::uint64_t>(target_ - pipe, std::max<std::uint64_t>(behind, delivered) + mss);
    }
    if (out_ == 0)
      count = std::max<std::uint64_t>(count, mss); // the fast retransmit itself
    return pipe + static_cast<std::uint32_t>(count);
  }

private:
  std::uint32_t flight_ = 1, target_ = 0;
  std::uint32_t delivered_ = 0, out_ = 0;
};

} // namespace mir::net::tcp
