#include <mir/net/tcp/congestion/rack.hpp>

#include <algorithm>

namespace mir::net::tcp {

void Rack::delivered(const Delivery& delivery, Instant now) noexcept {
  const Duration rtt = now - delivery.sent_at;
  // An answer this fast is one to the original, and tells nothing of the retransmission.
  if (delivery.retransmitted && rtt < least_rtt_)
    return;
  least_rtt_ = std::min(least_rtt_, std::max(rtt, Duration::nanoseconds(1)));
  rtt_ = rtt;
  if (!started_ || sent_after(delivery.sent_at, delivery.end, sent_at_, end_)) {
    sent_at_ = delivery.sent_at;
    end_ = delivery.end;
  }
  if (!started_ || delivery.end > forward_)
    forward_ = delivery.end;
  else if (delivery.end < forward_ && !delivery.retransmitted)
    reordering_ = true;
  started_ = true;
}

void Rack::duplicate(Seq acknowledged, Seq next) noexcept {
  // One of long ago, half of all numbers later, would lie ahead of what was sent.
  if (in_round_ && acknowledged < round_end_ && round_end_ <= next)
    return;
  in_round_ = true;
  round_end_ = next;
  constexpr std::uint8_t kMostSteps = 4; // a whole round trip
  window_steps_ = std::min<std::uint8_t>(window_steps_ + 1, kMostSteps);
  persist_ = 16;
}

void Rack::recovered() noexcept {
  if (persist_ > 0 && --persist_ == 0)
    window_steps_ = 1;
}

Duration Rack::reordering_window(Duration smoothed, bool certain) const noexcept {
  if (!reordering_ && certain)
    return {};
  return std::min(least_rtt_ / 4 * window_steps_, smoothed);
}

Duration Rack::mark_lost(SentList& sent, Duration smoothed, bool certain, Instant now) noexcept {
  if (!started_)
    return {};
  const Duration patience = rtt_ + reordering_window(smoothed, certain);
  Duration longest;
  for (Sent* piece = sent.first(); piece != nullptr; piece = piece->next) {
    if (!piece->outstanding || !sent_after(sent_at_, end_, piece->sent_at, piece->end))
      continue;
    const Duration left = piece->sent_at + patience - now;
    if (left <= Duration())
      sent.mark_lost(*piece);
    else
      longest = std::max(longest, left);
  }
  return longest;
}

} // namespace mir::net::tcp
