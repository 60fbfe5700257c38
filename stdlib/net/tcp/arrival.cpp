// A segment arrives: RFC 9293 3.10.7.4, check by check.
#include <mir/net/tcp/engine.hpp>

#include <algorithm>

namespace mir::net::tcp {

void Connection::arrive(Segment segment, os::Packet& payload, Instant now) noexcept {
  if (state_ == State::SynSent)
    return arrive_in_syn_sent(segment, payload, now);
  arrive_synchronized(segment, payload, now);
}

void Connection::arrive_synchronized(Segment& segment, os::Packet& payload, Instant now) noexcept {
  if (!check_timestamp(segment, now) || !check_sequence(segment, now)) // first
    return;
  const Seq begin = segment.sequence;
  const Seq last_acknowledged = last_acknowledged_;
  if (segment.flags.rst) // second; the third, security, nobody has
    return take_reset(segment, now);
  if (segment.flags.syn) // fourth
    return take_syn(segment, now);
  if (!take_acknowledgment(segment, now)) // fifth
    return;
  if (begin <= last_acknowledged)
    note_timestamp(segment, now);
  if (state_ == State::Closed || state_ == State::TimeWait) // it was the last ACK
    return;
  heard_at_ = now;
  keep_alives_ = 0;
  restart_keep_alive(now);
  take_urgent(segment);                // sixth
  take_payload(segment, payload, now); // seventh
  take_fin(segment, now);              // eighth
}

/// Protection against wrapped sequence numbers: RFC 7323 5.3 R1. \returns whether to go on.
bool Connection::check_timestamp(const Segment& segment, Instant now) noexcept {
  if (!timestamps_ || segment.flags.rst)
    return true; // RFC 7323 5.2: resets are judged by their number only
  if (!segment.options.timestamps) {
    ++engine_.counters_.no_timestamp; // RFC 7323 3.2
    return false;
  }
  constexpr Duration kOutdated = Duration::seconds(24 * 24 * 3600); // RFC 7323 5.5
  const std::uint32_t value = segment.options.timestamps->value;
  const bool older = static_cast<std::int32_t>(value - recent_) < 0 && now - recent_at_ < kOutdated;
  if (older && !segment.flags.syn) {
    ++engine_.counters_.paws;
    if (segment.length() != 0 && segment.end() <= receive_.next())
      duplicate_ = {segment.sequence, segment.sequence + segment.payload};
    challenge(now);
    return false;
  }
  return true;
}

/// RFC 7323 5.3 R3, of a segment that was at Last.ACK.sent (4.3). Comes behind every check: a
/// number in the far future that a stranger could plant would make the peer's segments look old.
void Connection::note_timestamp(const Segment& segment, Instant now) noexcept {
  if (!timestamps_ || !segment.options.timestamps)
    return;
  recent_ = segment.options.timestamps->value;
  recent_at_ = now;
}

/// The first check: whether any of the segment lies in the window (RFC 9293 3.4, table 6).
/// \returns whether to go on.
bool Connection::check_sequence(Segment& segment, Instant now) noexcept {
  const Seq next = receive_.next() + (fin_taken_ ? 1 : 0);
  const bool first_in = segment.sequence >= next && segment.sequence < later(advertised_, next + 1);
  const bool last_in = segment.length() != 0 && segment.end() > next && segment.sequence < next;
  if (first_in || (last_in && advertised_ > next))
    return true;
  // Deviates from RFC 9293 3.10.7.4: who has filled our window, with a hole in it, sends its ACKs
  // from the right edge. Two ends that dropped those of each other would wait for time-outs.
  const Flags& flags = segment.flags;
  if (segment.length() == 0 && segment.sequence == advertised_ && flags.ack && !flags.rst)
    return true;
  // The other end opened at the same time and has not seen that we know: its SYN stands before the
  // window, what it acknowledges counts (RFC 9293 3.5, figure 7).
  if (state_ == State::SynReceived && segment.flags.syn && !segment.flags.rst &&
      segment.sequence == irs_) {
    if (segment.flags.ack && !passive_) {
      segment.flags.syn = false;
      segment.sequence += 1;
      segment.window >>= send_scale_; // RFC 7323 2.2: that of a SYN is not scaled
      ack_due_ = true;
      make_ready();
      return true;
    }
    // The SYN,ACK was lost. An ACK alone, as RFC 9293 3.10.7.4 has it, would not help the peer.
    syn_due_ = true;
    make_ready();
    return false;
  }
  ++engine_.counters_.outside_window;
  if (segment.flags.rst)
    return false;
  // A retransmission whose ACK was lost, or a probe: always answered, lest the peer waits for ever.
  // Of the numbers far away only a stranger knows nothing better.
  const bool near =
      segment.sequence <= next && segment.end() + engine_.limits_.receive_buffer > next;
  if (segment.length() == 0 || segment.flags.syn || !near) {
    challenge(now);
    return false;
  }
  if (segment.payload != 0 && segment.end() <= next)
    duplicate_ = {segment.sequence, segment.sequence + segment.payload};
  ack_due_ = true;
  make_ready();
  return false;
}

/// The second check, as RFC 5961 3 has it.
void Connection::take_reset(const Segment& segment, Instant now) noexcept {
  if (segment.sequence != receive_.next() + (fin_taken_ ? 1 : 0)) {
    ++engine_.counters_.bad_reset;
    return challenge(now);
  }
  ++engine_.counters_.resets_in;
  if (state_ == State::SynReceived)
    return fail(passive_ ? os::Errc::Closed : os::Errc::Refused);
  // Both sides are done: nothing is lost by it.
  const bool done = state_ == State::Closing || state_ == State::LastAck;
  if (done && fin_taken_ && send_.size() == 0) {
    error_ = os::Errc::Closed;
    return finish();
  }
  fail(os::Errc::Reset);
}

/// The fourth check, as RFC 5961 4 has it.
void Connection::take_syn(const Segment&, Instant now) noexcept {
  ++engine_.counters_.bad_syn;
  if (state_ == State::SynReceived && passive_)
    return fail(os::Errc::Closed); // back to LISTEN
  challenge(now);
}

/// The sixth check. Urgent data is data: only its end is written down (RFC 6093 4).
void Connection::take_urgent(const Segment& segment) noexcept {
  if (!segment.flags.urg || segment.urgent == 0 || fin_taken_)
    return;
  const Seq end = segment.sequence + segment.urgent;
  if (end <= receive_.next() || (urgent_known_ && end <= urgent_at_))
    return;
  urgent_known_ = true;
  urgent_at_ = end;
  notify(true, false); // RFC 9293 3.8.5, MUST-32
}

/// The seventh check.
void Connection::take_payload(const Segment& segment, os::Packet& payload, Instant now) noexcept {
  if (segment.payload == 0)
    return;
  if (!may_receive()) { // the peer has said that it sends no more
    ack_due_ = true;
    return make_ready();
  }
  if (!accepted_ && listener_ == nullptr && segment.end() > receive_.next()) {
    ++engine_.counters_.data_after_close; // RFC 9293 3.6.1: nobody will read it
    return abort();
  }
  if (ecn_) { // RFC 3168 6.1.3
    if (segment.flags.cwr)
      echo_congestion_ = false;
    if (segment.congestion) {
      echo_congestion_ = true;
      ++engine_.counters_.congestion_marks;
    }
  }
  const Seq limit = fin_known_ ? earlier(advertised_, fin_at_) : advertised_;
  const ReceiveQueue::Outcome outcome = receive_.insert(segment.sequence, payload.slices(), limit);
  engine_.counters_.bytes_in += outcome.in_order;
  answer_data(segment, outcome, now);
  if (outcome.in_order != 0)
    notify(true, false);
}

/// When to acknowledge: RFC 9293 3.8.6.3, RFC 5681 4.2.
void Connection::answer_data(const Segment& segment, const ReceiveQueue::Outcome& outcome,
                             Instant now) noexcept {
  if (outcome.duplicate.begin != outcome.duplicate.end)
    duplicate_ = outcome.duplicate;
  if (outcome.no_memory) {
    ++engine_.counters_.no_memory;
    engine_.ran_short();
  }
  unacknowledged_ += outcome.in_order;
  const bool odd =
      outcome.out_of_order || outcome.filled_hole || outcome.in_order == 0 || receive_.has_holes();
  // Every second segment (RFC 5681 4.2): as long as the longest that has come, for a peer's may be
  // shorter than what either end could take. Longer ones were merged by a device.
  longest_ = std::max(
      longest_, static_cast<std::uint16_t>(std::min<std::uint32_t>(segment.payload, own_mss())));
  const bool enough = unacknowledged_ >= 2u * longest_ || segment.end() > advertised_;
  if (odd || enough || (ecn_ && segment.congestion)) {
    ack_due_ = true;
    make_ready();
    // A sender without SACK counts duplicates: each segment behind a hole has its own ACK, though
    // a whole batch of them is put in before the next flush().
    if (outcome.out_of_order && outcome.in_order == 0 && !sack_)
      send_ack(now);
  } else if (clock(Clock::Acknowledge) == Instant::never()) {
    set_clock(Clock::Acknowledge, now + engine_.limits_.delayed_ack);
  }
}

/// The eighth check.
void Connection::take_fin(const Segment& segment, Instant now) noexcept {
  if (state_ == State::Closed || !may_receive())
    return;
  if (segment.flags.fin && !fin_known_) {
    const Seq at = segment.end() - 1;
    if (at > advertised_) // behind the window: it comes again
      return;
    fin_known_ = true;
    fin_at_ = at;
  }
  if (!fin_known_ || receive_.next() < fin_at_) {
    if (segment.flags.fin && segment.payload == 0) { // else its payload was answered
      ack_due_ = true;
      make_ready();
    }
    return;
  }
  fin_arrived(now);
}

void Connection::fin_arrived(Instant now) noexcept {
  receive_.forget_runs(); // behind its end nothing can come, whatever the peer has claimed
  fin_taken_ = true;
  ack_due_ = true;
  make_ready();
  if (state_ == State::Established) {
    state_ = State::CloseWait;
  } else if (state_ == State::FinWait1) {
    state_ = State::Closing; // our own FIN was not acknowledged: that would be FIN-WAIT-2
  } else {
    notify(true, true);
    return enter_time_wait(now);
  }
  notify(true, true);
}

/// A challenge ACK: who sent this in truth gets on by it, who forged it learns nothing. At most so
/// many (RFC 5961 7), counted for each connection: a count for all would tell one stranger of
/// another.
void Connection::challenge(Instant now) noexcept {
  constexpr Duration kPeriod = Duration::seconds(5); // RFC 5961 7
  if (!challenges_.allow(engine_.limits_.challenge_acks, kPeriod, now)) {
    ++engine_.counters_.challenge_limited;
    return;
  }
  ack_due_ = true;
  make_ready();
}

} // namespace mir::net::tcp
