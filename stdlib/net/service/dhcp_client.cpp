#include <mir/net/service/dhcp_client.hpp>

#include <algorithm>

namespace mir::net {
namespace {

// RFC 2131 4.1: 4, 8, 16, 32 and from then on 64 seconds, each a second more or less.
constexpr os::Duration kFirstPause = os::Duration::seconds(4);
constexpr unsigned kMostDoublings = 4;
constexpr os::Duration kJitter = os::Duration::seconds(1);
/// RFC 2131 3.1: four requests take a minute; then the offer is given up.
constexpr unsigned kMostRequests = 4;
/// RFC 2131 3.2: twelve seconds, after which a lease that lasts is used unasked.
constexpr unsigned kMostReboots = 2;
constexpr os::Duration kAfterDecline = os::Duration::seconds(10); // RFC 2131 3.1, 5.
constexpr os::Duration kLeastRenewal = os::Duration::seconds(60); // RFC 2131 4.4.5
constexpr std::int64_t kMostSeconds = 65'535;                     // what the field holds

} // namespace

std::string_view to_string(DhcpState state) noexcept {
  switch (state) {
  case DhcpState::Stopped:
    return "STOPPED";
  case DhcpState::Init:
    return "INIT";
  case DhcpState::Selecting:
    return "SELECTING";
  case DhcpState::Requesting:
    return "REQUESTING";
  case DhcpState::Checking:
    return "CHECKING";
  case DhcpState::Bound:
    return "BOUND";
  case DhcpState::Renewing:
    return "RENEWING";
  case DhcpState::Rebinding:
    return "REBINDING";
  case DhcpState::Rebooting:
    return "REBOOTING";
  }
  return "?";
}

// ------------------------------------------------------------------------------------------------
// what is said

DhcpRequest DhcpClient::message(DhcpRequest::Kind kind) noexcept {
  ++counters_.sent;
  return {.kind = kind, .xid = xid_, .seconds = seconds_};
}

/// The pause behind the message that was just sent.
os::Duration DhcpClient::back_off() {
  const unsigned doublings = std::min(attempts_ - 1, kMostDoublings);
  const auto jitter =
      static_cast<std::int64_t>(random_.below(2 * static_cast<std::uint64_t>(kJitter.ns()) + 1));
  return kFirstPause * (std::int64_t{1} << doublings) - kJitter + os::Duration::nanoseconds(jitter);
}

void DhcpClient::begin_exchange(os::Instant now) {
  attempts_ = 0;
  xid_ = static_cast<std::uint32_t>(random_.next());
  sent_ = now;
}

DhcpActions DhcpClient::discover(os::Instant now) {
  if (state_ != DhcpState::Selecting)
    begin_exchange(now);
  state_ = DhcpState::Selecting;
  seconds_ = static_cast<std::uint16_t>(std::min((now - began_).s(), kMostSeconds));
  ++attempts_;
  deadline_ = now + back_off();
  DhcpRequest discover = message(DhcpRequest::Kind::Discover);
  discover.broadcast = true;
  discover.requested = wanted_;
  return {.send = discover};
}

/// Takes an offer. The same transaction and the same seconds as its DHCPDISCOVER (RFC 2131 4.4.1).
DhcpActions DhcpClient::request(os::Instant now) {
  if (state_ != DhcpState::Requesting) {
    attempts_ = 0;
    sent_ = now;
  }
  state_ = DhcpState::Requesting;
  ++attempts_;
  deadline_ = now + back_off();
  DhcpRequest request = message(DhcpRequest::Kind::Request);
  request.broadcast = true;
  request.requested = pending_.address;
  request.server = pending_.server;
  return {.send = request};
}

/// Asks whether an address from before may be used (RFC 2131 4.3.2, "INIT-REBOOT").
DhcpActions DhcpClient::reboot(os::Instant now) {
  if (state_ != DhcpState::Rebooting)
    begin_exchange(now);
  state_ = DhcpState::Rebooting;
  seconds_ = static_cast<std::uint16_t>(std::min((now - began_).s(), kMostSeconds));
  ++attempts_;
  deadline_ = now + back_off();
  DhcpRequest request = message(DhcpRequest::Kind::Request);
  request.broadcast = true;
  request.requested = wanted_;
  return {.send = request};
}

/// Asks for more time: the server of the lease, then everybody. Each message is an exchange of its
/// own, so that the new lease counts from the request that it answers.
DhcpActions DhcpClient::renew(os::Instant now, DhcpState state) {
  const bool first = state_ != state;
  const unsigned before = first ? 0 : attempts_;
  begin_exchange(now);
  if (first)
    began_ = now;
  state_ = state;
  attempts_ = before + 1;
  seconds_ = static_cast<std::uint16_t>(std::min((now - began_).s(), kMostSeconds));
  // RFC 2131 4.4.5: half of what is left, but not more often than once a minute.
  const os::Instant end = state == DhcpState::Renewing ? rebinding_ : expires_;
  deadline_ = std::min(end, now + std::max((end - now) / 2, kLeastRenewal));
  DhcpRequest request = message(DhcpRequest::Kind::Request);
  request.client = lease_->address;
  if (state == DhcpState::Renewing)
    request.to = lease_->server;
  return {.send = request};
}

// ------------------------------------------------------------------------------------------------
// events

DhcpActions DhcpClient::start(os::Instant now, std::optional<Address> wanted) {
  began_ = now;
  wanted_ = wanted;
  refusals_ = 0;
  state_ = DhcpState::Init;
  return wanted_ ? reboot(now) : discover(now);
}

/// Begins anew. What was in use is in use no more.
DhcpActions DhcpClient::restart(os::Instant now, os::Duration pause) {
  DhcpActions actions{.unconfigure = lease_.has_value()};
  lease_.reset();
  expires_ = os::Instant::never();
  state_ = DhcpState::Init;
  if (actions.unconfigure)
    began_ = now;
  if (pause > os::Duration()) {
    deadline_ = now + pause;
    return actions;
  }
  actions.send = discover(now).send;
  return actions;
}

DhcpActions DhcpClient::received(const DhcpReply& reply, os::Instant now) {
  switch (reply.kind) {
  case DhcpReply::Kind::Offer:
    return offered(reply, now);
  case DhcpReply::Kind::Ack:
    return acknowledged(reply, now);
  case DhcpReply::Kind::Nak:
    break;
  }
  const bool asked = state_ == DhcpState::Requesting || state_ == DhcpState::Rebooting ||
                     state_ == DhcpState::Renewing || state_ == DhcpState::Rebinding;
  const bool other =
      state_ == DhcpState::Requesting && reply.server && *reply.server != pending_.server;
  if (asked && !other)
    return refused(now);
  ++counters_.ignored;
  return {};
}

/// The first offer is taken: every one was checked, and what another server would have offered is
/// not worth the wait.
DhcpActions DhcpClient::offered(const DhcpReply& reply, os::Instant now) {
  if (state_ != DhcpState::Selecting) {
    ++counters_.ignored;
    return {};
  }
  ++counters_.offers;
  pending_ = reply.lease;
  return request(now);
}

DhcpActions DhcpClient::acknowledged(const DhcpReply& reply, os::Instant now) {
  const bool renewed = state_ == DhcpState::Renewing || state_ == DhcpState::Rebinding;
  const bool expected =
      renewed ? reply.lease.address == lease_->address
      : state_ == DhcpState::Requesting
          ? reply.lease.address == pending_.address && reply.lease.server == pending_.server
          : state_ == DhcpState::Rebooting && reply.lease.address == wanted_;
  if (!expected) {
    ++counters_.ignored;
    return {};
  }
  ++counters_.acks;
  refusals_ = 0;
  pending_ = reply.lease;
  if (renewed)
    return bind(now);
  state_ = DhcpState::Checking;
  deadline_ = os::Instant::never(); // the link always answers
  return {.check = pending_.address};
}

/// Begins anew at once; if that ends the same way, after the pauses of RFC 2131 4.1, so that a
/// server that offers what it refuses is not asked without end.
DhcpActions DhcpClient::refused(os::Instant now) {
  ++counters_.naks;
  wanted_.reset();
  attempts_ = refusals_++;
  return restart(now, attempts_ == 0 ? os::Duration() : back_off());
}

DhcpActions DhcpClient::checked(bool taken, os::Instant now) {
  if (state_ != DhcpState::Checking)
    return {};
  if (!taken)
    return bind(now);
  ++counters_.declined;
  wanted_.reset();
  DhcpRequest decline = message(DhcpRequest::Kind::Decline);
  decline.seconds = 0; // RFC 2131 4.4.1, table 5
  decline.requested = pending_.address;
  decline.server = pending_.server;
  DhcpActions actions = restart(now, kAfterDecline);
  actions.send = decline;
  return actions;
}

os::Duration DhcpClient::fuzzed(os::Duration time) {
  // RFC 2131 4.4.5: "some random fuzz", so that those who began together do not renew together.
  const auto most = static_cast<std::uint64_t>(time.ns() / 16);
  return time - os::Duration::nanoseconds(static_cast<std::int64_t>(random_.below(most + 1)));
}

DhcpActions DhcpClient::bind(os::Instant now) {
  state_ = DhcpState::Bound;
  lease_ = pending_;
  wanted_ = lease_->address;
  attempts_ = 0;
  expires_ = sent_ + lease_->duration;
  rebinding_ = sent_ + lease_->rebinding;
  renewal_ = lease_->renewal == os::Duration::max() ? os::Instant::never()
                                                    : sent_ + fuzzed(lease_->renewal);
  deadline_ = std::max(now, renewal_);
  return {.configure = lease_};
}

DhcpActions DhcpClient::request_timed_out(os::Instant now) {
  return attempts_ < kMostRequests ? request(now) : restart(now, os::Duration());
}

DhcpActions DhcpClient::reboot_timed_out(os::Instant now) {
  if (attempts_ < kMostReboots)
    return reboot(now);
  if (!lease_)
    return restart(now, os::Duration());
  state_ = DhcpState::Bound; // RFC 2131 3.2: what is left of the lease may be used
  attempts_ = 0;
  deadline_ = std::max(now, renewal_);
  return {};
}

DhcpActions DhcpClient::due(os::Instant now) {
  if (now < deadline_)
    return {};
  if (now >= expires_ && state_ != DhcpState::Stopped) {
    ++counters_.expired;
    return restart(now, os::Duration());
  }
  switch (state_) {
  case DhcpState::Stopped:
  case DhcpState::Checking:
    return {};
  case DhcpState::Init:
  case DhcpState::Selecting:
    return discover(now);
  case DhcpState::Requesting:
    return request_timed_out(now);
  case DhcpState::Rebooting:
    return reboot_timed_out(now);
  case DhcpState::Bound:
  case DhcpState::Renewing:
  case DhcpState::Rebinding:
    return renew(now, now >= rebinding_ ? DhcpState::Rebinding : DhcpState::Renewing);
  }
  return {};
}

DhcpActions DhcpClient::link_restored(os::Instant now) {
  switch (state_) {
  case DhcpState::Bound:
  case DhcpState::Renewing:
  case DhcpState::Rebinding:
    began_ = now;
    return reboot(now);
  case DhcpState::Init:
  case DhcpState::Selecting: // nobody heard the last one
    state_ = DhcpState::Init;
    return discover(now);
  default:
    return {};
  }
}

DhcpActions DhcpClient::stop() {
  DhcpActions actions;
  if (lease_) {
    xid_ = static_cast<std::uint32_t>(random_.next());
    DhcpRequest release = message(DhcpRequest::Kind::Release);
    release.seconds = 0; // RFC 2131 4.4.1, table 5
    release.client = lease_->address;
    release.server = lease_->server;
    release.to = lease_->server;
    actions.send = release;
  }
  lease_.reset();
  state_ = DhcpState::Stopped;
  deadline_ = os::Instant::never();
  expires_ = os::Instant::never();
  return actions;
}

} // namespace mir::net
