/// \file
/// What a DHCP client says and is told (RFC 2131 2, RFC 2132), as values.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

#include <mir/net/link/mac_address.hpp>
#include <mir/net/service/name_servers.hpp>
#include <mir/os/base/bytes.hpp>
#include <mir/os/base/time.hpp>

namespace mir::net {

/// A message of a client to a server.
struct DhcpRequest {
  enum class Kind : std::uint8_t { Discover, Request, Decline, Release };
  Kind kind = Kind::Discover;
  std::uint32_t xid = 0;
  std::uint16_t seconds = 0;          ///< since the client began
  bool broadcast = false;             ///< the answer has to go to everybody: we have no address yet
  Address client{};                   ///< ours, if we answer for it; else 0.0.0.0
  std::optional<Address> requested{}; ///< the address that is wanted
  std::optional<Address> server{};    ///< the one whose offer is taken
  /// Where it goes: the server that gave the lease; nothing: everybody.
  std::optional<Address> to{};

  friend bool operator==(const DhcpRequest&, const DhcpRequest&) noexcept = default;
};

/// Who the client is.
struct DhcpIdentity {
  MacAddress mac;
  std::string_view host_name{}; ///< up to 63 characters are told; empty: none. Borrowed
  std::uint16_t mtu = 1500;     ///< the largest packet that we take
};

/// What a server grants.
struct DhcpLease {
  Address address{};
  unsigned prefix_length = 0;
  std::optional<Address> gateway{};
  NameServers name_servers{};
  std::uint16_t mtu = 0; ///< 0: not told
  Address server{};
  os::Duration duration{};  ///< max(): for ever
  os::Duration renewal{};   ///< T1 (RFC 2131 4.4.5)
  os::Duration rebinding{}; ///< T2

  friend bool operator==(const DhcpLease&, const DhcpLease&) noexcept = default;
};

/// A message of a server to this client.
struct DhcpReply {
  enum class Kind : std::uint8_t { Offer, Ack, Nak };
  Kind kind = Kind::Nak;
  std::optional<Address> server{}; ///< always there in an Offer
  DhcpLease lease{};               ///< of an Offer or an Ack: checked, with times that agree
};

/// Why a message is not one for this client. Each has a counter.
enum class DhcpRefusal : std::uint8_t {
  Malformed, ///< no DHCP message, or one that breaks RFC 2131
  Foreign,   ///< a request, or for another client or another question
};

/// Most bytes that write_dhcp() needs.
inline constexpr std::size_t kMostDhcpRequest = 400;

/// Writes a message.
/// \param into at least kMostDhcpRequest bytes. \returns those written: at least 300, which old
/// relays want (RFC 1542 2.1).
[[nodiscard]] os::Bytes write_dhcp(os::MutableBytes into, const DhcpIdentity& self,
                                   const DhcpRequest& request);

/// Reads a message and checks all that the client will rely on: that it is for us and for this
/// question, that addresses are those of hosts and the mask is one, that there is a lease time.
/// Times that contradict each other become those of RFC 2131 4.4.5.
[[nodiscard]] std::expected<DhcpReply, DhcpRefusal>
read_dhcp(os::Bytes message, const MacAddress& mac, std::uint32_t xid);

} // namespace mir::net
