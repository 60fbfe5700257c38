// The clocks of a connection: RFC 6298 5, RFC 8985 7.2, RFC 9293 3.8.
#include <mir/net/tcp/engine.hpp>

#include <algorithm>

namespace mir::net::tcp {

/// One timer stands for four clocks. It is armed for the earliest, and only ever moved forward: a
/// clock that moves back, as the retransmission clock does with every ACK, costs nothing.
void Connection::set_clock(Clock which, Instant when) noexcept {
  clock(which) = when;
  if (when != Instant::never() && (!Timer::armed() || when < Timer::deadline()))
    engine_.wheel_.arm(*this, when);
}

void Connection::expired() noexcept {
  const Instant now = engine_.now();
  const auto due = [&](Clock which) {
    if (state_ == State::Closed || clock(which) > now)
      return false;
    clock(which) = Instant::never();
    return true;
  };
  if (due(Clock::Retransmit))
    retransmit_clock(now);
  if (due(Clock::Acknowledge)) {
    ack_due_ = true;
    make_ready();
  }
  if (due(Clock::KeepAlive))
    keep_alive_clock(now);
  if (due(Clock::Life))
    life_clock(now);
  const Instant next = *std::ranges::min_element(clocks_);
  if (state_ != State::Closed && state_ != State::TimeWait && next != Instant::never())
    engine_.wheel_.arm(*this, next);
}

void Connection::wait_for(Wait what, Instant when) noexcept {
  wait_ = what;
  set_clock(Clock::Retransmit, when);
}

/// Starts the clock for what is outstanding, or for what the peer's window holds back.
void Connection::schedule(Instant now) noexcept {
  if (!connected_ || state_ == State::Closed || state_ == State::TimeWait)
    return;
  const bool held_back = !fin_sent_ && (send_.end() != next_ || fin_queued_);
  if (sent_.empty() && !held_back)
    return wait_for(Wait::Nothing, Instant::never());
  if (window_ == 0 || sent_.empty()) {
    if (wait_ != Wait::Window) {
      window_probes_ = 0;
      if (sent_.empty())
        progress_at_ = now; // before, there was nothing to wait for
      wait_for(Wait::Window, now + window_delay());
    } else if (window_ != 0 && clock(Clock::Retransmit) > now + window_delay()) {
      wait_for(Wait::Window, now + window_delay()); // open a little: it was probed ever less often
    }
    return;
  }
  wait_for(Wait::Timeout, now + rtt_.timeout());
  consider_tail_probe(now);
}

/// A lost tail is noticed by nobody but a probe, if there is time for one before the time-out.
void Connection::consider_tail_probe(Instant now) noexcept {
  const bool tail = sack_ && phase_ == Phase::Open && !tail_probed_ && sent_.lost() == 0 &&
                    sent_.sacked() == 0 && rtt_.backed_off() == 0;
  if (tail && now + tail_delay() < clock(Clock::Retransmit))
    wait_for(Wait::Tail, now + tail_delay());
}

/// RFC 9293 3.8.6.1: first after a time-out, then less and less often. With a window that is open,
/// but too small for a segment, the override of 3.8.6.2.1: after a second at most.
Duration Connection::window_delay() const noexcept {
  constexpr Duration kOverride = Duration::seconds(1);
  if (window_ != 0)
    return std::min(rtt_.timeout(), kOverride);
  return std::min(rtt_.timeout() * (std::int64_t{1} << window_probes_), Rtt::kMost);
}

/// RFC 8985 7.2: two round trips, and the time a lone segment's ACK may be delayed by.
Duration Connection::tail_delay() const noexcept {
  constexpr Duration kDelayedAck = Duration::milliseconds(200);
  if (!rtt_.measured())
    return Rtt::kInitial;
  const Duration delay = rtt_.smoothed() * 2;
  return sent_.pipe() <= mss_ ? delay + kDelayedAck : delay + Duration::milliseconds(2);
}

void Connection::retransmit_clock(Instant now) noexcept {
  switch (std::exchange(wait_, Wait::Nothing)) {
  case Wait::Nothing:
    return;
  case Wait::Tail:
    return probe_tail(now);
  case Wait::Reordering:
    detect_loss({}, now);
    if (wait_ == Wait::Nothing)
      wait_for(Wait::Timeout, now + rtt_.timeout());
    return;
  case Wait::Timeout:
    return retransmission_timeout(now);
  case Wait::Window:
    if (gave_up(now))
      return fail(os::Errc::TimedOut);
    probe_window(now);
    if (window_probes_ < 16)
      ++window_probes_;
    if (window_ != 0)
      schedule(now); // what the override has sent is data as any other
    else if (state_ != State::Closed)
      wait_for(Wait::Window, now + window_delay());
    return;
  }
}

/// Whether the other end has been silent for too long (RFC 9293 3.8.3). A closed window is no
/// silence as long as probes are answered (3.8.6.1, MUST-37), unless nobody waits for it any more.
bool Connection::gave_up(Instant now) noexcept {
  if (state_ == State::SynReceived)
    return now - progress_at_ >= engine_.limits_.orphan_time;
  if (state_ == State::SynSent)
    return now - progress_at_ >= engine_.limits_.give_up_syn;
  const Instant since =
      window_ == 0 && accepted_ ? std::max(progress_at_, heard_at_) : progress_at_;
  return now - since >= give_up_;
}

void Connection::set_keep_alive(const std::optional<KeepAlive>& how) noexcept {
  keep_alive_ = how;
  keep_alives_ = 0;
  if (!how)
    clock(Clock::KeepAlive) = Instant::never();
  else if (connected_ && state_ != State::Closed && state_ != State::TimeWait)
    restart_keep_alive(engine_.now());
}

void Connection::restart_keep_alive(Instant now) noexcept {
  if (keep_alive_)
    set_clock(Clock::KeepAlive, now + keep_alive_->idle);
}

/// RFC 9293 3.8.4: a segment that must be answered, with nothing in it (MUST-26, SHLD-12).
void Connection::keep_alive_clock(Instant now) noexcept {
  if (!keep_alive_ || !connected_)
    return;
  if (sent_.empty()) {
    if (keep_alives_ >= keep_alive_->probes)
      return fail(os::Errc::TimedOut);
    ++keep_alives_;
    ++engine_.counters_.keep_alives;
    static_cast<void>(engine_.emit(tuple(), header(next_ - 1, now)));
  }
  set_clock(Clock::KeepAlive, now + keep_alive_->interval);
}

void Connection::life_clock(Instant) noexcept {
  if (state_ != State::FinWait2)
    return;
  ++engine_.counters_.orphans_dropped;
  error_ = os::Errc::TimedOut;
  finish();
}

} // namespace mir::net::tcp
