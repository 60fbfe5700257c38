/// \file
/// What is wrong with a header, read off the RFCs by hand: what the generated parsers must refuse,
/// and nothing else.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace mir::wire_test {

using Bytes = std::span<const std::byte>;

struct Fault {
  std::string_view field; ///< the field of the specification at fault; empty where the bytes end
                          ///< inside fixed fields
  std::string_view why;
};

/// \param bytes from the first of the header to the end of what encloses it.
[[nodiscard]] std::optional<Fault> ethernet_fault(Bytes bytes);
[[nodiscard]] std::optional<Fault> vlan_fault(Bytes bytes);
[[nodiscard]] std::optional<Fault> arp_fault(Bytes bytes);
[[nodiscard]] std::optional<Fault> ipv4_fault(Bytes bytes);
[[nodiscard]] std::optional<Fault> icmp_fault(Bytes bytes);
[[nodiscard]] std::optional<Fault> udp_fault(Bytes bytes);
[[nodiscard]] std::optional<Fault> tcp_fault(Bytes bytes);

} // namespace mir::wire_test
