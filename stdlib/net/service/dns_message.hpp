/// \file
/// What a resolver asks and is told (RFC 1035 4, RFC 2308, RFC 6891), as values.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mir/net/address.hpp>
#include <mir/os/base/bytes.hpp>
#include <mir/os/base/time.hpp>

namespace mir::net {

enum class DnsKind : std::uint8_t {
  Address, ///< the IPv4 addresses of a name (A)
  Pointer, ///< the name of an address (PTR)
};

/// Names are texts without the dot at the end.
struct DnsQuestion {
  std::string name;
  DnsKind kind = DnsKind::Address;

  friend auto operator<=>(const DnsQuestion&, const DnsQuestion&) = default;
};

/// Whether a text can be asked for: labels of 1 to 63 characters, 253 together (RFC 1035 2.3.4).
[[nodiscard]] bool is_dns_name(std::string_view name) noexcept;
/// Small letters, no dot at the end: the one spelling that caches know (RFC 4343 3).
[[nodiscard]] std::string canonical_dns_name(std::string_view name);
/// "2.0.0.10.in-addr.arpa" of 10.0.0.2 (RFC 1035 3.5), "...ip6.arpa" (RFC 3596 2.5).
[[nodiscard]] std::string reverse_dns_name(const Address& address);

/// What an answer says. Everything in it was checked against the question.
struct DnsAnswer {
  enum class Outcome : std::uint8_t {
    Found,     ///< `addresses`, or `name`
    Alias,     ///< of `name`, about which it says no more: that is to be asked for
    NoName,    ///< there is no such name (NXDOMAIN)
    NoData,    ///< the name has no record of this kind
    Truncated, ///< the rest comes over TCP
    NoEdns,    ///< the server does not know EDNS (FORMERR, NOTIMP: RFC 6891 7)
    Failed,    ///< the server could not, or would not
  };
  Outcome outcome = Outcome::Failed;
  std::vector<Address> addresses{};
  std::string name{};
  os::Duration lifetime{}; ///< how long it may be kept; 0: not at all

  friend bool operator==(const DnsAnswer&, const DnsAnswer&) = default;
};

/// Why bytes are not the answer that is waited for.
enum class DnsRefusal : std::uint8_t {
  Malformed,
  Foreign,   ///< of another question
  OtherCase, ///< the same letters, but not as large and small as they were asked: forged, or from a
             ///< server that does not keep them
};

/// Most bytes that write_dns() needs.
inline constexpr std::size_t kMostDnsQuery = 12 + 255 + 4 + 11;
/// UDP payload that we say we take: passes every Ethernet unfragmented (DNS Flag Day 2020).
inline constexpr std::uint16_t kDnsUdpSize = 1'232; // bytes

/// Writes a question. The letters of its name go out as they are.
/// \param into at least kMostDnsQuery bytes. \param edns with an OPT record.
/// The name must be is_dns_name().
[[nodiscard]] os::Bytes write_dns(os::MutableBytes into, std::uint16_t id,
                                  const DnsQuestion& question, bool edns);

/// The same, as it goes into a stream (RFC 1035 4.2.2). \param into 2 bytes more.
[[nodiscard]] os::Bytes write_dns_in_stream(os::MutableBytes into, std::uint16_t id,
                                            const DnsQuestion& question, bool edns);
/// The first message of a stream; nothing as long as it is not whole.
[[nodiscard]] std::optional<os::Bytes> dns_in_stream(os::Bytes received) noexcept;

/// Reads an answer. \param id, question as they were written. \param exact the letters have to be
/// as large and small as they were asked.
[[nodiscard]] std::expected<DnsAnswer, DnsRefusal>
read_dns(os::Bytes message, std::uint16_t id, const DnsQuestion& question, bool exact);

} // namespace mir::net
