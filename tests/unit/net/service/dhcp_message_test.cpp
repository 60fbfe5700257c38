// DHCP messages (RFC 2131 2, RFC 2132).
#include "dhcp_server.hpp"

#include <gtest/gtest.h>

namespace mir::net::test {
namespace {

using os::literals::operator""_s;

constexpr std::array<std::byte, 6> kMacBytes{std::byte{2}, {}, {}, {}, {}, std::byte{7}};
const MacAddress kMac{kMacBytes};

std::vector<std::byte> written(const DhcpRequest& request, const DhcpIdentity& self) {
  std::array<std::byte, kMostDhcpRequest> buffer;
  const os::Bytes bytes = write_dhcp(buffer, self, request);
  return {bytes.begin(), bytes.end()};
}

std::expected<DhcpReply, DhcpRefusal> read(const ServerMessage& message) {
  return read_dhcp(server_bytes(message, kMac), kMac, 1);
}

/// The refusal, by name; "read" if there is none.
std::string outcome(const ServerMessage& message) {
  const auto reply = read(message);
  if (reply)
    return "read";
  return reply.error() == DhcpRefusal::Malformed ? "malformed" : "foreign";
}

TEST(DhcpMessage, SaysWhatADiscoverHasToSay) {
  const auto bytes = written({.kind = DhcpRequest::Kind::Discover,
                              .xid = 0x01020304,
                              .seconds = 9,
                              .broadcast = true,
                              .requested = Address::v4(10, 0, 0, 9)},
                             {.mac = kMac, .host_name = "echo", .mtu = 1500});
  EXPECT_EQ(bytes.size(), 300u); // RFC 1542 2.1
  const auto message = wire::Dhcp::parse(bytes);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->op(), wire::Dhcp::Op::Request);
  EXPECT_EQ(message->xid(), 0x01020304u);
  EXPECT_EQ(message->seconds(), 9);
  EXPECT_TRUE(message->broadcast());
  EXPECT_EQ(message->client(), 0u);
  std::string said;
  for (const Option option : message->options())
    said += std::string(to_string(option.code())) + ' ';
  EXPECT_EQ(said, "MessageType RequestedAddress ParameterRequestList MaximumSize HostName End ");
}

TEST(DhcpMessage, SaysNoMoreThanItMayInAReleaseAndADecline) {
  for (const auto kind : {DhcpRequest::Kind::Release, DhcpRequest::Kind::Decline}) {
    const auto bytes = written({.kind = kind, .server = Address::v4(10, 0, 0, 1)},
                               {.mac = kMac, .host_name = "echo", .mtu = 1500});
    const auto message = wire::Dhcp::parse(bytes);
    ASSERT_TRUE(message);
    std::string said;
    for (const Option option : message->options())
      said += std::string(to_string(option.code())) + ' ';
    EXPECT_EQ(said, "MessageType ServerIdentifier End "); // RFC 2131 4.4.1, table 5
  }
}

TEST(DhcpMessage, CutsALongHostName) {
  const std::string name(200, 'x');
  const auto bytes = written({}, {.mac = kMac, .host_name = name, .mtu = 1500});
  const auto message = wire::Dhcp::parse(bytes);
  ASSERT_TRUE(message);
  for (const Option option : message->options())
    if (option.code() == OptionCode::HostName) {
      EXPECT_EQ(option.as_bytes()->data().size(), 63u);
    }
}

TEST(DhcpMessage, ReadsAWholeOffer) {
  const std::array<wire::DhcpOptionsAddress::Fields, 2> routers{{{0x0a000001}, {0x0a000002}}};
  const std::array<wire::DhcpOptionsAddress::Fields, 6> servers{
      {{0x0a000003}, {0}, {0xffffffff}, {0x0a000003}, {0x0a000004}, {0x08080808}}};
  const auto reply = read(
      {.more = {
           {.code_clause =
                Option::Addresses::Fields{.code = OptionCode::Routers, .addresses = routers}},
           {.code_clause =
                Option::Addresses::Fields{.code = OptionCode::NameServers, .addresses = servers}},
           {.code_clause = Option::Size::Fields{.code = OptionCode::InterfaceMtu, .size = 1400}},
           seconds_option(OptionCode::RenewalTime, 1'000),
           seconds_option(OptionCode::RebindingTime, 2'000),
       }});
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->kind, DhcpReply::Kind::Offer);
  const DhcpLease& lease = reply->lease;
  EXPECT_EQ(lease.address, Address::v4(10, 0, 0, 50));
  EXPECT_EQ(lease.prefix_length, 24u);
  EXPECT_EQ(lease.gateway, Address::v4(10, 0, 0, 1));
  EXPECT_EQ(lease.mtu, 1400);
  EXPECT_EQ(lease.duration, 3'600_s);
  EXPECT_EQ(lease.renewal, 1'000_s);
  EXPECT_EQ(lease.rebinding, 2'000_s);
  ASSERT_EQ(lease.name_servers.list().size(), 3u); // neither nobody nor everybody, nor twice
  EXPECT_EQ(lease.name_servers.list().back(), Address::v4(8, 8, 8, 8));
}

TEST(DhcpMessage, MendsTimesThatContradictEachOther) {
  struct Case {
    std::uint32_t t1, t2;
  };
  for (const Case& c : {Case{0, 3'000}, Case{3'000, 2'000}, Case{10, 3'600}, Case{5'000, 6'000}}) {
    const auto reply = read({.more = {seconds_option(OptionCode::RenewalTime, c.t1),
                                      seconds_option(OptionCode::RebindingTime, c.t2)}});
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->lease.renewal, 1'800_s) << c.t1;
    EXPECT_EQ(reply->lease.rebinding, 3'150_s) << c.t2;
  }
}

TEST(DhcpMessage, KnowsALeaseForEver) {
  const auto reply = read({.duration = 0xffffffff});
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->lease.duration, os::Duration::max());
  EXPECT_EQ(reply->lease.renewal, os::Duration::max());
}

TEST(DhcpMessage, TakesTheClassOfTheAddressWithoutAMask) {
  EXPECT_EQ(read({.with_mask = false})->lease.prefix_length, 8u);
  EXPECT_EQ(read({.your = Address::v4(172, 16, 0, 9), .with_mask = false})->lease.prefix_length,
            16u);
  EXPECT_EQ(read({.your = Address::v4(192, 168, 0, 9), .with_mask = false})->lease.prefix_length,
            24u);
}

TEST(DhcpMessage, ReadsOptionsThatStandInTheFileField) {
  ServerMessage message{.with_mask = false};
  const auto mask = address_option(OptionCode::SubnetMask, 0xffff'0000);
  const Option::Fields end{.code_clause = Option::End::Fields{}};
  const std::size_t size = Option::build(message.file, mask)->size();
  (void)Option::build(os::MutableBytes(message.file).subspan(size), end).value();
  message.more = {
      {.code_clause = Option::Overload::Fields{.overload = Option::OverloadOverload::File}}};
  EXPECT_EQ(read(message)->lease.prefix_length, 16u);
  message.more.clear();
  EXPECT_EQ(read(message)->lease.prefix_length, 8u); // a file's name
  message.file.fill(std::byte{1});
  message.more = {
      {.code_clause = Option::Overload::Fields{.overload = Option::OverloadOverload::Both}}};
  EXPECT_EQ(outcome(message), "malformed");
}

TEST(DhcpMessage, RefusesWhatNoClientCanUse) {
  struct Case {
    std::string_view what;
    ServerMessage message;
    std::string_view outcome;
  };
  const Case cases[] = {
      {"as it should be", {}, "read"},
      {"a mask of one address", {.mask = 0xffff'ffff}, "read"},
      {"a mask with holes", {.mask = 0xff00'ff00}, "malformed"},
      {"a mask of nothing", {.mask = 0}, "malformed"},
      {"no server", {.with_server = false}, "malformed"},
      {"a server that is nobody", {.server = Address()}, "malformed"},
      {"a server that is everybody", {.server = Address::broadcast_v4()}, "malformed"},
      {"no lease time", {.with_duration = false}, "malformed"},
      {"no time at all", {.duration = 0}, "malformed"},
      {"no address", {.your = Address()}, "malformed"},
      {"a loopback address", {.your = Address::loopback_v4()}, "malformed"},
      {"a group's address", {.your = Address::v4(224, 0, 0, 1)}, "malformed"},
      {"the network's address", {.your = Address::v4(10, 0, 0, 0)}, "malformed"},
      {"the network's broadcast", {.your = Address::v4(10, 0, 0, 255)}, "malformed"},
      {"a question", {.type = MessageType::Discover}, "foreign"},
      {"of another type", {.type = MessageType::Inform}, "foreign"},
      {"from a client", {.op = wire::Dhcp::Op::Request}, "foreign"},
      {"of another exchange", {.xid = 2}, "foreign"},
      {"a refusal needs none of it",
       {.type = MessageType::Nak, .your = Address(), .with_duration = false},
       "read"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(outcome(c.message), c.outcome) << c.what;
  constexpr std::array<std::byte, 6> other{std::byte{2}, {}, {}, {}, {}, std::byte{8}};
  EXPECT_EQ(read_dhcp(server_bytes({}, MacAddress(other)), kMac, 1).error(), DhcpRefusal::Foreign);
}

TEST(DhcpMessage, RefusesEveryTruncation) {
  const auto bytes = server_bytes({}, kMac);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(read_dhcp(os::Bytes(bytes).first(size), kMac, 1)) << size;
}

TEST(DhcpMessage, SurvivesEveryFlippedBit) {
  const auto bytes = server_bytes({}, kMac);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    auto flipped = bytes;
    flipped[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
    if (const auto reply = read_dhcp(flipped, kMac, 1);
        reply && reply->kind != DhcpReply::Kind::Nak) {
      EXPECT_LT(reply->lease.renewal, reply->lease.rebinding);
      EXPECT_LE(reply->lease.rebinding, reply->lease.duration);
    }
  }
}

} // namespace
} // namespace mir::net::test
