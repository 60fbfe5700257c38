// What is sent, and when: RFC 9293 3.7.4, 3.8.6.2, 3.8.6.1; RFC 5681; RFC 3168.
#include <mir/net/tcp/engine.hpp>

#include <algorithm>

namespace mir::net::tcp {

void Connection::output(Instant now) noexcept {
  if (state_ == State::Closed)
    return;
  if (!connected_) {
    if (syn_due_)
      send_syn(now);
    else if (ack_due_)
      send_ack(now);
    return;
  }
  // RFC 5681 4.1: after a pause the window is worth no more than at the beginning.
  if (sent_.empty() && now - sent_at_ > rtt_.timeout() && send_.size() != 0)
    cubic_.restart_after_idle();
  send_lost(now);
  send_new(now);
  if (state_ != State::Closed && ack_due_)
    send_ack(now);
}

void Connection::send_lost(Instant now) noexcept {
  while (Sent* piece = sent_.first_lost()) {
    const std::uint32_t allowed = allowance();
    if (allowed < std::min(piece->length(), std::uint32_t{mss_}) && pipe() != 0)
      return;
    if (window_ == 0 && wait_ == Wait::Window)
      return; // only probes
    const std::uint32_t most = std::max(allowed / mss_, 1u) * mss_;
    const std::uint32_t size =
        std::min({piece->length(), most, std::max<std::uint32_t>(burst(), mss_)});
    if (size < piece->length() && !sent_.split(*piece, piece->begin + size)) {
      ++engine_.counters_.no_memory;
      return;
    }
    if (!transmit_again(*piece, now))
      return;
  }
}

void Connection::send_new(Instant now) noexcept {
  for (;;) {
    if (fin_sent_)
      return;
    const std::uint32_t size = next_size();
    const bool fin = fin_queued_ && next_ + size == send_.end() && next_ + size < una_ + window_;
    if ((size == 0 && !fin) || !transmit_new(size, fin, now))
      break;
  }
  note_limit();
  if (wait_ == Wait::Nothing)
    schedule(now); // something is held back by the peer's window
}

/// Whether what was sent until now makes use of the congestion window, which grows only then
/// (RFC 9438 5.8). Judged when a batch has gone out and not at each ACK: between the ACKs of a
/// batch nothing is sent, and ever less is in flight. Half a window is enough in slow start, where
/// it doubles meanwhile.
void Connection::note_limit() noexcept {
  const std::uint32_t flight = pipe();
  const std::uint32_t used = cubic_.in_slow_start() ? 2 * flight : flight + mss_;
  if (used >= cubic_.window())
    limited_end_ = next_;
}

/// How many bytes go into the next segment, or into the next several that the device cuts; 0: none
/// may go now. Sender's silly window avoidance (RFC 9293 3.8.6.2.1).
std::uint32_t Connection::next_size() const noexcept {
  const std::uint32_t unsent = send_.end() - next_;
  const Seq edge = una_ + window_;
  const std::uint32_t open = edge > next_ ? edge - next_ : 0;
  const std::uint32_t allowed = std::min(open, allowance());
  const std::uint32_t room = segment_room();
  const std::uint32_t size = std::min({unsent, allowed, burst()});
  const std::uint32_t whole = size - size % room;
  if (size == unsent && (whole == size || may_send_small()))
    return size;
  if (whole != 0)
    return whole;
  // Not a segment: only if the peer never had room for more than twice of it.
  return size == open && size != 0 && size >= largest_window_ / 2 ? size : 0;
}

/// Nagle's algorithm (RFC 9293 3.7.4) with Minshall's change: only a small segment has to wait for
/// the ACK of another small one.
bool Connection::may_send_small() const noexcept {
  return no_delay_ || fin_queued_ || !on_its_way(small_end_);
}

std::uint32_t Connection::allowance() const noexcept {
  const std::uint32_t used = pipe();
  return cubic_.window() > used ? cubic_.window() - used : 0;
}

namespace {

/// Bytes of the SACK option with its padding.
constexpr std::uint32_t size_of_blocks(std::size_t count) noexcept {
  return count == 0 ? 0 : static_cast<std::uint32_t>(4 + 8 * count);
}

} // namespace

/// Payload bytes of one segment: SACK blocks take their part.
std::uint32_t Connection::segment_room() const noexcept {
  if (!sack_)
    return mss_;
  constexpr std::uint32_t kLeast =
      8; // bytes of payload: on a way that is narrow blocks have to wait
  const std::size_t known = receive_.blocks().size() + (duplicate_.begin == duplicate_.end ? 0 : 1);
  std::size_t count = std::min<std::size_t>(known, timestamps_ ? 3 : 4);
  while (count != 0 && size_of_blocks(count) + kLeast > mss_)
    --count;
  return mss_ - size_of_blocks(count);
}

std::uint32_t Connection::burst() const noexcept {
  const std::uint32_t room = segment_room();
  return device_segments_ ? std::max<std::uint32_t>(kMostSegmentedPayload / room, 1) * room : room;
}

bool Connection::transmit(Seq begin, std::uint32_t& size, bool fin, Link*& near, bool again,
                          Instant now) noexcept {
  std::array<os::PageSlice, os::Packet::kMostSlices - 1> slices;
  const std::uint32_t wanted = size;
  std::size_t count = send_.share(begin, size, near, slices);
  const std::uint32_t room = segment_room();
  if (size < wanted && size > room) { // too many small pages: as many whole segments as they make
    std::uint32_t whole = size - size % room;
    for (std::size_t i = 0; i < count; ++i)
      slices[i].reset();
    size = whole;
    count = send_.share(begin, size, near, slices);
  }
  Segment segment = header(begin, now);
  segment.payload = size;
  const std::uint32_t longest = device_segments_ ? std::min(size, room) : size;
  while (segment.options.sack_count != 0 &&
         longest + size_of_blocks(segment.options.sack_count) > mss_)
    --segment.options.sack_count; // what is sent again may be as long as before there were blocks
  segment.flags.fin = fin && size == wanted;
  segment.flags.psh = size != 0 && begin + size == send_.end(); // RFC 9293 3.9.1.2
  // RFC 3168 6.1.5 and 6.1.6: neither what is sent again nor what probes a closed window.
  const bool marked = ecn_ && size != 0 && !again && window_ != 0;
  segment.flags.cwr = marked && tell_reduced_;
  const auto sent = engine_.emit(tuple(), segment, std::span(slices).first(count),
                                 size > longest ? static_cast<std::uint16_t>(room) : 0,
                                 marked ? Ecn::Capable0 : Ecn::NotCapable);
  if (!sent && sent.error() == os::Errc::Again)
    return false;
  if (!sent && sent.error() == os::Errc::TooLong && learn_mtu())
    return false; // again, in smaller segments
  // Whatever else went wrong below is a loss as any other.
  if (marked)
    tell_reduced_ = false;
  sent_at_ = now;
  if (phase_ == Phase::Recovery)
    proportion_.sent(size);
  acknowledged_to_peer();
  return true;
}

bool Connection::transmit_new(std::uint32_t size, bool fin, Instant now) noexcept {
  if (!engine_.pieces_.reserve()) {
    ++engine_.counters_.no_memory;
    return false;
  }
  const std::uint32_t wanted = size;
  Link* near = sent_.last() != nullptr ? sent_.last()->link : nullptr;
  if (!transmit(next_, size, fin, near, false, now))
    return false;
  const bool with_fin = fin && size == wanted;
  const bool idle = sent_.empty();
  if (idle)
    progress_at_ = now;
  sent_.add(next_, next_ + size + (with_fin ? 1 : 0), near, now, with_fin);
  next_ += size + (with_fin ? 1 : 0);
  fin_sent_ |= with_fin;
  engine_.counters_.bytes_out += size;
  if (size % segment_room() != 0)
    small_end_ = next_;
  // RFC 6298 5.1: the clock for what was sent before goes on; the tail probe's begins anew
  // (RFC 8985 7.2).
  if (wait_ == Wait::Timeout)
    consider_tail_probe(now);
  else if (wait_ != Wait::Reordering)
    schedule(now);
  return true;
}

bool Connection::transmit_again(Sent& piece, Instant now) noexcept {
  std::uint32_t size = piece.length() - (piece.fin ? 1 : 0);
  const std::uint32_t wanted = size;
  if (!transmit(piece.begin, size, piece.fin, piece.link, true, now))
    return false;
  if (size < wanted && !sent_.split(piece, piece.begin + size))
    ++engine_.counters_.no_memory; // the rest counts as sent: a time-out brings it back
  if (!undo_possible_ && phase_ != Phase::Open) {
    undo_possible_ = true;
    again_stamp_ = stamp(now);
  }
  ++engine_.counters_.retransmissions;
  sent_.mark_sent_again(piece, now);
  if (wait_ == Wait::Nothing || wait_ == Wait::Tail)
    wait_for(Wait::Timeout, now + rtt_.timeout());
  return true;
}

/// What every segment says.
Segment Connection::header(Seq sequence, Instant now) noexcept {
  Segment segment{.sequence = sequence,
                  .acknowledgment = receive_.next() + (fin_taken_ ? 1 : 0),
                  .flags = {.ack = true, .ece = ecn_ && echo_congestion_}};
  segment.window = announce_window();
  const bool offer = state_ == State::SynSent && engine_.limits_.timestamps;
  if (timestamps_ || offer)
    segment.options.timestamps = Timestamps{stamp(now), recent_};
  if (sack_ && connected_) {
    if (duplicate_.begin != duplicate_.end)
      segment.options.add_block(duplicate_); // RFC 2883 4: the first block
    for (const SackBlock& block : receive_.blocks())
      segment.options.add_block(block);
    while (size_of_blocks(segment.options.sack_count) > mss_)
      --segment.options.sack_count;
  }
  return segment;
}

/// What was sent into a closed window, such as a probe, the peer has not taken: an ACK from behind
/// it would lie outside of its window (RFC 9293 3.10.7.4) and be dropped with the window it tells.
void Connection::send_ack(Instant now) noexcept {
  const bool is_closed = connected_ && window_ == 0;
  const auto sent = engine_.emit(tuple(), header(is_closed ? una_ : next_, now));
  if (!sent && sent.error() == os::Errc::Again)
    return;
  acknowledged_to_peer();
}

void Connection::acknowledged_to_peer() noexcept {
  ack_due_ = false;
  unacknowledged_ = 0;
  duplicate_ = {};
  last_acknowledged_ = receive_.next() + (fin_taken_ ? 1 : 0);
  clock(Clock::Acknowledge) = Instant::never();
}

void Connection::send_reset() noexcept {
  Segment segment{.sequence = next_,
                  .acknowledgment = receive_.next() + (fin_taken_ ? 1 : 0),
                  .flags = {.rst = true, .ack = true}};
  if (timestamps_) // RFC 7323 3.2
    segment.options.timestamps = Timestamps{stamp(engine_.now()), recent_};
  ++engine_.counters_.resets_out;
  static_cast<void>(engine_.emit(tuple(), segment));
}

/// RFC 9293 3.8.6.1: an octet of new data, or, once that is under way, the same again. With a
/// window that is open but too small for a segment, as much as fits: the override of silly window
/// avoidance.
void Connection::probe_window(Instant now) noexcept {
  ++engine_.counters_.window_probes;
  const std::uint32_t unsent = fin_sent_ ? 0 : send_.end() - next_;
  if (Sent* first = sent_.first(); first != nullptr) {
    if (first->length() > mss_)
      static_cast<void>(sent_.split(*first, first->begin + mss_));
    transmit_again(*first, now);
  } else if (unsent != 0) {
    transmit_new(std::min({unsent, segment_room(), std::max(window_, 1u)}), false, now);
  } else if (fin_queued_ && !fin_sent_) {
    transmit_new(0, true, now);
  }
}

/// Where the window should end: as much as there is room for. Of the memory that all share an
/// eighth of what is left is promised at most, so that many connections do not promise it many
/// times.
Seq Connection::window_edge() const noexcept {
  const std::uint32_t buffer = engine_.limits_.receive_buffer;
  const std::uint32_t used = receive_.readable();
  const std::size_t always = ReceiveQueue::kAlways > used ? ReceiveQueue::kAlways - used : 0;
  const std::size_t share = std::max(engine_.receive_memory_.left() / 8, always);
  const std::uint32_t free = buffer > used ? buffer - used : 0;
  return receive_.next() + static_cast<std::uint32_t>(std::min<std::size_t>(free, share));
}

/// The window for a segment's header. Receiver's silly window avoidance (RFC 9293 3.8.6.2.2): the
/// edge moves by a segment or half the buffer at least, and never back (3.8.6).
std::uint16_t Connection::announce_window() noexcept {
  const Seq next = receive_.next() + (fin_taken_ ? 1 : 0);
  const Seq edge = earlier(window_edge(), next + (65'535u << receive_scale_));
  const std::uint32_t step = std::min<std::uint32_t>(engine_.limits_.receive_buffer / 2, mss_);
  if (edge > advertised_ && edge - advertised_ >= step)
    advertised_ = edge;
  const std::uint32_t window = advertised_ > next ? advertised_ - next : 0;
  // Rounded up: rounding down would take back what was promised.
  const std::uint32_t unit = 1u << receive_scale_;
  const std::uint32_t field = std::min((window + unit - 1) >> receive_scale_, 65'535u);
  advertised_ = later(advertised_, next + (field << receive_scale_));
  return static_cast<std::uint16_t>(field);
}

/// The application has read: the peer is told when it is worth a segment.
void Connection::consider_window_update() noexcept {
  if (!may_receive())
    return;
  const Seq edge = earlier(window_edge(), receive_.next() + (65'535u << receive_scale_));
  const std::uint32_t buffer = engine_.limits_.receive_buffer;
  const std::uint32_t left = advertised_ > receive_.next() ? advertised_ - receive_.next() : 0;
  // With that much still open, the next ACK tells it soon enough.
  constexpr std::uint32_t kPlenty = 32 * 1024;
  if (left >= std::min(buffer / 2, kPlenty))
    return;
  const std::uint32_t gain = edge > advertised_ ? edge - advertised_ : 0;
  const std::uint32_t step = left < 2u * mss_ ? std::min<std::uint32_t>(buffer / 2, mss_)
                                              : std::max<std::uint32_t>(buffer / 4, 2u * mss_);
  if (gain >= step) {
    ack_due_ = true;
    make_ready();
  }
}

} // namespace mir::net::tcp
