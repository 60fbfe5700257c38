/// \file
/// What a DHCP server says, as bytes, for tests of the client.
#pragma once

#include <functional>
#include <vector>

#include <mir/net/service/dhcp_message.hpp>
#include <mir/net/wire/dhcp.hpp>

namespace mir::net::test {

using Option = wire::DhcpOption;
using OptionCode = Option::Code;
using MessageType = Option::MessageTypeType;

/// One message of a server. What a test wants otherwise it changes.
struct ServerMessage {
  MessageType type = MessageType::Offer;
  std::uint32_t xid = 1;
  Address your = Address::v4(10, 0, 0, 50);
  Address server = Address::v4(10, 0, 0, 1);
  std::uint32_t mask = 0xffff'ff00;
  std::uint32_t duration = 3'600; ///< seconds
  bool with_server = true, with_mask = true, with_duration = true;
  std::vector<Option::Fields> more = {}; ///< before the end
  wire::Dhcp::Op op = wire::Dhcp::Op::Reply;
  std::array<std::byte, 128> file = {};
};

[[nodiscard]] inline Option::Fields address_option(OptionCode code, std::uint32_t address) {
  return {.code_clause = Option::Address::Fields{.code = code, .address = address}};
}
[[nodiscard]] inline Option::Fields seconds_option(OptionCode code, std::uint32_t seconds) {
  return {.code_clause = Option::Seconds::Fields{.code = code, .seconds = seconds}};
}

[[nodiscard]] inline std::vector<std::byte> server_bytes(const ServerMessage& message,
                                                         const MacAddress& mac) {
  std::vector<Option::Fields> options;
  options.push_back({.code_clause = Option::MessageType::Fields{.type = message.type}});
  if (message.with_server)
    options.push_back(address_option(OptionCode::ServerIdentifier, message.server.v4_number()));
  if (message.with_mask)
    options.push_back(address_option(OptionCode::SubnetMask, message.mask));
  if (message.with_duration)
    options.push_back(seconds_option(OptionCode::LeaseTime, message.duration));
  options.insert(options.end(), message.more.begin(), message.more.end());
  options.push_back({.code_clause = Option::End::Fields{}});
  wire::Dhcp::Fields fields{.op = message.op,
                            .xid = message.xid,
                            .your = message.your.v4_number(),
                            .hardware_address = {},
                            .server_name = {},
                            .file = message.file,
                            .options = options};
  std::ranges::copy(mac.bytes(), fields.hardware_address.begin());
  std::vector<std::byte> bytes(wire::Dhcp::size(fields));
  (void)wire::Dhcp::build(bytes, fields).value();
  return bytes;
}

} // namespace mir::net::test
