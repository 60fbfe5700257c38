// Attacks by content: forged, contradictory and broken frames change nothing and are counted, and
// who comes in good faith is served meanwhile.
#include <algorithm>

#include <gtest/gtest.h>

#include "attacker.hpp"
#include "service.hpp"

namespace mir::net::whole {
namespace {

using os::literals::operator""_ms;
using os::literals::operator""_s;

const Address kUs = Station::address_of(1), kClient = Station::address_of(2);

class Forgery : public ::testing::Test {
protected:
  Forgery() {
    wire.work = [this] { echo.work(); };
    EXPECT_TRUE(talk(wire));
    wire.run(1_s); // the last ACK
  }
  void expect_service_and_peace() {
    EXPECT_TRUE(talk(wire));
    wire.run(900_s);
    EXPECT_EQ(stack().tcp().connections(), 0u);
    EXPECT_EQ(wire.first.pool.in_use(), 0u);
  }
  /// A long conversation, during which something happens every millisecond.
  void talk_through(const std::function<void(const Client&)>& attack) {
    wire.faults.delay = 5_ms; // or it would be over in no time
    Client client(wire.second, {kUs, Port(7)}, 2'000'000);
    const os::Instant until = wire.clock.now() + 600_s;
    os::Instant next = wire.clock.now();
    do {
      client.work();
      if (wire.clock.now() >= next && client.received() != 0 && client.connection() != nullptr) {
        next = wire.clock.now() + 1_ms;
        attack(client);
      }
    } while (!client.done() && wire.step(until));
    EXPECT_TRUE(client.good()) << client.error().text() << " after " << client.received();
  }
  [[nodiscard]] Stack& stack() { return wire.first.stack; }
  [[nodiscard]] const TcpCounters& tcp() { return stack().tcp().counters(); }
  [[nodiscard]] const Ipv4Counters& ip() { return stack().ipv4().counters(); }

  Wire wire;
  Service echo{wire.first, 7, Service::Kind::Echo};
  Attacker attacker{wire};
};

TEST_F(Forgery, BlindResetsSynsAndData) {
  talk_through([&](const Client& client) {
    Grip grip{.from = client.connection()->local(), .port = 7};
    for (int i = 0; i < 20; ++i)
      for (const char* flags : {"R", "S", "R.", "F.", ".", "U."}) {
        grip.isn = static_cast<std::uint32_t>(attacker.random());
        grip.iss = static_cast<std::uint32_t>(attacker.random());
        attacker.send_tcp(grip, {.flags = flags, .size = flags[0] == '.' ? 100u : 0u});
      }
  });
  EXPECT_GT(
      tcp().outside_window + tcp().bad_reset + tcp().bad_syn + tcp().paws + tcp().no_timestamp, 0u);
  expect_service_and_peace();
}

TEST_F(Forgery, IcmpErrorsForAnOpenConnection) {
  talk_through([&](const Client& client) {
    const Endpoint peer = client.connection()->local();
    Frame start(20);
    (void)wire::Tcp::build(start, {.source_port = 7,
                                   .destination_port = peer.port.number(),
                                   .sequence = static_cast<std::uint32_t>(attacker.random()),
                                   .window = 1,
                                   .payload = {}});
    const Frame original = ip_packet(kUs, peer.address, IpProtocol::Tcp, start);
    for (const std::uint8_t code : {0, 1, 2, 3, 4, 13})
      attacker.send_icmp(Attacker::address(1), {.code = code,
                                                .type_clause = wire::Icmp::Unreachable::Fields{
                                                    .next_hop_mtu = 300, .original = original}});
  });
  EXPECT_EQ(ip().path_mtu_lowered, 0u);
  EXPECT_GT(stack().ipv4().icmp().counters().disbelieved, 0u);
  expect_service_and_peace();
}

TEST_F(Forgery, ArpPoisoning) {
  talk_through([&](const Client&) {
    for (const auto operation : {wire::Arp::Operation::Reply, wire::Arp::Operation::Request})
      for (const MacAddress& to : {Station::mac_of(1), MacAddress::broadcast()}) {
        attacker.send_arp(operation, Attacker::mac(), kClient, kUs, to);
        attacker.send_arp(operation, Attacker::mac(), kClient, kClient, to);
      }
  });
  EXPECT_EQ(*stack().ipv4().link().neighbours().find(kClient.v4_number()), Station::mac_of(2));
  expect_service_and_peace();
}

TEST_F(Forgery, SecondOwnerOfOurAddress) {
  const auto sent = [&] { return stack().ipv4().link().counters().arp_sent; };
  const std::uint64_t before = sent();
  talk_through([&](const Client&) {
    attacker.send_arp(wire::Arp::Operation::Request, Attacker::mac(), kUs, kUs,
                      MacAddress::broadcast());
  });
  EXPECT_GT(stack().ipv4().link().counters().conflicts, 10u);
  EXPECT_LE(sent() - before, 3u); // RFC 5227 2.4: once in ten seconds
  expect_service_and_peace();
}

TEST_F(Forgery, Land) {
  for (const Address& from :
       {kUs, Address::v4(127, 0, 0, 1), Address(), Address::v4(255, 255, 255, 255),
        Address::v4(10, 0, 255, 255), Address::v4(224, 0, 0, 1), Address::v4(240, 0, 0, 1)})
    attacker.send_tcp({.from = {from, Port(7)}, .port = 7}, {.flags = "S"});
  EXPECT_EQ(ip().martian_source, 7u);
  EXPECT_EQ(stack().tcp().connections(), 0u);
  expect_service_and_peace();
}

TEST_F(Forgery, SynToEverybody) {
  Frame syn(20);
  (void)wire::Tcp::build(syn, {.source_port = 9,
                               .destination_port = 7,
                               .sequence = 1,
                               .syn = true,
                               .window = 1'000,
                               .payload = {}});
  const std::uint64_t out = tcp().segments_out;
  for (const Address& to : {kUs, Address::v4(10, 0, 255, 255), Address::v4(255, 255, 255, 255)})
    attacker.send(ethernet(MacAddress::broadcast(), Attacker::mac(),
                           ip_packet(Attacker::address(1), to, IpProtocol::Tcp, syn)));
  EXPECT_EQ(tcp().segments_out, out);
  expect_service_and_peace();
}

TEST_F(Forgery, SourceRoutesAreNotAnswered) {
  const Frame route{std::byte{131}, std::byte{7}, std::byte{4}, std::byte{10}, {}, {},
                    std::byte{1},   std::byte{0}};
  const std::uint64_t before = ip().source_routed;
  attacker.send(
      ethernet(Station::mac_of(1), Attacker::mac(),
               ip_packet(Attacker::address(1), kUs, IpProtocol::Udp,
                         udp_datagram(Attacker::address(1), kUs, 9, 999, 10), 1, 0, false, route)));
  EXPECT_EQ(ip().source_routed, before + 1);
  expect_service_and_peace();
}

/// Overlaps, two ends, nothing at all, eight bytes, and more than a packet can have.
TEST_F(Forgery, FragmentsThatContradictEachOther) {
  const Address from = Attacker::address(1);
  for (std::uint16_t id = 0; id < 2'000; ++id) {
    switch (id % 6) {
    case 0: // teardrop
      attacker.send_fragment(from, id, 0, true, Frame(64));
      attacker.send_fragment(from, id, 32, false, Frame(16));
      break;
    case 1: // ping of death
      attacker.send_fragment(from, id, 65'528, false, Frame(1'000), IpProtocol::Icmp);
      break;
    case 2: // tiny: the header in three parts
      attacker.send_fragment(from, id, 0, true, Frame(8), IpProtocol::Tcp);
      attacker.send_fragment(from, id, 8, true, Frame(8), IpProtocol::Tcp);
      attacker.send_fragment(from, id, 16, false, Frame(4), IpProtocol::Tcp);
      break;
    case 3: // two ends
      attacker.send_fragment(from, id, 64, false, Frame(8));
      attacker.send_fragment(from, id, 128, false, Frame(8));
      break;
    case 4: // nothing
      attacker.send_fragment(from, id, 8, true, {});
      attacker.send_fragment(from, id, 0, true, Frame(7)); // no multiple of eight
      break;
    default: // the same place, other bytes
      attacker.send_fragment(from, id, 0, true, Frame(64));
      attacker.send_fragment(from, id, 0, true, Frame(64, std::byte{1}));
    }
    if (id % 200 == 0)
      ASSERT_TRUE(talk(wire)) << id;
  }
  const ReassemblyCounters& counters = stack().ipv4().reassembly().counters();
  EXPECT_GE(counters.overlaps, 900u);
  EXPECT_GE(counters.malformed, 600u);
  EXPECT_LE(stack().ipv4().reassembly().pages(), Reassembly::kPages);
  expect_service_and_peace();
}

/// Every byte of the headers of every kind of frame, to every value that matters.
TEST_F(Forgery, MalformedHeaders) {
  std::vector<Frame> good;
  Frame syn(24);
  (void)wire::Tcp::build(syn, {.source_port = 5'000,
                               .destination_port = 7,
                               .sequence = 1,
                               .syn = true,
                               .window = 1'000,
                               .payload = {}});
  good.push_back(ethernet(Station::mac_of(1), Attacker::mac(),
                          ip_packet(Attacker::address(1), kUs, IpProtocol::Tcp, syn)));
  good.push_back(ethernet(Station::mac_of(1), Attacker::mac(),
                          ip_packet(Attacker::address(1), kUs, IpProtocol::Udp,
                                    udp_datagram(Attacker::address(1), kUs, 9, 999, 10))));
  for (const Frame& frame : good)
    for (std::size_t at = 0; at < std::min<std::size_t>(frame.size(), 54); ++at)
      for (const unsigned value : {0u, 1u, 0x0fu, 0x40u, 0x4fu, 0x7fu, 0x80u, 0xf0u, 0xffu}) {
        Frame bad = frame;
        bad[at] = static_cast<std::byte>(value);
        attacker.send(bad);
        bad.resize(at);
        if (at != 0)
          attacker.send(bad);
      }
  attacker.send(Frame(1));
  EXPECT_GT(stack().ipv4().link().counters().malformed, 0u);
  EXPECT_GT(ip().malformed, 0u);
  EXPECT_GT(ip().bad_checksum, 0u);
  EXPECT_GT(tcp().bad_checksum, 0u);
  EXPECT_GT(stack().udp().counters().malformed + stack().udp().counters().bad_checksum, 0u);
  expect_service_and_peace();
}

/// Frames of an honest conversation, damaged and sent again, while it goes on.
TEST_F(Forgery, TwentyThousandMutatedFrames) {
  std::vector<Frame> seen;
  wire.tap = [&](const Frame& frame) {
    if (seen.size() < 500)
      seen.push_back(frame);
  };
  ASSERT_TRUE(talk(wire, 100'000));
  std::vector<Frame> kinds = std::move(seen);
  wire.tap = nullptr;
  // As if the other had sent them: what it says is what this one would say.
  for (Frame& frame : kinds) {
    std::swap_ranges(frame.begin(), frame.begin() + 6, frame.begin() + 6);
    if (frame.size() >= 38)
      std::swap_ranges(frame.begin() + 26, frame.begin() + 30, frame.begin() + 30);
    if (frame.size() >= 38)
      std::swap_ranges(frame.begin() + 34, frame.begin() + 36, frame.begin() + 36);
  }
  for (unsigned i = 0; i < 20'000; ++i) {
    Frame frame = kinds[attacker.random() % kinds.size()];
    for (unsigned flips = 1 + attacker.random() % 4; flips != 0; --flips)
      frame[attacker.random() % frame.size()] ^=
          static_cast<std::byte>(1u << attacker.random() % 8);
    if (attacker.random() % 8 == 0)
      frame.resize(1 + attacker.random() % frame.size());
    attacker.send(frame);
    if (i % 500 == 0)
      ASSERT_TRUE(talk(wire)) << i;
  }
  expect_service_and_peace();
}

} // namespace
} // namespace mir::net::whole
