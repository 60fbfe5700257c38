// 20,000 frames with random damage: no crash, no leak, and a legitimate neighbour is served
// meanwhile.
#include "host.hpp"

#include <algorithm>
#include <random>

namespace mir::net::test {
namespace {

const Address kPeer = Address::v4(10, 0, 0, 2);
const Address kUs = Address::v4(10, 0, 0, 1);

Frame echo_frame() {
  const Frame payload = pattern(40);
  const Frame message = icmp_message({.type_clause = wire::Icmp::Echo::Fields{
                                          .identifier = 7, .sequence = 3, .payload = payload}});
  return ethernet_frame(mac(1), mac(2),
                        ip_packet({.protocol = IpProtocol::Icmp, .payload = message}));
}

/// One of each kind that comes along.
std::vector<Frame> seeds() {
  const Frame options{std::byte{0x94}, std::byte{4}, {},           {},
                      std::byte{7},    std::byte{3}, std::byte{4}, {}};
  const Frame original = ip_packet(
      {.source = kUs, .destination = kPeer, .payload = udp_datagram(kUs, kPeer, 7, 9, pattern(8))});
  const Frame unreachable = icmp_message({.code = 4,
                                          .type_clause = wire::Icmp::Unreachable::Fields{
                                              .next_hop_mtu = 1'000, .original = original}});
  return {echo_frame(),
          arp_frame(wire::Arp::Operation::Request, mac(2), kPeer, {}, kUs),
          arp_frame(wire::Arp::Operation::Reply, mac(2), kPeer, mac(1), kUs, mac(1)),
          ethernet_frame(mac(1), mac(2),
                         ip_packet({.payload = udp_datagram(kPeer, kUs, 9, 7, pattern(99)),
                                    .options = options})),
          ethernet_frame(mac(1), mac(2),
                         ip_packet({.payload = pattern(64), .offset = 64, .more = true})),
          ethernet_frame(mac(1), mac(2),
                         ip_packet({.payload = pattern(64), .offset = 0, .more = true})),
          ethernet_frame(mac(1), mac(2),
                         ip_packet({.protocol = IpProtocol::Icmp, .payload = unreachable}))};
}

/// Flips bits, cuts, doubles. Now and then the checksum is made right again, or nothing beyond it
/// would be reached.
Frame damaged(Frame frame, std::minstd_rand& random) {
  for (unsigned i = random() % 4; i != 0; --i)
    frame[random() % frame.size()] ^= static_cast<std::byte>(1u << random() % 8);
  if (random() % 8 == 0)
    frame.resize(1 + random() % frame.size());
  if (random() % 8 == 0)
    frame.insert(frame.end(), random() % 100, std::byte{0xa5});
  if (random() % 2 == 0 && frame.size() > 14) {
    const auto header = wire::Ipv4Header::edit(os::MutableBytes(frame).subspan(14));
    if (header) {
      header->set_checksum(0);
      header->set_checksum(mpl::internet_checksum(header->bytes()));
    }
  }
  return frame;
}

TEST(Mutation, DamagedFrames_DoNotStopAnHonestNeighbour) {
  Host host;
  host.meet(2);
  UdpSocket* const socket = *host.udp.bind({Address(), Port(7)});
  const std::vector<Frame> good = seeds();
  std::minstd_rand random(2026);
  for (int i = 0; i < 20'000; ++i) {
    host.receive(damaged(good[random() % good.size()], random), 64 + random() % 4'000);
    if (i % 100 == 0) {
      host.advance(50_ms);
      (void)host.take();
      host.receive(echo_frame());
      ASSERT_EQ(host.take_ip().size(), 1u) << i;
      while (socket->receive()) {
      }
    }
  }
  EXPECT_LE(host.pool.in_use(),
            Reassembly::kPages + 3 * ArpCache::kWaiting + UdpSocket::kMostSlices);
  host.udp.close(*socket);
  host.advance(120_s);
  (void)host.take();
  EXPECT_EQ(host.pool.in_use(), 0u);
}

} // namespace
} // namespace mir::net::test
