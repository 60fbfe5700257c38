// IPv4 and ICMP (RFC 791, RFC 792, RFC 1122, RFC 1191), from packets, in virtual time.
#include "host.hpp"

#include <algorithm>
#include <random>

namespace mir::net::test {
namespace {

const Address kPeer = Address::v4(10, 0, 0, 2);
const Address kUs = Address::v4(10, 0, 0, 1);

Frame echo(std::size_t size) {
  const Frame payload = pattern(size);
  return icmp_message({.type_clause = wire::Icmp::Echo::Fields{
                           .identifier = 7, .sequence = 3, .payload = payload}});
}
Frame echo_packet(std::size_t size, IpFields fields = {}) {
  fields.protocol = IpProtocol::Icmp;
  fields.payload = echo(size);
  return ip_packet(fields);
}

struct IpTest : ::testing::Test {
  IpTest() { host.meet(2); }
  bool answered(const Frame& packet) {
    host.receive_ip(packet);
    return !host.take_ip().empty();
  }
  const Ipv4Counters& counters() { return host.ip.counters(); }
  Host host;
};

TEST_F(IpTest, Echo_IsAnsweredWithTheSameBytes) {
  host.receive_ip(echo_packet(100));
  const auto packets = host.take_ip();
  ASSERT_EQ(packets.size(), 1u);
  const auto header = wire::Ipv4Header::parse(packets[0]);
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(Address::v4(header->destination()), kPeer);
  EXPECT_EQ(mpl::internet_checksum(header->bytes()), 0);
  const os::Bytes message = os::Bytes(packets[0]).subspan(header->bytes().size());
  EXPECT_EQ(mpl::internet_checksum(message), 0);
  const auto reply = wire::Icmp::parse(message)->as_echo_reply();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->identifier(), 7);
  EXPECT_EQ(reply->sequence(), 3);
  EXPECT_TRUE(std::ranges::equal(reply->payload(), pattern(100)));
}

TEST_F(IpTest, PaddingOfTheFrame_IsNoPartOfThePacket) {
  Frame packet = echo_packet(1);
  packet.resize(46, std::byte{0xee});
  host.receive_ip(packet);
  const auto packets = host.take_ip();
  ASSERT_EQ(packets.size(), 1u);
  EXPECT_EQ(packets[0].size(), 20u + 8u + 1u);
}

TEST_F(IpTest, EverySingleWrongBitOfTheHeader_IsNotAnswered) {
  const Frame right = echo_packet(10);
  for (std::size_t bit = 0; bit < 160; ++bit) {
    Frame wrong = right;
    wrong[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
    EXPECT_FALSE(answered(wrong)) << bit;
  }
  EXPECT_TRUE(answered(right));
}

TEST_F(IpTest, MartianSources_AreNotAnswered) {
  for (const Address source :
       {Address(), Address::broadcast_v4(), Address::v4(10, 0, 0, 255), Address::v4(127, 0, 0, 1),
        Address::v4(224, 0, 0, 1), Address::v4(240, 0, 0, 1), kUs, Address::v4(0, 1, 2, 3)})
    EXPECT_FALSE(answered(echo_packet(8, {.source = source}))) << os::format("{}", source);
  EXPECT_EQ(counters().martian_source, 8u);
}

TEST_F(IpTest, PacketForAnotherHost_IsDropped) {
  EXPECT_FALSE(answered(echo_packet(8, {.destination = Address::v4(10, 0, 0, 3)})));
  EXPECT_EQ(counters().not_ours, 1u);
}

TEST_F(IpTest, UnicastPacketInABroadcastFrame_IsDropped) {
  host.receive(ethernet_frame(MacAddress::broadcast(), mac(2), echo_packet(8)));
  EXPECT_TRUE(host.silent());
}

TEST_F(IpTest, EchoToABroadcastAddress_IsNotAnswered) {
  for (const Address to :
       {Address::v4(10, 0, 0, 255), Address::broadcast_v4(), Address::v4(224, 0, 0, 1)})
    host.receive(
        ethernet_frame(MacAddress::broadcast(), mac(2), echo_packet(8, {.destination = to})));
  EXPECT_TRUE(host.silent());
  EXPECT_EQ(host.ip.icmp().counters().echoes_to_many, 3u);
}

TEST_F(IpTest, HarmlessOptions_AreIgnored) {
  const Frame options{std::byte{0x94}, std::byte{4}, {},           {},
                      std::byte{1},    std::byte{1}, std::byte{1}, {}};
  EXPECT_TRUE(answered(echo_packet(8, {.options = options})));
}

TEST_F(IpTest, SourceRoutes_AreNotAnswered) {
  for (const unsigned type : {131u, 137u}) {
    const Frame options{std::byte{1},
                        static_cast<std::byte>(type),
                        std::byte{7},
                        std::byte{4},
                        std::byte{10},
                        {},
                        {},
                        std::byte{3}};
    EXPECT_FALSE(answered(echo_packet(8, {.options = options})));
  }
  EXPECT_EQ(counters().source_routed, 2u);
}

TEST_F(IpTest, OptionsThatReachPastTheHeader_AreDropped) {
  for (const unsigned length : {0u, 1u, 5u, 255u}) {
    const Frame options{std::byte{7}, static_cast<std::byte>(length), {}, {}};
    EXPECT_FALSE(answered(echo_packet(8, {.options = options}))) << length;
  }
  EXPECT_EQ(counters().bad_options, 4u);
}

TEST_F(IpTest, UnknownProtocol_IsReported) {
  host.receive_ip(ip_packet({.protocol = static_cast<IpProtocol>(99), .payload = pattern(32)}));
  const auto packets = host.take_ip();
  ASSERT_EQ(packets.size(), 1u);
  const auto icmp = wire::Icmp::parse(os::Bytes(packets[0]).subspan(20));
  ASSERT_TRUE(icmp->as_unreachable().has_value());
  EXPECT_EQ(icmp->code(), 2);
}

TEST_F(IpTest, ErrorsAreNeverAnsweredWithErrors) {
  const Frame original = ip_packet({.source = kUs, .destination = kPeer, .payload = pattern(8)});
  const Frame unreachable = icmp_message(
      {.code = 3, .type_clause = wire::Icmp::Unreachable::Fields{.original = original}});
  EXPECT_FALSE(answered(ip_packet({.protocol = IpProtocol::Icmp, .payload = unreachable})));
}

TEST_F(IpTest, ErrorStorm_IsLimited) {
  for (int i = 0; i < 10'000; ++i)
    host.receive_ip(ip_packet({.protocol = static_cast<IpProtocol>(99), .payload = pattern(32)}));
  EXPECT_LE(host.take_ip().size(), static_cast<std::size_t>(Icmp::kErrorBurst));
  host.advance(1_s);
  EXPECT_TRUE(
      answered(ip_packet({.protocol = static_cast<IpProtocol>(99), .payload = pattern(32)})));
}

TEST_F(IpTest, EchoFlood_IsAnsweredWhole) {
  for (int i = 0; i < 5'000; ++i)
    ASSERT_TRUE(answered(echo_packet(56)));
}

// ------------------------------------------------------------------------------------------------
// fragments

/// The fragments of an ICMP message, of so many bytes each.
std::vector<Frame> fragments(const Frame& message, std::size_t most,
                             std::uint16_t identification = 5) {
  std::vector<Frame> result;
  for (std::size_t at = 0; at < message.size(); at += most) {
    const std::size_t end = std::min(at + most, message.size());
    result.push_back(ip_packet({.protocol = IpProtocol::Icmp,
                                .payload = {message.begin() + static_cast<std::ptrdiff_t>(at),
                                            message.begin() + static_cast<std::ptrdiff_t>(end)},
                                .identification = identification,
                                .offset = static_cast<std::uint16_t>(at),
                                .more = end != message.size()}));
  }
  return result;
}

TEST_F(IpTest, FragmentsInAnyOrder_AreReassembled) {
  const Frame message = echo(5'000);
  std::minstd_rand random(1);
  for (int round = 0; round < 50; ++round) {
    std::vector<Frame> parts =
        fragments(message, 8 * (1 + random() % 180), static_cast<std::uint16_t>(round));
    if (parts.size() > 30) // more gaps than are kept
      continue;
    std::ranges::shuffle(parts, random);
    for (const Frame& part : parts)
      host.receive_ip(part);
    const auto packets = host.take_ip();
    ASSERT_EQ(packets.size(), 4u) << round; // the answer is cut up as well
    EXPECT_EQ(host.ip.reassembly().pages(), 0u);
  }
}

TEST_F(IpTest, AnswerIsCutToTheMtuInOrder) {
  for (const Frame& part : fragments(echo(3'000), 1'480))
    host.receive_ip(part);
  const auto packets = host.take_ip();
  ASSERT_EQ(packets.size(), 3u);
  std::size_t at = 0;
  for (const Frame& packet : packets) {
    const auto header = wire::Ipv4Header::parse(packet);
    EXPECT_LE(packet.size(), 1'500u);
    EXPECT_EQ(header->fragment_offset() * 8u, at);
    EXPECT_EQ(header->more_fragments(), &packet != &packets.back());
    at += packet.size() - 20;
  }
  EXPECT_EQ(at, 3'008u);
}

TEST_F(IpTest, LargestDatagram_IsReassembled) {
  for (const Frame& part : fragments(echo(65'507), 1'480))
    host.receive_ip(part);
  EXPECT_EQ(host.ip.icmp().counters().echoes_answered, 1u);
}

TEST_F(IpTest, OverlappingFragments_DropThePacketForGood) {
  const Frame message = echo(64);
  std::vector<Frame> parts = fragments(message, 32);
  host.receive_ip(parts[0]);
  host.receive_ip(ip_packet({.protocol = IpProtocol::Icmp,
                             .payload = pattern(32, 9),
                             .identification = 5,
                             .offset = 24,
                             .more = true}));
  for (const Frame& part : parts)
    host.receive_ip(part);
  EXPECT_TRUE(host.take_ip().empty());
  EXPECT_EQ(host.ip.reassembly().counters().overlaps, 1u);
  EXPECT_EQ(host.ip.reassembly().pages(), 0u);
}

TEST_F(IpTest, FragmentThatComesTwice_IsNoOverlap) {
  const std::vector<Frame> parts = fragments(echo(64), 32);
  host.receive_ip(parts[0]);
  host.receive_ip(parts[0]);
  for (std::size_t i = 1; i < parts.size(); ++i)
    host.receive_ip(parts[i]);
  EXPECT_EQ(host.take_ip().size(), 1u);
  EXPECT_EQ(host.ip.reassembly().counters().duplicates, 1u);
}

TEST_F(IpTest, SameFragmentWithOtherBytes_DropsThePacket) {
  const std::vector<Frame> parts = fragments(echo(64), 32);
  host.receive_ip(parts[0]);
  host.receive_ip(ip_packet({.protocol = IpProtocol::Icmp,
                             .payload = pattern(32, 9),
                             .identification = 5,
                             .more = true}));
  for (const Frame& part : parts)
    host.receive_ip(part);
  EXPECT_TRUE(host.take_ip().empty());
}

TEST_F(IpTest, FragmentsThatContradictTheEnd_DropThePacket) {
  host.receive_ip(ip_packet({.payload = pattern(16), .identification = 8, .offset = 64}));
  host.receive_ip(
      ip_packet({.payload = pattern(16), .identification = 8, .offset = 96, .more = true}));
  EXPECT_EQ(host.ip.reassembly().counters().overlaps, 1u);
}

TEST_F(IpTest, PingOfDeath_IsDropped) {
  host.receive_ip(
      ip_packet({.protocol = IpProtocol::Icmp, .payload = pattern(1'000), .offset = 65'528}));
  EXPECT_EQ(host.ip.reassembly().counters().malformed, 1u);
  EXPECT_EQ(host.ip.reassembly().packets(), 0u);
}

TEST_F(IpTest, FirstFragmentsWithoutEnd_AreBoundedAndTimeOut) {
  for (int i = 0; i < 20'000; ++i)
    host.receive_ip(
        ip_packet({.source = Address::v4(0x0a000000u + 2 + static_cast<unsigned>(i % 200)),
                   .payload = pattern(64),
                   .identification = static_cast<std::uint16_t>(i),
                   .more = true}));
  EXPECT_LE(host.ip.reassembly().packets(), Reassembly::kPackets);
  EXPECT_LE(host.pool.in_use(), Reassembly::kPages + 64);
  host.advance(61_s);
  EXPECT_EQ(host.ip.reassembly().packets(), 0u);
  EXPECT_EQ(host.ip.reassembly().pages(), 0u);
  EXPECT_EQ(host.ip.reassembly().counters().timed_out, Reassembly::kPackets);
}

TEST_F(IpTest, TimedOutReassembly_IsReportedIfTheFirstFragmentCame) {
  host.receive_ip(ip_packet({.payload = pattern(64), .identification = 1, .more = true}));
  host.receive_ip(
      ip_packet({.payload = pattern(64), .identification = 2, .offset = 64, .more = true}));
  host.advance(59_s);
  EXPECT_TRUE(host.take_ip().empty());
  host.advance(3_s);
  host.receive(
      arp_frame(wire::Arp::Operation::Reply, mac(2), kPeer, host.own_mac(), kUs, host.own_mac()));
  const auto packets = host.take_ip();
  ASSERT_EQ(packets.size(), 1u);
  const auto icmp = wire::Icmp::parse(os::Bytes(packets[0]).subspan(20));
  EXPECT_TRUE(icmp->as_time_exceeded().has_value());
  EXPECT_EQ(icmp->code(), 1);
}

// ------------------------------------------------------------------------------------------------
// path MTU

struct PathTest : IpTest {
  PathTest() { socket = *host.udp.bind({}); }
  ~PathTest() override { host.udp.close(*socket); }
  /// A router's report about a datagram of ours.
  void too_big(std::uint16_t mtu, std::uint16_t to_port) {
    const Frame original =
        ip_packet({.source = kUs,
                   .destination = kPeer,
                   .payload = udp_datagram(kUs, kPeer, socket->local().port.number(), to_port,
                                           pattern(1'400))});
    const Frame message =
        icmp_message({.code = 4,
                      .type_clause = wire::Icmp::Unreachable::Fields{
                          .next_hop_mtu = mtu, .original = os::Bytes(original).first(28)}});
    host.receive_ip(ip_packet(
        {.source = Address::v4(10, 0, 0, 254), .protocol = IpProtocol::Icmp, .payload = message}));
  }
  std::uint16_t mtu() { return host.ip.path(kPeer, {})->mtu; }
  UdpSocket* socket;
};

TEST_F(PathTest, ReportAboutWhatWasSent_LowersTheMtuForTenMinutes) {
  ASSERT_TRUE(socket->send(pattern(1'400), {kPeer, Port(9)}).has_value());
  too_big(1'000, 9);
  EXPECT_EQ(mtu(), 1'000);
  host.advance(601_s);
  EXPECT_EQ(mtu(), 1'500);
}

TEST_F(PathTest, ReportAboutWhatWasNotSent_IsNotBelieved) {
  ASSERT_TRUE(socket->send(pattern(1'400), {kPeer, Port(9)}).has_value());
  too_big(1'000, 10);
  EXPECT_EQ(mtu(), 1'500);
  EXPECT_EQ(host.ip.icmp().counters().disbelieved, 1u);
}

TEST_F(PathTest, ReportOfALargerMtu_ChangesNothing) {
  ASSERT_TRUE(socket->send(pattern(1'400), {kPeer, Port(9)}).has_value());
  too_big(1'000, 9);
  too_big(1'200, 9);
  EXPECT_EQ(mtu(), 1'000);
}

TEST_F(PathTest, AbsurdlySmallMtu_IsTakenAsTheLeast) {
  ASSERT_TRUE(socket->send(pattern(1'400), {kPeer, Port(9)}).has_value());
  too_big(68, 9);
  EXPECT_EQ(mtu(), PathMtu::kLeast);
}

TEST_F(PathTest, RouterWithoutNumber_MeansTheNextPlateau) {
  ASSERT_TRUE(socket->send(pattern(1'400), {kPeer, Port(9)}).has_value());
  too_big(0, 9);
  EXPECT_EQ(mtu(), 1'006);
}

TEST_F(PathTest, DatagramAboveTheMtu_IsCutUp) {
  ASSERT_TRUE(socket->send(pattern(1'400), {kPeer, Port(9)}).has_value());
  too_big(1'000, 9);
  (void)host.take();
  ASSERT_TRUE(socket->send(pattern(1'400), {kPeer, Port(9)}).has_value());
  EXPECT_EQ(host.take_ip().size(), 2u);
}

TEST(Routes, WithoutGateway_OtherNetworksAreUnreachable) {
  Host host;
  host.ip.configure({.address = kUs, .prefix_length = 24});
  EXPECT_EQ(host.ip.path(Address::v4(192, 0, 2, 1), {}).error(), os::Errc::Unreachable);
  EXPECT_TRUE(host.ip.path(kPeer, {}).has_value());
}

TEST(Routes, AddressesThatAreNoHost_AreInvalid) {
  Host host;
  for (const Address peer :
       {Address(), Address::broadcast_v4(), Address::v4(10, 0, 0, 255), Address::v4(224, 0, 0, 5)})
    EXPECT_EQ(host.ip.path(peer, {}).error(), os::Errc::Invalid) << os::format("{}", peer);
  EXPECT_EQ(host.ip.path(kPeer, Address::v4(10, 0, 0, 9)).error(), os::Errc::NoAddress);
}

TEST(Routes, WithoutAddress_NothingIsReachable) {
  Host host({.configured = false});
  EXPECT_EQ(host.ip.path(kPeer, {}).error(), os::Errc::NoAddress);
}

} // namespace
} // namespace mir::net::test
