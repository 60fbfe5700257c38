/// \file
/// What the generated builders and setters promise: what is built can be parsed back, what could
/// not is refused and leaves the buffer alone, and the three ways to build agree.
#include "malformed.hpp"

#include <mir/net/wire/arp.hpp>
#include <mir/net/wire/ethernet.hpp>
#include <mir/net/wire/icmp.hpp>
#include <mir/net/wire/ipv4.hpp>
#include <mir/net/wire/tcp.hpp>
#include <mir/net/wire/udp.hpp>

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace mir::wire_test {

namespace {

namespace wire = mir::net::wire;
using Buffer = std::vector<std::byte>;

/// The same numbers in every run.
class Random {
public:
  explicit Random(unsigned seed) : engine_(seed) {}
  template <class Number> Number below(std::uint64_t limit) {
    return static_cast<Number>(engine_() % limit);
  }
  template <class Number> Number any() { return static_cast<Number>(engine_()); }
  Buffer bytes(std::size_t size) {
    Buffer result(size);
    std::ranges::generate(result, [&] { return any<std::byte>(); });
    return result;
  }
  /// Options that no RFC defines, of any length.
  Buffer options(std::size_t size) {
    Buffer result = bytes(size);
    for (std::size_t at = 0, length = 0; at < size; at += length) {
      length = size - at < 2 ? 1 : 2 + below<std::size_t>(size - at - 1);
      result[at] = std::byte(length == 1 ? 1 : 0xfd);
      if (length > 1)
        result[at + 1] = std::byte(length);
    }
    return result;
  }

private:
  std::mt19937_64 engine_;
};

template <class Packet> Buffer built(const typename Packet::Fields& fields) {
  Buffer buffer(Packet::size(fields));
  const auto result = Packet::build(buffer, fields);
  EXPECT_TRUE(result.has_value()) << result.error().path();
  return buffer;
}

/// A build that must be refused, for this field, without touching the buffer.
template <class Packet>
void refuse(const typename Packet::Fields& fields, mpl::Reason reason, std::string_view path) {
  Buffer buffer(70000, std::byte{0xee});
  const auto result = Packet::build(buffer, fields);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason, reason);
  EXPECT_EQ(result.error().path(), path);
  EXPECT_TRUE(std::ranges::all_of(buffer, [](std::byte b) { return b == std::byte{0xee}; }));
  EXPECT_FALSE(Packet::check(fields).has_value());
}

wire::Ipv4::Fields any_ipv4(Random& random, mpl::Bytes options, mpl::Bytes payload) {
  return {.dscp = random.below<std::uint8_t>(64),
          .ecn = random.below<wire::Ipv4::Ecn>(4),
          .identification = random.any<std::uint16_t>(),
          .reserved = random.below<bool>(2),
          .dont_fragment = random.below<bool>(2),
          .more_fragments = random.below<bool>(2),
          .fragment_offset = random.below<std::uint16_t>(8192),
          .ttl = random.any<std::uint8_t>(),
          .protocol = random.any<wire::Ipv4::Protocol>(),
          .checksum = random.any<std::uint16_t>(),
          .source = random.any<std::uint32_t>(),
          .destination = random.any<std::uint32_t>(),
          .options = options,
          .payload = payload};
}

wire::Tcp::Fields any_tcp(Random& random, mpl::Bytes options, mpl::Bytes payload) {
  return {.source_port = random.any<std::uint16_t>(),
          .destination_port = random.any<std::uint16_t>(),
          .sequence = random.any<std::uint32_t>(),
          .acknowledgment = random.any<std::uint32_t>(),
          .reserved = random.below<std::uint8_t>(8),
          .ae = random.below<bool>(2),
          .cwr = random.below<bool>(2),
          .ece = random.below<bool>(2),
          .urg = random.below<bool>(2),
          .ack = random.below<bool>(2),
          .psh = random.below<bool>(2),
          .rst = random.below<bool>(2),
          .syn = random.below<bool>(2),
          .fin = random.below<bool>(2),
          .window = random.any<std::uint16_t>(),
          .checksum = random.any<std::uint16_t>(),
          .urgent_pointer = random.any<std::uint16_t>(),
          .options = options,
          .payload = payload};
}

} // namespace

TEST(Ipv4Builder, MakesWhatParsesBackToTheSameFields) {
  Random random(1);
  for (int i = 0; i < 2000; ++i) {
    const Buffer options = random.options(random.below<std::size_t>(11) * 4);
    const Buffer payload = random.bytes(random.below<std::size_t>(100));
    const wire::Ipv4::Fields in = any_ipv4(random, options, payload);
    const Buffer packet = built<wire::Ipv4>(in);
    const auto view = wire::Ipv4::parse(packet);
    ASSERT_TRUE(view.has_value());
    EXPECT_EQ(view->dscp(), in.dscp);
    EXPECT_EQ(view->ecn(), in.ecn);
    EXPECT_EQ(view->total_length(), 20 + options.size() + payload.size());
    EXPECT_EQ(view->header_length(), 5 + options.size() / 4);
    EXPECT_EQ(view->identification(), in.identification);
    EXPECT_EQ(view->reserved(), in.reserved);
    EXPECT_EQ(view->dont_fragment(), in.dont_fragment);
    EXPECT_EQ(view->more_fragments(), in.more_fragments);
    EXPECT_EQ(view->fragment_offset(), in.fragment_offset);
    EXPECT_EQ(view->ttl(), in.ttl);
    EXPECT_EQ(view->protocol(), in.protocol);
    EXPECT_EQ(view->checksum(), in.checksum);
    EXPECT_EQ(view->source(), in.source);
    EXPECT_EQ(view->destination(), in.destination);
    EXPECT_TRUE(std::ranges::equal(view->options().bytes(), options));
    EXPECT_TRUE(std::ranges::equal(view->payload(), payload));
    EXPECT_FALSE(ipv4_fault(packet).has_value());
  }
}

TEST(TcpBuilder, MakesWhatParsesBackToTheSameFields) {
  Random random(2);
  for (int i = 0; i < 2000; ++i) {
    const Buffer options = random.options(random.below<std::size_t>(11) * 4);
    const Buffer payload = random.bytes(random.below<std::size_t>(100));
    const wire::Tcp::Fields in = any_tcp(random, options, payload);
    const Buffer packet = built<wire::Tcp>(in);
    const auto view = wire::Tcp::parse(packet);
    ASSERT_TRUE(view.has_value());
    const auto out = view->fields();
    EXPECT_EQ(std::tuple(out.source_port, out.destination_port, out.sequence, out.acknowledgment,
                         out.reserved, out.ae, out.cwr, out.ece, out.urg, out.ack, out.psh, out.rst,
                         out.syn, out.fin, out.window, out.checksum, out.urgent_pointer),
              std::tuple(in.source_port, in.destination_port, in.sequence, in.acknowledgment,
                         in.reserved, in.ae, in.cwr, in.ece, in.urg, in.ack, in.psh, in.rst, in.syn,
                         in.fin, in.window, in.checksum, in.urgent_pointer));
    EXPECT_TRUE(std::ranges::equal(view->options().bytes(), options));
    EXPECT_TRUE(std::ranges::equal(out.payload, payload));
  }
}

TEST(TcpBuilder, PadsOptionsWithZerosToWholeWords) {
  const Buffer options{std::byte{3}, std::byte{3}, std::byte{7}};
  Buffer buffer(64, std::byte{0xee});
  const auto packet = wire::Tcp::build(buffer, {.source_port = 1,
                                                .destination_port = 2,
                                                .sequence = 3,
                                                .window = 4,
                                                .checksum = 0,
                                                .options = options});
  ASSERT_TRUE(packet.has_value());
  ASSERT_EQ(packet->size(), 24U);
  EXPECT_EQ((*packet)[23], std::byte{0});
  EXPECT_EQ(wire::Tcp::parse(*packet)->data_offset(), 6);
}

TEST(TcpBuilder, RefusesMoreOptionsThanTheHeaderCanSay) {
  const Buffer options(41, std::byte{1});
  refuse<wire::Tcp>({.source_port = 1,
                     .destination_port = 2,
                     .sequence = 3,
                     .window = 4,
                     .checksum = 0,
                     .options = options},
                    mpl::Reason::OutOfRange, "data_offset");
}

TEST(Ipv4Builder, RefusesWhatItsLengthsCannotSay) {
  const Buffer options(44, std::byte{1});
  const Buffer payload(65516);
  const wire::Ipv4::Fields plain{
      .protocol = wire::Ipv4::Protocol::Udp, .source = 1, .destination = 2};
  wire::Ipv4::Fields fields = plain;
  fields.options = options;
  refuse<wire::Ipv4>(fields, mpl::Reason::OutOfRange, "header_length");
  fields = plain;
  fields.payload = payload;
  refuse<wire::Ipv4>(fields, mpl::Reason::OutOfRange, "total_length");
  fields.payload = fields.payload.first(65515);
  EXPECT_EQ(built<wire::Ipv4>(fields).size(), 65535U);
}

TEST(Ipv4Builder, RefusesNumbersThatWouldRunIntoTheNextField) {
  wire::Ipv4::Fields fields{.protocol = wire::Ipv4::Protocol::Udp, .source = 1, .destination = 2};
  fields.fragment_offset = 8192;
  refuse<wire::Ipv4>(fields, mpl::Reason::OutOfRange, "fragment_offset");
  fields.fragment_offset = 8191;
  fields.dscp = 64;
  refuse<wire::Ipv4>(fields, mpl::Reason::OutOfRange, "dscp");
}

TEST(UdpBuilder, RefusesAPayloadThatItsLengthCannotSay) {
  const Buffer payload(65528);
  refuse<wire::Udp>({.source_port = 1, .destination_port = 2, .checksum = 0, .payload = payload},
                    mpl::Reason::OutOfRange, "length");
}

TEST(UdpBuilder, RefusesABufferThatIsTooSmall) {
  Buffer buffer(9);
  const Buffer payload(2);
  const auto result = wire::Udp::build(
      buffer, {.source_port = 1, .destination_port = 2, .checksum = 0, .payload = payload});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason, mpl::Reason::NoRoom);
  EXPECT_EQ(result.error().value, 10U);
}

TEST(UdpBuilder, MakesTheSameDatagramInItsThreeWays) {
  Random random(3);
  const Buffer payload = random.bytes(33);
  const wire::Udp::Fields fields{
      .source_port = 53, .destination_port = 4000, .checksum = 7, .payload = payload};
  const Buffer whole = built<wire::Udp>(fields);

  Buffer buffer(20 + payload.size());
  std::ranges::copy(payload, buffer.begin() + 20);
  const auto header = wire::Udp::prepend(mpl::MutableBytes(buffer).first(20), fields);
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->data(), buffer.data() + 12);
  EXPECT_TRUE(std::ranges::equal(mpl::Bytes(buffer).subspan(12), whole));

  Buffer space(8);
  const auto pieces = wire::Udp::scatter(space, fields);
  ASSERT_TRUE(pieces.has_value());
  EXPECT_TRUE(std::ranges::equal((*pieces)[0], mpl::Bytes(whole).first(8)));
  EXPECT_EQ((*pieces)[1].data(), payload.data());
}

TEST(EthernetBuilder, WritesTheTypeThatTheClauseStandsFor) {
  const Buffer payload(46);
  const Buffer frame =
      built<wire::Ethernet>({.destination = {},
                             .source = {},
                             .type_clause = wire::Ethernet::Arp::Fields{.payload = payload}});
  EXPECT_EQ(wire::Ethernet::parse(frame)->type(), 0x0806);
  EXPECT_TRUE(wire::Ethernet::parse(frame)->as_arp().has_value());
}

TEST(EthernetBuilder, RefusesALengthThatIsNotThePayloads) {
  const Buffer payload(46);
  refuse<wire::Ethernet>(
      {.destination = {},
       .source = {},
       .type_clause = wire::Ethernet::Length::Fields{.type = 45, .payload = payload}},
      mpl::Reason::SizeMismatch, "Length.payload");
}

TEST(EthernetBuilder, RefusesATypeThatAnotherClauseOwns) {
  for (const std::uint16_t type : {0x0800, 1500, 1501})
    refuse<wire::Ethernet>({.destination = {},
                            .source = {},
                            .type_clause = wire::Ethernet::Other::Fields{.type = type}},
                           mpl::Reason::NoClause, "type");
}

TEST(IcmpBuilder, WritesTheWordThatTheTypeGivesAMeaning) {
  const Buffer original(28);
  const Buffer message = built<wire::Icmp>(
      {.code = 4,
       .type_clause = wire::Icmp::Unreachable::Fields{.next_hop_mtu = 1400, .original = original}});
  EXPECT_EQ(message[0], std::byte{3});
  EXPECT_EQ(message[6], std::byte{0x05});
  EXPECT_EQ(message[7], std::byte{0x78});
  EXPECT_EQ(wire::Icmp::parse(message)->as_unreachable()->next_hop_mtu(), 1400);
}

TEST(Ipv4Editor, ChangesOneFieldAndNoOther) {
  Random random(4);
  const Buffer before = built<wire::Ipv4>(any_ipv4(random, {}, random.bytes(10)));
  Buffer after = before;
  const auto packet = wire::Ipv4::edit(after);
  ASSERT_TRUE(packet.has_value());
  packet->set_ttl(static_cast<std::uint8_t>(packet->ttl() - 1));
  EXPECT_EQ(std::to_integer<int>(after[8]), (std::to_integer<int>(before[8]) + 255) % 256);
  // The checksum, at 10, is mended: checksum_test.cpp looks at that.
  EXPECT_TRUE(std::equal(before.begin(), before.begin() + 8, after.begin()));
  EXPECT_EQ(before[9], after[9]);
  EXPECT_TRUE(std::equal(before.begin() + 12, before.end(), after.begin() + 12));
}

TEST(Ipv4Editor, RefusesANumberThatWouldRunIntoTheFlags) {
  Buffer bytes =
      built<wire::Ipv4>({.protocol = wire::Ipv4::Protocol::Udp, .source = 1, .destination = 2});
  const Buffer before = bytes;
  const auto packet = wire::Ipv4::edit(bytes);
  EXPECT_FALSE(packet->set_fragment_offset(8192).has_value());
  EXPECT_EQ(bytes, before);
  EXPECT_TRUE(packet->set_fragment_offset(8191).has_value());
  EXPECT_EQ(wire::Ipv4::parse(bytes)->fragment_offset(), 8191);
  EXPECT_FALSE(wire::Ipv4::parse(bytes)->more_fragments());
}

// Headers are made and read while compiling, too.
static_assert([] {
  std::array<std::byte, 28> bytes{};
  const auto packet = wire::Arp::build(bytes, {.operation = wire::Arp::Operation::Reply,
                                               .sender_mac = {},
                                               .sender_ip = 0x0a090001,
                                               .target_mac = {},
                                               .target_ip = 0x0a090002});
  return packet && wire::Arp::parse(bytes)->sender_ip() == 0x0a090001 && bytes[7] == std::byte{2};
}());

} // namespace mir::wire_test
