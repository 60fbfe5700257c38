// UDP (RFC 768, RFC 1122 4.1), from packets, in virtual time.
#include "host.hpp"

#include <mir/net/ip/checksum.hpp>

#include <algorithm>

namespace mir::net::test {
namespace {

const Address kPeer = Address::v4(10, 0, 0, 2);
const Address kUs = Address::v4(10, 0, 0, 1);

struct UdpTest : ::testing::Test {
  UdpTest() {
    host.meet(2);
    socket = *host.udp.bind({Address(), Port(7)});
  }
  ~UdpTest() override { host.udp.close(*socket); }
  void arrive(const Frame& datagram) { host.receive_ip(ip_packet({.payload = datagram})); }
  Host host;
  UdpSocket* socket;
};

Frame text(const os::Packet& packet) {
  Frame bytes(packet.size());
  EXPECT_EQ(packet.copy_to(bytes), bytes.size());
  return bytes;
}

TEST_F(UdpTest, Datagram_IsReceivedWithItsSender) {
  arrive(udp_datagram(kPeer, kUs, 4000, 7, pattern(11)));
  const auto datagram = socket->receive();
  ASSERT_TRUE(datagram.has_value());
  EXPECT_EQ(text(datagram->payload), pattern(11));
  EXPECT_EQ(datagram->from, (Endpoint{kPeer, Port(4000)}));
  EXPECT_EQ(socket->receive().error(), os::Errc::Again);
}

TEST_F(UdpTest, EmptyDatagram_IsReceived) {
  arrive(udp_datagram(kPeer, kUs, 4000, 7, {}));
  const auto datagram = socket->receive();
  ASSERT_TRUE(datagram.has_value());
  EXPECT_TRUE(datagram->payload.empty());
}

TEST_F(UdpTest, WithoutChecksum_IsReceivedAndWithAWrongOneNot) {
  arrive(udp_datagram(kPeer, kUs, 4000, 7, pattern(11), false));
  EXPECT_TRUE(socket->receive().has_value());
  Frame wrong = udp_datagram(kPeer, kUs, 4000, 7, pattern(11));
  wrong.back() ^= std::byte{1};
  arrive(wrong);
  EXPECT_EQ(socket->receive().error(), os::Errc::Again);
  EXPECT_EQ(host.udp.counters().bad_checksum, 1u);
}

TEST_F(UdpTest, LengthAboveThePacket_IsDropped) {
  Frame datagram = udp_datagram(kPeer, kUs, 4000, 7, pattern(11), false);
  datagram.pop_back();
  arrive(datagram);
  EXPECT_EQ(host.udp.counters().malformed, 1u);
}

TEST_F(UdpTest, BytesBehindTheLength_AreNoPartOfIt) {
  Frame datagram = udp_datagram(kPeer, kUs, 4000, 7, pattern(11));
  datagram.push_back(std::byte{0xee});
  arrive(datagram);
  EXPECT_EQ(socket->receive()->payload.size(), 11u);
}

TEST_F(UdpTest, CutAnywhere_IsDropped) {
  const Frame whole = udp_datagram(kPeer, kUs, 4000, 7, pattern(3));
  for (std::size_t size = 0; size < whole.size(); ++size)
    arrive({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
  EXPECT_EQ(socket->receive().error(), os::Errc::Again);
}

TEST_F(UdpTest, PortNobodyOpened_IsReportedWithTheDatagramsStart) {
  const Frame datagram = udp_datagram(kPeer, kUs, 4000, 8, pattern(11));
  arrive(datagram);
  const auto packets = host.take_ip();
  ASSERT_EQ(packets.size(), 1u);
  const auto icmp = wire::Icmp::parse(os::Bytes(packets[0]).subspan(20));
  const auto unreachable = icmp->as_unreachable();
  ASSERT_TRUE(unreachable.has_value());
  EXPECT_EQ(icmp->code(), 3);
  EXPECT_TRUE(std::ranges::equal(unreachable->original(), ip_packet({.payload = datagram})));
}

TEST_F(UdpTest, BroadcastToAPortNobodyOpened_IsNotReported) {
  const Address to = Address::v4(10, 0, 0, 255);
  host.receive(ethernet_frame(
      MacAddress::broadcast(), mac(2),
      ip_packet({.destination = to, .payload = udp_datagram(kPeer, to, 4000, 8, {})})));
  EXPECT_TRUE(host.silent());
}

TEST_F(UdpTest, BroadcastToAnOpenPort_IsReceived) {
  const Address to = Address::broadcast_v4();
  host.receive(ethernet_frame(
      MacAddress::broadcast(), mac(2),
      ip_packet({.destination = to, .payload = udp_datagram(kPeer, to, 4000, 7, pattern(1))})));
  EXPECT_EQ(socket->receive()->to, to);
}

TEST_F(UdpTest, FullQueue_DropsAndCounts) {
  for (std::size_t i = 0; i < UdpSocket::kMostDatagrams + 10; ++i)
    arrive(udp_datagram(kPeer, kUs, 4000, 7, pattern(1)));
  EXPECT_EQ(host.udp.counters().queue_full, 10u);
  EXPECT_EQ(socket->waiting(), UdpSocket::kMostDatagrams);
}

TEST_F(UdpTest, Sent_HasARightChecksum) {
  for (const std::size_t size : {0u, 1u, 2u, 1'472u}) {
    ASSERT_TRUE(socket->send(pattern(size), {kPeer, Port(4000)}).has_value());
    const auto packets = host.take_ip();
    ASSERT_EQ(packets.size(), 1u);
    const os::Bytes datagram = os::Bytes(packets[0]).subspan(20);
    SliceSum sum;
    add_pseudo_header(sum, kUs, kPeer, IpProtocol::Udp, datagram.size());
    sum.add(datagram);
    EXPECT_EQ(sum.checksum(), 0) << size;
    EXPECT_EQ(datagram.size(), 8 + size);
  }
}

TEST_F(UdpTest, LargestDatagram_IsSentInFragmentsAndALargerOneIsTooLong) {
  EXPECT_TRUE(socket->send(pattern(65'507), {kPeer, Port(4000)}).has_value());
  EXPECT_EQ(host.take_ip().size(), 45u);
  EXPECT_EQ(socket->send(pattern(65'508), {kPeer, Port(4000)}).error(), os::Errc::TooLong);
}

TEST_F(UdpTest, RefusedByThePeer_IsToldOnce) {
  ASSERT_TRUE(socket->send(pattern(8), {kPeer, Port(4000)}).has_value());
  const Frame original = ip_packet({.source = kUs,
                                    .destination = kPeer,
                                    .payload = udp_datagram(kUs, kPeer, 7, 4000, pattern(8))});
  const Frame message = icmp_message(
      {.code = 3, .type_clause = wire::Icmp::Unreachable::Fields{.original = original}});
  host.receive_ip(ip_packet({.protocol = IpProtocol::Icmp, .payload = message}));
  EXPECT_EQ(socket->receive().error(), os::Errc::Refused);
  EXPECT_EQ(socket->receive().error(), os::Errc::Again);
}

TEST_F(UdpTest, DeviceWithoutRoom_IsAgain) {
  host.full = true;
  EXPECT_EQ(socket->send(pattern(8), {kPeer, Port(4000)}).error(), os::Errc::Again);
}

TEST_F(UdpTest, TakenPort_IsInUse) {
  EXPECT_EQ(host.udp.bind({Address(), Port(7)}).error(), os::Errc::InUse);
  EXPECT_EQ(host.udp.bind({kUs, Port(7)}).error(), os::Errc::InUse);
  EXPECT_EQ(host.udp.bind({kPeer, Port(8)}).error(), os::Errc::NoAddress);
  EXPECT_EQ(host.udp.bind({Address::any_v6(), Port(8)}).error(), os::Errc::Unsupported);
}

TEST_F(UdpTest, PortZero_IsAnyAndNeverTheSame) {
  UdpSocket* const a = *host.udp.bind({});
  UdpSocket* const b = *host.udp.bind({});
  EXPECT_GE(a->local().port.number(), Udp::kFirstEphemeral);
  EXPECT_NE(a->local().port, b->local().port);
  host.udp.close(*a);
  host.udp.close(*b);
}

TEST_F(UdpTest, ToOurselves_IsDeliveredWithoutTheDevice) {
  ASSERT_TRUE(socket->send(pattern(60'000), {Address::loopback_v4(), Port(7)}).has_value());
  EXPECT_TRUE(host.ip.deliver_loop());
  EXPECT_TRUE(host.silent());
  EXPECT_EQ(text(socket->receive()->payload), pattern(60'000));
}

TEST_F(UdpTest, NoPage_IsNoMemoryAndNothingLeaks) {
  const std::size_t before = host.pool.in_use();
  std::vector<os::PageSlice> all;
  while (auto page = host.pool.take())
    all.push_back(std::move(*page));
  EXPECT_EQ(socket->send(pattern(8), {kPeer, Port(4000)}).error(), os::Errc::NoMemory);
  all.clear();
  EXPECT_EQ(host.pool.in_use(), before);
}

} // namespace
} // namespace mir::net::test
