// The calls of the application (RFC 9293 3.10.1 to 3.10.6), and how a connection ends.
#include <mir/net/tcp/engine.hpp>

#include <algorithm>

namespace mir::net::tcp {

os::Result<> Connection::status() const noexcept {
  switch (state_) {
  case State::Closed:
    if (error_ == os::Errc::Closed)
      return {};
    return os::fail(error_);
  case State::SynSent:
  case State::SynReceived:
    return os::fail(os::Errc::Again);
  default:
    return {};
  }
}

os::Result<os::Packet> Connection::read(std::size_t most) noexcept {
  os::Packet packet;
  for (; most != 0 && receive_.readable() != 0; --most)
    packet.push_back(receive_.take());
  if (!packet.empty()) {
    urgent_known_ = urgent() != 0; // half of all numbers later it would lie ahead
    consider_window_update();
    return packet;
  }
  if (fin_taken_)
    return os::fail(os::Errc::Closed);
  if (state_ == State::Closed)
    return os::fail(error_);
  return os::fail(os::Errc::Again);
}

os::Result<> Connection::writable() const noexcept {
  if (state_ == State::Closed)
    return os::fail(error_);
  if (fin_queued_)
    return os::fail(os::Errc::Closed);
  if (!connected_ || room() == 0)
    return os::fail(os::Errc::Again);
  return {};
}

/// One connection takes an eighth of what is left at most: those whose peers take nothing leave
/// room for the others, however many they are. A page is for everybody.
std::size_t Connection::room() const noexcept {
  constexpr std::size_t kLeast = os::PacketPool::kPageSize;
  const std::size_t share = engine_.send_left() / 8;
  const std::size_t buffer =
      std::min<std::size_t>(engine_.limits_.send_buffer, std::max(kLeast, share));
  return send_.size() < buffer ? buffer - send_.size() : 0;
}

os::Result<> Connection::write(os::Packet& packet) noexcept {
  if (const os::Result<> able = writable(); !able) {
    if (able.error() == os::Errc::Again)
      wait_for_memory();
    return able;
  }
  bool moved = false, refused = false;
  while (!packet.empty() && room() != 0) {
    os::PageSlice slice = packet.pop_front();
    os::PageSlice part = slice.size() <= room() ? std::move(slice) : slice.take_front(room());
    const bool taken = send_.append(std::move(part));
    if (!slice.empty())
      packet.push_front(std::move(slice));
    if (!taken) {
      packet.push_front(std::move(part));
      ++engine_.counters_.no_memory;
      refused = true;
      break;
    }
    moved = true;
  }
  if (!packet.empty())
    wait_for_memory(refused);
  if (!moved)
    return os::fail(os::Errc::Again);
  make_ready();
  return {};
}

os::Result<std::size_t> Connection::write(os::Bytes bytes) noexcept {
  if (const os::Result<> able = writable(); !able) {
    if (able.error() == os::Errc::Again)
      wait_for_memory();
    return os::fail(able.error());
  }
  const std::size_t taken = send_.append(bytes.first(std::min(bytes.size(), room())));
  if (taken < bytes.size())
    wait_for_memory(room() != 0);
  if (taken == 0 && !bytes.empty()) {
    ++engine_.counters_.no_memory;
    return os::fail(os::Errc::Again);
  }
  make_ready();
  return taken;
}

/// RFC 9293 3.10.4: the FIN follows what was written.
os::Result<> Connection::shutdown() noexcept {
  if (fin_queued_ || state_ == State::Closed)
    return os::fail(os::Errc::Closed);
  queue_fin();
  return {};
}

void Connection::queue_fin() noexcept {
  fin_queued_ = true;
  if (state_ == State::Established)
    state_ = State::FinWait1;
  else if (state_ == State::CloseWait)
    state_ = State::LastAck;
  make_ready();
}

void Connection::close() noexcept {
  watcher_ = nullptr;
  accepted_ = false;
  if (state_ == State::Closed || state_ == State::TimeWait)
    return engine_.retire(*this);
  // RFC 9293 3.6.1: the peer must learn that its data was lost.
  if (receive_.readable() != 0 || !connected_)
    return abort();
  if (!fin_queued_)
    queue_fin();
  be_orphan();
}

/// Nobody waits for this connection any more: it may not stay for ever, nor may there be too many.
void Connection::be_orphan() noexcept {
  if (engine_.orphans_ >= engine_.limits_.orphans) {
    ++engine_.counters_.orphans_dropped;
    return abort();
  }
  ++engine_.orphans_;
  orphan_ = true;
  if (state_ == State::FinWait2)
    set_clock(Clock::Life, engine_.now() + engine_.limits_.orphan_time);
}

/// RFC 9293 3.10.5: once both FINs are out there is nothing to reset.
void Connection::abort() noexcept {
  watcher_ = nullptr;
  accepted_ = false;
  const bool over = state_ == State::Closed || state_ == State::TimeWait ||
                    ((state_ == State::Closing || state_ == State::LastAck) && fin_sent_);
  if (!over && state_ != State::SynSent)
    send_reset();
  fail(os::Errc::Closed);
}

std::uint32_t Connection::urgent() const noexcept {
  const Seq unread = receive_.next() - receive_.readable();
  return urgent_known_ && urgent_at_ > unread ? urgent_at_ - unread : 0;
}

/// Ends the connection at once: both queues are lost (RFC 9293 3.10.7).
void Connection::fail(os::Errc error) noexcept {
  error_ = error;
  receive_.clear();
  finish();
}

/// Leaves the table and gives back what was kept for the peer. What has arrived stays readable.
void Connection::finish() noexcept {
  engine_.orphans_ -= orphan_ ? 1 : 0;
  orphan_ = false;
  state_ = State::Closed;
  send_.drop(send_.end());
  sent_.clear();
  receive_.forget_runs();
  clocks_.fill(Instant::never());
  Timer::cancel();
  Ready::unlink();
  engine_.table_.remove(*this);
  if (listener_ != nullptr)
    listener_->forget(*this);
  notify(true, true);
  if (!accepted_)
    engine_.retire(*this);
}

void Connection::enter_time_wait(Instant now) noexcept {
  const std::uint32_t window = advertised_ - receive_.next();
  const Remains remains{.send_next = next_,
                        .receive_next = receive_.next() + (fin_taken_ ? 1 : 0),
                        .window = window,
                        .window_field = static_cast<std::uint16_t>(window >> receive_scale_),
                        .recent = recent_,
                        .timestamp_offset = stamp_offset_,
                        .timestamps = timestamps_};
  if (ack_due_) // of the FIN that brought us here
    send_ack(now);
  const Tuple ends = tuple();
  const bool held = accepted_;
  finish();
  if (held)
    state_ = State::TimeWait;
  engine_.make_time_wait(ends, remains);
}

} // namespace mir::net::tcp
