// Ethernet and ARP (RFC 894, RFC 826, RFC 5227), from frames, in virtual time.
#include "host.hpp"

namespace mir::net::test {
namespace {

using Operation = wire::Arp::Operation;

const Address kPeer = Address::v4(10, 0, 0, 2);
const MacAddress kNobody;

/// The ARP packets among the frames that were sent.
std::vector<wire::Arp> arps(const std::vector<Sent>& frames) {
  std::vector<wire::Arp> result;
  for (const Sent& sent : frames)
    if (const auto arp = wire::Ethernet::parse(sent.bytes)->as_arp())
      result.push_back(*wire::Arp::parse(arp->payload()));
  return result;
}

os::Result<> send_to(Host& host, const Address& peer) {
  UdpSocket* const socket = *host.udp.bind({});
  const os::Result<> sent = socket->send(os::as_bytes("data"), {peer, Port(9)});
  host.udp.close(*socket);
  return sent;
}

TEST(Arp, RequestForUs_IsAnswered) {
  Host host;
  host.receive(arp_frame(Operation::Request, mac(2), kPeer, kNobody, host.address()));
  const auto frames = host.take();
  const auto replies = arps(frames);
  ASSERT_EQ(replies.size(), 1u);
  EXPECT_EQ(replies[0].operation(), Operation::Reply);
  EXPECT_EQ(Address::v4(replies[0].sender_ip()), host.address());
  EXPECT_EQ(MacAddress(replies[0].sender_mac()), host.own_mac());
  EXPECT_EQ(MacAddress(wire::Ethernet::parse(frames[0].bytes)->destination()), mac(2));
}

TEST(Arp, RequestForAnother_IsNotAnswered) {
  Host host;
  host.receive(arp_frame(Operation::Request, mac(2), kPeer, kNobody, Address::v4(10, 0, 0, 3)));
  EXPECT_TRUE(host.silent());
}

TEST(Arp, RequestStorm_IsLimited) {
  Host host;
  for (int i = 0; i < 10'000; ++i)
    host.receive(arp_frame(Operation::Request, mac(2), kPeer, kNobody, host.address()));
  EXPECT_LE(host.take().size(), 300u);
  EXPECT_GE(host.ip.link().counters().arp_limited, 9'000u);
  host.advance(1_s); // and the honest are served again
  host.receive(arp_frame(Operation::Request, mac(2), kPeer, kNobody, host.address()));
  EXPECT_EQ(host.take().size(), 1u);
}

TEST(Arp, PacketWaitsForTheAnswer) {
  Host host;
  ASSERT_TRUE(send_to(host, kPeer).has_value());
  const auto asked = host.take();
  ASSERT_EQ(arps(asked).size(), 1u);
  EXPECT_EQ(arps(asked)[0].operation(), Operation::Request);
  EXPECT_EQ(Address::v4(arps(asked)[0].target_ip()), kPeer);
  host.receive(
      arp_frame(Operation::Reply, mac(2), kPeer, host.own_mac(), host.address(), host.own_mac()));
  EXPECT_EQ(host.take_ip().size(), 1u);
}

TEST(Arp, NoAnswer_IsAskedThreeTimesASecondApartThenGivenUp) {
  Host host;
  UdpSocket* const socket = *host.udp.bind({});
  ASSERT_TRUE(socket->send(os::as_bytes("data"), {kPeer, Port(9)}).has_value());
  EXPECT_EQ(host.take().size(), 1u);
  for (int i = 0; i < 2; ++i) {
    host.advance(900_ms);
    EXPECT_TRUE(host.silent());
    host.advance(110_ms);
    EXPECT_EQ(host.take().size(), 1u);
  }
  EXPECT_EQ(socket->receive().error(), os::Errc::Again);
  host.advance(1100_ms);
  EXPECT_EQ(socket->receive().error(), os::Errc::Unreachable);
  EXPECT_EQ(host.ip.link().neighbours().waiting(), 0u);
  host.udp.close(*socket);
}

TEST(Arp, UnsolicitedReply_ChangesNothing) {
  Host host;
  host.receive(
      arp_frame(Operation::Reply, mac(66), kPeer, host.own_mac(), host.address(), host.own_mac()));
  EXPECT_EQ(host.ip.link().neighbours().find(kPeer.v4_number()), nullptr);
  host.meet(2);
  host.receive(
      arp_frame(Operation::Reply, mac(66), kPeer, host.own_mac(), host.address(), host.own_mac()));
  ASSERT_NE(host.ip.link().neighbours().find(kPeer.v4_number()), nullptr);
  EXPECT_EQ(*host.ip.link().neighbours().find(kPeer.v4_number()), mac(2));
}

TEST(Arp, GratuitousRequest_ChangesNothing) {
  Host host;
  host.meet(2);
  host.receive(arp_frame(Operation::Request, mac(66), kPeer, kNobody, kPeer));
  host.receive(arp_frame(Operation::Request, mac(66), kPeer, kNobody, host.address()));
  EXPECT_EQ(*host.ip.link().neighbours().find(kPeer.v4_number()), mac(2));
}

TEST(Arp, OldEntry_IsCheckedByUnicastAndUsedMeanwhile) {
  Host host;
  host.meet(2);
  host.advance(61_s);
  ASSERT_TRUE(send_to(host, kPeer).has_value());
  const auto frames = host.take();
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(MacAddress(wire::Ethernet::parse(frames[0].bytes)->destination()), mac(2));
  EXPECT_EQ(arps(frames).size(), 1u);
}

TEST(Arp, StationWithANewAddress_IsFoundAgain) {
  Host host;
  host.meet(2);
  host.advance(61_s);
  (void)send_to(host, kPeer);
  host.advance(3_s); // the old station is silent
  (void)send_to(host, kPeer);
  host.receive(
      arp_frame(Operation::Reply, mac(22), kPeer, host.own_mac(), host.address(), host.own_mac()));
  EXPECT_EQ(*host.ip.link().neighbours().find(kPeer.v4_number()), mac(22));
}

TEST(Arp, ManyNeighbours_AreBounded) {
  Host host;
  host.ip.configure({.address = host.address(), .prefix_length = 8});
  for (std::uint32_t i = 2; i < 3'000; ++i)
    (void)send_to(host, Address::v4(0x0a000000 + i));
  EXPECT_LE(host.ip.link().neighbours().size(), ArpCache::kEntries);
  EXPECT_LE(host.ip.link().neighbours().waiting(), ArpCache::kWaiting);
  EXPECT_LE(host.pool.in_use(), 3 * ArpCache::kWaiting);
}

TEST(Arp, SecondUserOfOurAddress_IsAnsweredAtMostEveryTenSeconds) {
  Host host;
  for (int second = 0; second < 25; ++second) {
    host.receive(arp_frame(Operation::Request, mac(66), host.address(), kNobody, kPeer));
    host.advance(1_s);
  }
  EXPECT_EQ(arps(host.take()).size(), 3u);
  EXPECT_EQ(host.ip.link().counters().conflicts, 25u);
  ASSERT_EQ(host.events.size(), 3u);
  EXPECT_EQ(host.events[0], "defended 10.0.0.1 02:00:00:00:00:42");
}

TEST(Arp, AddressNobodyHas_IsProbedThreeTimesThenConfirmed) {
  Host host({.configured = false});
  host.ip.check_address(Address::v4(10, 0, 0, 1));
  host.advance(8_s);
  const auto frames = host.take();
  const auto probes = arps(frames);
  ASSERT_EQ(probes.size(), 3u);
  for (const wire::Arp& probe : probes)
    EXPECT_EQ(probe.sender_ip(), 0u); // RFC 5227 2.1.1
  EXPECT_EQ(host.events, std::vector<std::string>{"confirmed 10.0.0.1"});
}

TEST(Arp, AddressSomebodyHas_IsLost) {
  Host host({.configured = false});
  host.ip.check_address(Address::v4(10, 0, 0, 1));
  host.advance(2_s);
  host.receive(arp_frame(Operation::Reply, mac(66), Address::v4(10, 0, 0, 1), host.own_mac(), {},
                         host.own_mac()));
  host.advance(10_s);
  EXPECT_EQ(host.events, std::vector<std::string>{"lost 10.0.0.1 02:00:00:00:00:42"});
}

TEST(Arp, NewAddress_IsAnnouncedTwice) {
  Host host({.configured = false});
  host.ip.configure({.address = host.address(), .prefix_length = 24});
  host.advance(10_s);
  const auto frames = host.take();
  const auto announcements = arps(frames);
  ASSERT_EQ(announcements.size(), 2u);
  EXPECT_EQ(announcements[0].sender_ip(), announcements[0].target_ip());
}

TEST(Ethernet, FrameForAnother_IsDropped) {
  Host host;
  host.receive(ethernet_frame(mac(9), mac(2), ip_packet({.payload = pattern(8)})));
  EXPECT_EQ(host.ip.link().counters().not_ours, 1u);
}

TEST(Ethernet, FrameFromAGroup_IsDropped) {
  Host host;
  host.receive(
      ethernet_frame(host.own_mac(), MacAddress::broadcast(), ip_packet({.payload = pattern(8)})));
  EXPECT_EQ(host.ip.link().counters().group_source, 1u);
}

TEST(Ethernet, PriorityTag_IsLookedBehindAndOtherTagsAreDropped) {
  Host host;
  const Frame packet = ip_packet({.payload = pattern(8)});
  for (const std::uint16_t identifier : {0, 5}) {
    Frame tag(4 + packet.size());
    ASSERT_TRUE(wire::Vlan::build(tag, {.priority = 3,
                                        .identifier = identifier,
                                        .type_clause = wire::Vlan::Ipv4::Fields{.payload = packet}})
                    .has_value());
    Frame frame(14 + tag.size());
    ASSERT_TRUE(
        wire::Ethernet::build(frame, {.destination = host.own_mac().bytes(),
                                      .source = mac(2).bytes(),
                                      .type_clause = wire::Ethernet::Vlan::Fields{.payload = tag}})
            .has_value());
    host.receive(frame);
  }
  EXPECT_EQ(host.ip.counters().received, 1u);
  EXPECT_EQ(host.ip.link().counters().tagged, 1u);
}

TEST(Ethernet, CutAnywhere_IsNoCrash) {
  Host host;
  const Frame whole = ethernet_frame(host.own_mac(), mac(2), ip_packet({.payload = pattern(40)}));
  for (std::size_t size = 0; size < whole.size(); ++size)
    host.receive({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
  EXPECT_EQ(host.ip.counters().delivered, 0u);
}

} // namespace
} // namespace mir::net::test
