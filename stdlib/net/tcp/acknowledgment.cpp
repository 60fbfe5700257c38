// What an ACK tells: RFC 9293 3.10.7.4, fifth check; RFC 2018, RFC 6298, RFC 7323.
#include <mir/net/tcp/engine.hpp>

#include <algorithm>
#include <span>

namespace mir::net::tcp {

namespace {

/// RFC 2883 4: the first block lies below the acknowledgment, or inside the second one.
bool tells_of_duplicate(std::span<const SackBlock> blocks, Seq acknowledgment) noexcept {
  if (blocks.empty() || !(blocks[0].begin < blocks[0].end))
    return false;
  return blocks[0].end <= acknowledgment ||
         (blocks.size() > 1 && blocks[1].begin <= blocks[0].begin &&
          blocks[0].end <= blocks[1].end);
}

} // namespace

/// \returns whether to go on with the segment.
bool Connection::take_acknowledgment(const Segment& segment, Instant now) noexcept {
  if (!segment.flags.ack) {
    ++engine_.counters_.no_ack_bit;
    return false;
  }
  if (state_ == State::SynReceived && !complete_handshake(segment, now))
    return false;
  // RFC 5961 5.2: of what was never sent, or older than any segment that may still be on its way.
  const Seq acknowledgment = segment.acknowledgment;
  if (acknowledgment > next_ || acknowledgment < una_ - largest_window_) {
    ++engine_.counters_.bad_ack;
    challenge(now);
    return false;
  }
  const std::uint32_t old_window = window_;
  const Progress progress = update_scoreboard(segment, now);
  update_window(segment);
  Progress seen = progress;
  // RFC 5681 2: nothing new, nothing else in it, and not a change of the window.
  seen.duplicate = acknowledgment == una_ && progress.acknowledged == 0 && segment.payload == 0 &&
                   !segment.flags.fin && window_ == old_window && !sent_.empty();
  measure(segment, progress, now);
  take_ecn_echo(segment);
  react(segment, seen, now);
  if (progress.acknowledged != 0) {
    progress_at_ = now;
    if (fin_acknowledged())
      own_fin_acknowledged(now);
    else
      notify(false, true);
  }
  if (state_ == State::Closed || state_ == State::TimeWait)
    return true;
  // RFC 6298 5.3: with every ACK of something new. A window that shuts makes probes of it, though
  // nothing was acknowledged (RFC 9293 3.8.6.1).
  const bool turned = (old_window == 0) != (window_ == 0);
  if (wait_ != Wait::Reordering && (progress.acknowledged != 0 || wait_ == Wait::Window || turned))
    schedule(now);
  if (fin_sent_ ? sent_.lost() != 0 : (send_.end() != next_ || fin_queued_ || sent_.lost() != 0))
    make_ready();
  return true;
}

/// Takes what has arrived off the scoreboard and the queue.
Connection::Progress Connection::update_scoreboard(const Segment& segment, Instant now) noexcept {
  Progress progress;
  progress.flight = pipe();
  const Seq until = segment.acknowledgment;
  if (until > una_) {
    progress.acknowledged = until - una_;
    const std::uint32_t sacked = sent_.sacked();
    bool first = true;
    sent_.acknowledge(until, [&](const Delivery& delivery) {
      // The oldest piece: its answer was waited for longest, delayed ACK included.
      if (first && !delivery.retransmitted)
        progress.rtt = now - delivery.sent_at;
      first = false;
      progress.retransmitted |= delivery.retransmitted;
      rack_.delivered(delivery, now);
    });
    una_ = until;
    send_.drop(earlier(until, send_.end()));
    // What a block told before is no news now.
    const std::uint32_t known = sacked - sent_.sacked();
    progress.delivered = progress.acknowledged - known;
  }
  take_blocks(segment, progress, now);
  return progress;
}

/// SACK blocks (RFC 2018 4), and among them the report of a duplicate (RFC 2883 4).
void Connection::take_blocks(const Segment& segment, Progress& progress, Instant now) noexcept {
  if (!sack_)
    return;
  const std::span<const SackBlock> blocks = segment.options.blocks();
  if (tells_of_duplicate(blocks, segment.acknowledgment)) {
    rack_.duplicate(una_, next_);
    progress.reported_twice = true;
  }
  for (const SackBlock& block : blocks) {
    const bool old = block.end <= segment.acknowledgment;
    // RFC 2018 5 and RFC 5961: a block counts only if it speaks of what is outstanding.
    if (old || block.begin >= block.end || block.begin < una_ || block.end > next_)
      continue;
    const std::uint32_t before = sent_.sacked();
    sent_.sack(block, [&](const Delivery& delivery) { rack_.delivered(delivery, now); });
    progress.delivered += sent_.sacked() - before;
  }
}

/// RFC 6298 3 and RFC 7323 4: with timestamps also what was sent again can be measured.
void Connection::measure(const Segment& segment, const Progress& progress, Instant now) noexcept {
  if (progress.acknowledged == 0)
    return;
  const std::uint32_t samples = (progress.flight / mss_ + 1) / 2; // RFC 7323 4.2
  if (progress.rtt && !progress.retransmitted) {
    rtt_.sample(*progress.rtt, samples);
  } else if (timestamps_ && segment.options.timestamps && segment.options.timestamps->echo != 0) {
    const std::uint32_t ms = stamp(now) - segment.options.timestamps->echo;
    constexpr std::uint32_t kAbsurd = 600'000; // ms: ten minutes, of an echo that was made up
    if (ms < kAbsurd)
      rtt_.sample(Duration::milliseconds(std::max(ms, 1u)), samples);
  }
}

/// RFC 9293 3.10.7.4: an old segment must not bring back an old window.
void Connection::update_window(const Segment& segment) noexcept {
  if (segment.acknowledgment < una_)
    return;
  if (!(wl1_ < segment.sequence || (wl1_ == segment.sequence && wl2_ <= segment.acknowledgment)))
    return;
  const std::uint32_t before = window_;
  window_ = std::uint32_t{segment.window} << send_scale_;
  largest_window_ = std::max(largest_window_, window_);
  wl1_ = segment.sequence;
  wl2_ = segment.acknowledgment;
  if (before == 0 && window_ != 0 && !sent_.empty() && wait_ == Wait::Window) {
    sent_.mark_lost(*sent_.first()); // a probe: what it carried was dropped, and can go now
    make_ready();
  }
}

/// RFC 3168 6.1.2: a mark is answered like a loss, once a round trip, with nothing to send again.
void Connection::take_ecn_echo(const Segment& segment) noexcept {
  if (!ecn_ || !segment.flags.ece || phase_ != Phase::Open || una_ == congestion_end_ ||
      on_its_way(congestion_end_))
    return;
  cubic_.reduce();
  cubic_.set_window(cubic_.threshold());
  congestion_end_ = next_;
  tell_reduced_ = true;
}

void Connection::own_fin_acknowledged(Instant now) noexcept {
  if (state_ == State::FinWait1) {
    state_ = State::FinWait2;
    wait_for(Wait::Nothing, Instant::never());
    if (!accepted_) // nobody reads any more: the peer has a minute to close, too
      set_clock(Clock::Life, now + engine_.limits_.orphan_time);
  } else if (state_ == State::Closing) {
    enter_time_wait(now);
  } else if (state_ == State::LastAck) {
    error_ = os::Errc::Closed;
    finish();
  }
}

} // namespace mir::net::tcp
