/// \file
/// Rack: which pieces are lost, told by time (RFC 8985 6).
#pragma once

#include <mir/net/tcp/queue/sent_list.hpp>

namespace mir::net::tcp {

/// Recent acknowledgment: a piece is lost when one that was sent later has arrived, and more time
/// than reordering explains has passed.
class Rack {
public:
  /// A piece has arrived (RFC 8985 6.2, steps 1 to 3).
  void delivered(const Delivery& delivery, Instant now) noexcept;
  /// The peer got something twice: it had not been lost, so reordering reaches further (step 4).
  /// Counts once a round trip.
  void duplicate(Seq acknowledged, Seq next) noexcept;
  /// A recovery has ended: after sixteen, reordering is looked for anew (step 4).
  void recovered() noexcept;

  /// Marks what is lost (step 5).
  /// \param certain no reordering was seen, and enough has arrived to exclude it.
  /// \returns how long until more may be lost; zero: nothing to wait for.
  [[nodiscard]] Duration mark_lost(SentList& sent, Duration smoothed, bool certain,
                                   Instant now) noexcept;

  [[nodiscard]] Duration least_rtt() const noexcept { return least_rtt_; }
  [[nodiscard]] bool reordering_seen() const noexcept { return reordering_; }

private:
  [[nodiscard]] Duration reordering_window(Duration smoothed, bool certain) const noexcept;
  /// RFC 8985 5.2: whether (at, end) was sent after the piece.
  [[nodiscard]] static bool sent_after(Instant at, Seq end, Instant other, Seq other_end) noexcept {
    return at > other || (at == other && end > other_end);
  }

  Instant sent_at_; // of the latest sent of all that arrived
  Seq end_;
  Duration rtt_;
  Duration least_rtt_ = Duration::max();
  Seq forward_;   // the highest number that arrived
  Seq round_end_; // duplicates count once until this is acknowledged
  std::uint8_t window_steps_ = 1;
  std::uint8_t persist_ = 0; // recoveries until the window shrinks again
  bool started_ = false;
  bool reordering_ = false;
  bool in_round_ = false;
};

} // namespace mir::net::tcp
