#include <mir/net/tcp/connection.hpp>

#include <mir/net/tcp/engine.hpp>

#include <algorithm>

namespace mir::net::tcp {

// 4 KB is what an idle connection may cost.
static_assert(sizeof(Connection) <= 1024);

std::string_view to_string(State state) noexcept {
  switch (state) {
  case State::Closed:
    return "CLOSED";
  case State::SynSent:
    return "SYN-SENT";
  case State::SynReceived:
    return "SYN-RECEIVED";
  case State::Established:
    return "ESTABLISHED";
  case State::FinWait1:
    return "FIN-WAIT-1";
  case State::FinWait2:
    return "FIN-WAIT-2";
  case State::CloseWait:
    return "CLOSE-WAIT";
  case State::Closing:
    return "CLOSING";
  case State::LastAck:
    return "LAST-ACK";
  case State::TimeWait:
    return "TIME-WAIT";
  }
  return "unknown";
}

Connection::Connection(Engine& engine, const Tuple& tuple, const Path& path) noexcept
    : Entry(Kind::Connection, tuple), engine_(engine), mtu_(path.mtu),
      device_segments_(path.segments), stamp_offset_(engine.secrets_.timestamp_offset(tuple)),
      give_up_(engine.limits_.give_up), send_(engine.links_, engine.pool_, engine.send_memory_),
      sent_(engine.pieces_),
      receive_(engine.links_, engine.runs_, engine.pool_, engine.receive_memory_) {
  clocks_.fill(Instant::never());
}

void Connection::make_ready() noexcept {
  if (!Ready::linked() && state_ != State::Closed && state_ != State::TimeWait)
    engine_.ready_.push_back(*this);
}

std::uint32_t Connection::stamp(Instant now) const noexcept {
  return engine_.stamp(stamp_offset_, now);
}

bool Connection::may_receive() const noexcept {
  return state_ == State::Established || state_ == State::FinWait1 || state_ == State::FinWait2;
}

Snapshot Connection::snapshot() const noexcept {
  return {.tuple = tuple(),
          .state = state_,
          .send_queue = send_.size(),
          .receive_queue = receive_.readable(),
          .congestion_window = cubic_.window(),
          .flight = sent_.pipe(),
          .rtt = rtt_.smoothed(),
          .timeout = rtt_.timeout(),
          .mss = mss_};
}

std::uint16_t Connection::own_mss() const noexcept {
  const std::uint16_t headers = local().address.is_v4() ? 40 : 60;
  return mtu_ > headers ? static_cast<std::uint16_t>(mtu_ - headers) : 0;
}

/// What fits into a packet beside the headers and the options that every segment has
/// (RFC 9293 3.7.1).
void Connection::fit_mss() noexcept {
  const std::uint16_t fits = own_mss();
  const auto options = static_cast<std::uint16_t>(timestamps_ ? 12 : 0);
  // A peer's MSS of 0 or 1 would make a segment of every byte, or none at all. The way's own limit
  // holds: of 68 bytes (RFC 791 3.2) 28 are left.
  constexpr std::uint16_t kLeast = 64, kLeastFit = 28;
  const std::uint16_t whole = std::min(std::max(peer_mss_, kLeast), std::max(fits, kLeastFit));
  mss_ = static_cast<std::uint16_t>(whole - options);
  cubic_.set_mss(mss_);
}

} // namespace mir::net::tcp
