/// \file
/// DhcpSession: a stack that gets its address by DHCP.
#pragma once

#include <mir/net/service/dhcp_client.hpp>
#include <mir/net/stack/stack.hpp>

namespace mir::net {

/// Told what becomes of the lease, within a call of the stack.
class DhcpWatcher {
public:
  /// The stack has an address now, or new settings for the one it has.
  virtual void dhcp_configured(const DhcpLease& lease, bool renewed) = 0;
  /// The address is not ours any more; the client begins anew.
  virtual void dhcp_lost(const Address& address) = 0;
  /// Another host uses the address that a server has offered.
  virtual void dhcp_declined(const Address& address, const MacAddress& rival) = 0;
  /// Nobody has answered so many messages in a row.
  virtual void dhcp_unanswered(unsigned attempts) = 0;

protected:
  ~DhcpWatcher() = default;
};

/// Runs a DhcpClient on a stack: port 68, the stack's timers, and the link, which is asked for the
/// address first (RFC 5227). It sets the stack's address, prefix, gateway and MTU.
class DhcpSession final : private SocketWatcher, private Ipv4Watcher {
public:
  /// \param host_name is told to the servers; borrowed. Both references outlive the session, which
  /// ends before its stack. The session is the stack's Ipv4Watcher.
  DhcpSession(Stack& stack, os::Random& random, std::string_view host_name, DhcpWatcher& watcher);
  DhcpSession(const DhcpSession&) = delete;
  DhcpSession& operator=(const DhcpSession&) = delete;
  /// Leaves the address as it is: stop() gives it back.
  ~DhcpSession();

  /// Begins. \param wanted an address it had before. \returns Errc::InUse when port 68 is taken.
  os::Result<> start(std::optional<Address> wanted);
  /// The link was away.
  void link_restored();
  /// Gives the lease back and ends. The address stays until the stack ends, which has to go on for
  /// as long as the server's link address is not known.
  void stop();

  [[nodiscard]] const DhcpClient& client() const noexcept { return client_; }
  /// Writes the state of the lease as text.
  void dump(os::Writer& out) const;

private:
  void socket_ready(bool readable, bool writable) noexcept override;
  void address_conflict(const Address& address, const MacAddress& rival, bool lost) override;
  void address_confirmed(const Address& address) override;
  void hurry() noexcept;
  void due();
  void receive();
  void perform(const DhcpActions& actions);
  void send(const DhcpRequest& request);
  void use(const DhcpLease& lease);

  Stack& stack_;
  DhcpWatcher& watcher_;
  std::string_view host_name_;
  DhcpClient client_;
  UdpSocket* socket_ = nullptr;
  MemberTimer<DhcpSession, &DhcpSession::due> timer_{*this};
  std::optional<bool> taken_; // what the link has said, and the client does not know yet
  std::uint64_t malformed_ = 0;
  std::uint64_t foreign_ = 0;
  std::uint64_t send_failed_ = 0;
};

} // namespace mir::net
