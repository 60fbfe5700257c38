// How a connection opens: RFC 9293 3.5 and 3.10.7.3.
#include <mir/net/tcp/engine.hpp>

#include <algorithm>

namespace mir::net::tcp {

void Connection::open(Instant now) noexcept {
  accepted_ = true;
  state_ = State::SynSent;
  iss_ = una_ = next_ = engine_.secrets_.initial_sequence(tuple(), now);
  progress_at_ = heard_at_ = now;
  syn_due_ = true;
  fit_mss();
  make_ready();
}

/// RFC 9293 3.10.7.2, third check. What came with the SYN besides it is not acknowledged: the peer
/// sends it again.
void Connection::open_passive(const Segment& syn, Listener& listener, Instant now) noexcept {
  passive_ = true;
  state_ = State::SynReceived;
  iss_ = una_ = next_ = engine_.secrets_.initial_sequence(tuple(), now);
  progress_at_ = heard_at_ = now;
  take_syn_options(syn);
  ecn_ = syn.flags.ece && syn.flags.cwr; // RFC 3168 6.1.1
  recent_at_ = now;
  syn_due_ = true;
  listener.add(*this);
  make_ready();
}

void Connection::begin_after(Seq last) noexcept {
  constexpr std::uint32_t kApart = 1u << 16;
  if (state_ == State::SynReceived && iss_ <= last)
    iss_ = una_ = next_ = last + kApart;
}

/// The handshake was completed by an ACK of a cookie: as if the SYN had been remembered.
void Connection::open_from_cookie(const Segment& ack, const CookieData& data, Listener& listener,
                                  Instant now) noexcept {
  passive_ = true;
  state_ = State::SynReceived;
  Segment syn{.sequence = ack.sequence - 1, .window = ack.window};
  syn.options = {.mss = data.mss,
                 .window_scale = data.window_scale,
                 .timestamps = ack.options.timestamps,
                 .sack_permitted = data.sack};
  take_syn_options(syn);
  ecn_ = data.ecn;
  recent_at_ = progress_at_ = heard_at_ = now;
  iss_ = una_ = ack.acknowledgment - 1;
  next_ = ack.acknowledgment;
  from_cookie_ = true; // when the SYN,ACK went out is unknown: no RTT from it
  advertised_ = receive_.next() + std::min(engine_.limits_.receive_buffer, 65'535u);
  listener.add(*this);
}

/// What the peer's SYN says, whichever way it came.
void Connection::take_syn_options(const Segment& syn) noexcept {
  const Limits& limits = engine_.limits_;
  const Options& options = syn.options;
  irs_ = syn.sequence;
  receive_.start(irs_ + 1);
  advertised_ = receive_.next();
  if (state_ == State::SynSent) // our SYN has told of a window
    advertised_ += std::min(limits.receive_buffer, 65'535u);
  last_acknowledged_ = receive_.next();
  peer_mss_ = options.mss.value_or(536); // RFC 9293 3.7.1
  sack_ = limits.selective_acks && options.sack_permitted;
  timestamps_ = limits.timestamps && options.timestamps.has_value();
  if (timestamps_)
    recent_ = options.timestamps->value;
  if (limits.window_scaling && options.window_scale) { // RFC 7323 2.2: both, or none
    send_scale_ = std::min(*options.window_scale, Options::kMostScale);
    receive_scale_ = engine_.receive_scale();
  }
  window_ = largest_window_ = syn.window; // never scaled in a SYN
  wl1_ = syn.sequence;
  fit_mss();
  cubic_.start(mss_);
}

void Connection::send_syn(Instant now) noexcept {
  const bool answer = state_ == State::SynReceived;
  Segment syn = header(iss_, now);
  syn.flags.syn = true;
  syn.flags.ack = answer;
  const std::uint32_t most = std::min(engine_.limits_.receive_buffer, 65'535u);
  syn.window = static_cast<std::uint16_t>(most); // RFC 7323 2.2: not scaled
  Options options = engine_.syn_options(mtu_, tuple());
  if (answer) { // only what the peer has offered
    if (!sack_)
      options.sack_permitted = false;
    if (send_scale_ == 0 && receive_scale_ == 0)
      options.window_scale.reset();
    options.timestamps = syn.options.timestamps;
    syn.flags.ece = ecn_;
    advertised_ = receive_.next() + most;
  } else {
    syn.acknowledgment = Seq();
    if (options.timestamps)
      options.timestamps = Timestamps{stamp(now), 0};
    // RFC 3168 6.1.1.1: something on the way may drop a SYN that asks for it.
    syn.flags.ece = syn.flags.cwr = engine_.limits_.ask_for_ecn && next_ == iss_;
  }
  syn.options = options;
  if (const auto sent = engine_.emit(tuple(), syn); !sent && sent.error() == os::Errc::Again)
    return;
  // After a simultaneous open the SYN,ACK is the second that we send, and nothing was lost.
  syn_again_ = next_ != iss_ && (passive_ || rtt_.backed_off() != 0);
  sent_at_ = now;
  next_ = iss_ + 1;
  syn_due_ = ack_due_ = false;
  wait_for(Wait::Timeout, now + rtt_.timeout());
}

/// RFC 9293 3.10.7.3.
void Connection::arrive_in_syn_sent(const Segment& segment, os::Packet& payload,
                                    Instant now) noexcept {
  const Flags& flags = segment.flags;
  // First, the ACK: it can only be of our SYN.
  if (flags.ack && !(segment.acknowledgment > iss_ && segment.acknowledgment <= next_)) {
    ++engine_.counters_.bad_ack;
    if (!flags.rst)
      engine_.reset(tuple(), segment);
    return;
  }
  // Second, the RST: without an ACK anybody could have sent it.
  if (flags.rst) {
    if (!flags.ack)
      return;
    ++engine_.counters_.resets_in;
    return fail(os::Errc::Refused);
  }
  // Fourth, the SYN.
  if (!flags.syn)
    return;
  take_syn_options(segment);
  recent_at_ = heard_at_ = now;
  if (!flags.ack) { // both ends open at once (RFC 9293 3.5, figure 7)
    state_ = State::SynReceived;
    ecn_ = false;
    syn_due_ = true;
    return make_ready();
  }
  ecn_ = engine_.limits_.ask_for_ecn && !syn_again_ && flags.ece && !flags.cwr; // RFC 3168 6.1.1
  una_ = segment.acknowledgment;
  if (!syn_again_)
    rtt_.sample(now - sent_at_, 1);
  ++engine_.counters_.connected;
  establish(segment, now);
  ack_due_ = true;
  make_ready();
  Segment rest = segment;
  rest.sequence += 1;
  rest.flags.syn = false;
  take_urgent(rest);
  take_payload(rest, payload, now);
  take_fin(rest, now);
}

/// Our SYN is acknowledged, and the peer's has come.
void Connection::establish(const Segment& segment, Instant now) noexcept {
  state_ = State::Established;
  connected_ = true;
  phase_ = Phase::Open;
  send_.start(iss_ + 1);
  small_end_ = una_;
  congestion_end_ = una_;
  limited_end_ = una_;
  recover_ = iss_; // RFC 6582 3.2, step 1
  window_ = segment.flags.syn ? segment.window : std::uint32_t{segment.window} << send_scale_;
  largest_window_ = std::max(largest_window_, window_);
  wl1_ = segment.sequence;
  wl2_ = segment.acknowledgment;
  if (syn_again_) {
    rtt_.syn_was_lost();
    cubic_.start_over_lost_syn();
  }
  rtt_.restart();
  progress_at_ = now;
  wait_for(Wait::Nothing, Instant::never());
  restart_keep_alive(now);
  if (fin_queued_)
    state_ = State::FinWait1;
  notify(false, true);
}

/// RFC 9293 3.10.7.4, fifth check, SYN-RECEIVED. \returns whether the connection is open now.
bool Connection::complete_handshake(const Segment& segment, Instant now) noexcept {
  if (!(segment.acknowledgment > una_ && segment.acknowledgment <= next_)) {
    ++engine_.counters_.bad_ack;
    engine_.reset(tuple(), segment);
    return false;
  }
  if (passive_ && listener_ != nullptr && listener_->full()) {
    ++engine_.counters_.backlog_full; // the ACK is lost: the SYN,ACK goes out again
    return false;
  }
  if (!syn_again_ && passive_ && !from_cookie_)
    rtt_.sample(now - sent_at_, 1);
  una_ = segment.acknowledgment;
  establish(segment, now);
  if (passive_) {
    ++engine_.counters_.accepted;
    if (listener_ != nullptr)
      listener_->established(*this);
  } else {
    ++engine_.counters_.connected;
  }
  return true;
}

} // namespace mir::net::tcp
