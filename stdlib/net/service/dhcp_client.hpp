/// \file
/// DhcpClient: the client's side of DHCP (RFC 2131 4.4) as a state machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <mir/net/service/dhcp_message.hpp>
#include <mir/os/random/random.hpp>

namespace mir::net {

/// RFC 2131 4.4, figure 5; Checking stands between Requesting and Bound while the link is asked.
enum class DhcpState : std::uint8_t {
  Stopped,
  Init,
  Selecting,
  Requesting,
  Checking,
  Bound,
  Renewing,
  Rebinding,
  Rebooting,
};
[[nodiscard]] std::string_view to_string(DhcpState state) noexcept;

/// What is to be done, in this order.
struct DhcpActions {
  bool unconfigure = false;             ///< the address is ours no more
  std::optional<DhcpRequest> send{};    ///< from port 68 to port 67
  std::optional<Address> check{};       ///< ask the link for it, then call checked()
  std::optional<DhcpLease> configure{}; ///< use this from now on; renewed ones too

  friend bool operator==(const DhcpActions&, const DhcpActions&) noexcept = default;
};

struct DhcpCounters {
  std::uint64_t sent = 0;
  std::uint64_t offers = 0;
  std::uint64_t acks = 0;
  std::uint64_t naks = 0;
  std::uint64_t ignored = 0; ///< replies that no state waits for, or of another server
  std::uint64_t declined = 0;
  std::uint64_t expired = 0; ///< leases that nobody renewed
};

/// Pure: time, entropy and messages are arguments, what is to be done is the result. Every call but
/// stop() is followed by due() when deadline() comes.
///
/// Deviates from RFC 2131 4.4.1: the first message goes out at once, not after one to ten seconds.
/// That pause spreads the load of a building after a power failure; one who starts a program waits
/// for it.
class DhcpClient {
public:
  /// \param random outlives it.
  explicit DhcpClient(os::Random& random) noexcept : random_(random) {}

  /// Begins. \param wanted an address it had before: asked for first (INIT-REBOOT).
  DhcpActions start(os::Instant now, std::optional<Address> wanted = std::nullopt);
  /// A message that read_dhcp() has accepted for xid().
  DhcpActions received(const DhcpReply& reply, os::Instant now);
  /// The link has answered DhcpActions::check. \param taken another host has the address.
  DhcpActions checked(bool taken, os::Instant now);
  /// deadline() has come.
  DhcpActions due(os::Instant now);
  /// The link was away: it may be another network (RFC 2131 3.7). The lease is kept meanwhile.
  DhcpActions link_restored(os::Instant now);
  /// Ends; a lease is given back. Its address is to be used for that one message only.
  DhcpActions stop();

  [[nodiscard]] DhcpState state() const noexcept { return state_; }
  [[nodiscard]] os::Instant deadline() const noexcept { return deadline_; }
  [[nodiscard]] std::uint32_t xid() const noexcept { return xid_; }
  /// The lease in use; nothing while there is none.
  [[nodiscard]] const std::optional<DhcpLease>& lease() const noexcept { return lease_; }
  [[nodiscard]] os::Instant expires() const noexcept { return expires_; }
  /// Messages sent since the last one was answered.
  [[nodiscard]] unsigned attempts() const noexcept { return attempts_; }
  [[nodiscard]] const DhcpCounters& counters() const noexcept { return counters_; }

private:
  DhcpActions discover(os::Instant now);
  DhcpActions request(os::Instant now);
  DhcpActions reboot(os::Instant now);
  DhcpActions renew(os::Instant now, DhcpState state);
  DhcpActions restart(os::Instant now, os::Duration pause);
  DhcpActions offered(const DhcpReply& reply, os::Instant now);
  DhcpActions acknowledged(const DhcpReply& reply, os::Instant now);
  DhcpActions refused(os::Instant now);
  DhcpActions bind(os::Instant now);
  DhcpActions request_timed_out(os::Instant now);
  DhcpActions reboot_timed_out(os::Instant now);
  void begin_exchange(os::Instant now);
  [[nodiscard]] os::Duration back_off();
  [[nodiscard]] DhcpRequest message(DhcpRequest::Kind kind) noexcept;
  [[nodiscard]] os::Duration fuzzed(os::Duration time);

  os::Random& random_;
  DhcpState state_ = DhcpState::Stopped;
  os::Instant deadline_ = os::Instant::never();
  std::uint32_t xid_ = 0;
  unsigned attempts_ = 0;
  unsigned refusals_ = 0;         // in a row
  os::Instant began_;             // of getting a lease, for the seconds
  os::Instant sent_;              // the request that the next lease counts from
  std::uint16_t seconds_ = 0;     // told in the last DHCPDISCOVER
  std::optional<Address> wanted_; // what we had, or were told to ask for
  DhcpLease pending_;             // offered, or granted and being checked
  std::optional<DhcpLease> lease_;
  os::Instant renewal_, rebinding_, expires_ = os::Instant::never();
  DhcpCounters counters_;
};

} // namespace mir::net
