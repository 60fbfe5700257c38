// Loss and what is done about it: RFC 5681, RFC 6582, RFC 6675, RFC 8985, RFC 6937, RFC 3522.
#include <mir/net/tcp/engine.hpp>

#include <algorithm>

namespace mir::net::tcp {

namespace {
constexpr std::uint32_t kDuplicates = 3; // RFC 5681 3.2
} // namespace

/// Bytes thought to be in the network. Without SACK each duplicate ACK stands for a segment that
/// has left it (RFC 6582 3.2, step 3).
std::uint32_t Connection::pipe() const noexcept {
  const std::uint32_t left = sack_ ? 0 : std::uint32_t{duplicates_} * mss_;
  return sent_.pipe() > left ? sent_.pipe() - left : 0;
}

/// After each ACK: is something lost, is the recovery over, may the window grow?
void Connection::react(const Segment& segment, const Progress& progress, Instant now) noexcept {
  if (phase_ != Phase::Open && was_spurious(segment, progress))
    undo();
  judge_tail_probe(segment, progress);
  const std::uint32_t delivered = delivered_by(progress);
  if (phase_ != Phase::Open && una_ >= recover_ && progress.acknowledged != 0)
    leave_recovery();
  else if (phase_ == Phase::Open && progress.acknowledged != 0)
    duplicates_ = 0;
  detect_loss(progress, now);
  const bool limited = una_ - progress.acknowledged < limited_end_;
  limited_end_ = later(limited_end_, una_); // half the sequence numbers later it would lie ahead
  if (phase_ == Phase::Recovery)
    cubic_.set_window(proportion_.window(delivered, pipe(), mss_));
  else if (progress.acknowledged != 0)
    cubic_.acknowledged(progress.acknowledged, now, rtt_.smoothed(), limited);
}

/// RFC 8985 7.4: a probe that filled a hole tells of a loss, though nobody reported one.
void Connection::judge_tail_probe(const Segment& segment, const Progress& progress) noexcept {
  if (!tail_probed_ || segment.acknowledgment < tail_end_)
    return;
  tail_probed_ = false;
  if (!tail_again_ || progress.reported_twice || progress.acknowledged == 0)
    return;
  if (phase_ == Phase::Open && segment.acknowledgment > tail_end_) {
    cubic_.reduce();
    cubic_.set_window(cubic_.threshold());
  }
}

/// Bytes that have left the network. Without SACK duplicate ACKs have told of some before.
std::uint32_t Connection::delivered_by(const Progress& progress) const noexcept {
  if (sack_)
    return progress.delivered;
  if (progress.duplicate)
    return mss_;
  const std::uint32_t told = std::uint32_t{duplicates_} * mss_;
  return progress.acknowledged > told ? progress.acknowledged - told
                                      : std::min<std::uint32_t>(progress.acknowledged, mss_);
}

void Connection::detect_loss(const Progress& progress, Instant now) noexcept {
  if (sack_) {
    if (sent_.empty() || (sent_.sacked() == 0 && phase_ == Phase::Open && !rack_.reordering_seen()))
      return;
    const bool certain = phase_ != Phase::Open || sent_.sacked() >= kDuplicates * mss_ ||
                         sent_.sacked_pieces(kDuplicates) >= kDuplicates;
    const std::uint32_t before = sent_.lost();
    const Duration more = rack_.mark_lost(sent_, rtt_.smoothed(), certain, now);
    if (sent_.lost() != before && phase_ == Phase::Open)
      enter_recovery();
    if (sent_.lost() != before)
      make_ready();
    if (more > Duration())
      wait_for(Wait::Reordering, now + more);
    else if (wait_ == Wait::Reordering)
      schedule(now);
    return;
  }
  if (phase_ == Phase::Recovery && progress.acknowledged != 0) {
    // RFC 6582 3.2, step 3, partial: what follows the acknowledged bytes is lost as well.
    const std::uint32_t segments = progress.acknowledged / mss_;
    duplicates_ = static_cast<std::uint8_t>(duplicates_ > segments ? duplicates_ - segments : 0);
    mark_first_lost();
  }
  if (progress.duplicate)
    count_duplicate(progress);
}

/// RFC 5681 3.2 and RFC 6582 3.2, step 2: three duplicates of an ACK that covers more than the last
/// recovery did.
void Connection::count_duplicate(const Progress&) noexcept {
  if (duplicates_ < 255)
    ++duplicates_;
  make_ready(); // RFC 3042: a new segment for each of the first two
  const bool covered = una_ != recover_ && !on_its_way(recover_);
  if (phase_ == Phase::Open && duplicates_ == kDuplicates && covered) {
    enter_recovery();
    mark_first_lost();
  }
}

void Connection::mark_first_lost() noexcept {
  Sent* first = sent_.first();
  if (first == nullptr)
    return;
  if (first->length() > mss_)
    static_cast<void>(sent_.split(*first, first->begin + mss_)); // else all of it goes again
  sent_.mark_lost(*first);
  make_ready();
}

void Connection::enter_recovery() noexcept {
  ++engine_.counters_.recoveries;
  before_loss_ = cubic_.save();
  const std::uint32_t before = pipe() + sent_.lost();
  const std::uint32_t unused = cubic_.window() > before ? cubic_.window() - before : 0;
  cubic_.reduce();
  tell_reduced_ = ecn_;
  proportion_.begin(before + sent_.sacked(), cubic_.threshold(), std::min(unused, sent_.sacked()));
  phase_ = Phase::Recovery;
  recover_ = next_;
  undo_possible_ = false;
  cubic_.set_window(proportion_.window(0, pipe(), mss_));
}

void Connection::leave_recovery() noexcept {
  // RFC 6937 3; RFC 6582 3.2, step 3, full: without SACK what is in flight is a guess.
  if (phase_ == Phase::Recovery)
    cubic_.set_window(
        sack_ ? cubic_.threshold()
              : std::min(cubic_.threshold(), std::max<std::uint32_t>(pipe(), mss_) + mss_));
  phase_ = Phase::Open;
  duplicates_ = 0;
  undo_possible_ = false;
  rack_.recovered();
}

/// RFC 3522 3.2: the first ACK after a retransmission echoes a time before it: it answers the
/// original, which was late and not lost.
bool Connection::was_spurious(const Segment& segment, const Progress& progress) const noexcept {
  return undo_possible_ && timestamps_ && segment.options.timestamps &&
         progress.acknowledged != 0 && segment.options.timestamps->echo != 0 &&
         static_cast<std::int32_t>(segment.options.timestamps->echo - again_stamp_) < 0;
}

void Connection::undo() noexcept {
  ++engine_.counters_.spurious;
  cubic_.restore(before_loss_);
  undo_possible_ = false;
  phase_ = Phase::Open;
  duplicates_ = 0;
  sent_.mark_none_lost();
}

/// RFC 6298 5.4 to 5.6.
void Connection::retransmission_timeout(Instant now) noexcept {
  ++engine_.counters_.timeouts;
  if (gave_up(now))
    return fail(os::Errc::TimedOut);
  rtt_.back_off();
  if (state_ == State::SynSent || state_ == State::SynReceived) {
    syn_due_ = true;
    return make_ready();
  }
  if (phase_ != Phase::Loss) {
    if (phase_ == Phase::Open)
      before_loss_ = cubic_.save();
    undo_possible_ = false; // until something goes out again
    cubic_.collapse(phase_ == Phase::Recovery);
    tell_reduced_ = ecn_;
  } else {
    cubic_.set_window(mss_); // RFC 5681 3.1: the threshold stays as the first time-out set it
  }
  phase_ = Phase::Loss;
  recover_ = next_;
  duplicates_ = 0;
  tail_probed_ = false;
  // RFC 2018 8: a receiver that has the first piece and did not acknowledge it went back on it.
  sent_.mark_all_lost(sent_.first() != nullptr && sent_.first()->sacked);
  make_ready();
}

/// RFC 8985 7.3: new data if there is any and the window lets it out, else the last segment again.
void Connection::probe_tail(Instant now) noexcept {
  ++engine_.counters_.tail_probes;
  tail_probed_ = true;
  tail_again_ = false;
  const Seq edge = una_ + window_;
  const std::uint32_t unsent = fin_sent_ ? 0 : send_.end() - next_;
  const std::uint32_t size = std::min<std::uint32_t>(unsent, segment_room());
  if (size != 0 && next_ + size <= edge) {
    transmit_new(size, false, now);
  } else if (Sent* last = sent_.last(); last != nullptr) {
    if (last->length() > mss_ && sent_.split(*last, last->end - mss_))
      last = last->next;
    tail_again_ = true;
    transmit_again(*last, now);
  }
  tail_end_ = next_;
  if (state_ != State::Closed)
    wait_for(Wait::Timeout, now + rtt_.timeout());
}

} // namespace mir::net::tcp
