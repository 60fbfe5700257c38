// News from below: ICMP errors (RFC 5927, RFC 1122 4.2.3.9) and the path MTU (RFC 1191).
#include <mir/net/tcp/engine.hpp>

namespace mir::net::tcp {

/// \returns whether it is about something that is on its way: a stranger would have to guess the
/// number (RFC 5927 4.1).
bool Connection::report(const IpReport& report, Instant now) noexcept {
  const Seq sequence(report.sequence);
  if (sequence < una_ || sequence >= next_)
    return false;
  if (report.kind == IpReport::Kind::TooBig) {
    shrink_mtu(report.mtu);
    schedule(now);
    return true;
  }
  constexpr std::uint8_t kSoftErrors = 3; // reports: after 3 s of the first SYN
  // RFC 5927 5.2: once connected, no error of the network ends the connection.
  if (state_ != State::SynSent)
    return true;
  switch (report.kind) {
  case IpReport::Kind::PortUnreachable:
  case IpReport::Kind::ProtocolUnreachable:
    fail(os::Errc::Refused);
    break;
  case IpReport::Kind::NetUnreachable:
  case IpReport::Kind::Prohibited:
    // RFC 9293 3.9.2.2, MUST-56: a soft error ends nothing, the route may be repaired. Deviates
    // from it where every SYN met the same fate (RFC 5461 4.1), and where it is our own link that
    // says so: nobody waits three minutes for what is known.
    if (report.own || ++unreachables_ == kSoftErrors)
      fail(os::Errc::Unreachable);
    break;
  default:
    break;
  }
  return true;
}

/// The layer below knows of a smaller MTU. \returns whether that was news.
bool Connection::learn_mtu() noexcept {
  const auto path = engine_.ip_.path(peer().address, local().address);
  const std::uint16_t old = mss_;
  if (path)
    shrink_mtu(path->mtu);
  return mss_ != old;
}

/// What is longer than the new segments, and on its way, has not arrived: it goes again, and no
/// window shrinks for it (RFC 1191 6.5).
void Connection::shrink_mtu(std::uint16_t mtu) noexcept {
  if (mtu >= mtu_)
    return;
  mtu_ = mtu;
  const std::uint16_t old = mss_;
  fit_mss();
  if (mss_ >= old)
    return;
  for (Sent* piece = sent_.first(); piece != nullptr; piece = piece->next)
    if (piece->outstanding && piece->length() > mss_)
      sent_.mark_lost(*piece);
  make_ready();
}

} // namespace mir::net::tcp
