// Attacks by quantity: what they fill is bounded and counted, and who comes in good faith is served
// meanwhile.
#include <optional>

#include <gtest/gtest.h>

#include "attacker.hpp"
#include "service.hpp"

namespace mir::net::whole {
namespace {

using os::literals::operator""_ms;
using os::literals::operator""_s;

const Address kUs = Station::address_of(1), kClient = Station::address_of(2);

/// The victim with an echo service, an honest client, and somebody else.
class Siege : public ::testing::Test {
protected:
  Siege() {
    wire.work = [this] {
      echo->work();
      generate->work();
      silent->work();
    };
    EXPECT_TRUE(talk(wire)); // the neighbours know each other
  }

  /// Every connection and every page comes back when the attack is over.
  void expect_peace() {
    wire.run(900_s);
    EXPECT_EQ(stack().tcp().time_waits(), 0u);
    EXPECT_EQ(stack().tcp().connections(), 0u);
    EXPECT_EQ(stack().tcp().receive_memory(), 0u);
    EXPECT_EQ(stack().tcp().send_memory(), 0u);
    EXPECT_EQ(wire.first.pool.in_use(), 0u);
  }
  /// Ends a service and all that it serves, and opens it again.
  void begin_anew(std::optional<Service>& service, std::uint16_t port, Service::Kind kind) {
    service.reset();
    service.emplace(wire.first, port, kind);
  }
  [[nodiscard]] Stack& stack() { return wire.first.stack; }
  [[nodiscard]] const TcpCounters& tcp() { return stack().tcp().counters(); }
  [[nodiscard]] std::size_t pages() const { return wire.first.pool.in_use(); }

  Wire wire;
  std::optional<Service> echo{std::in_place, wire.first, std::uint16_t{7}, Service::Kind::Echo};
  std::optional<Service> generate{std::in_place, wire.first, std::uint16_t{19},
                                  Service::Kind::Generate};
  std::optional<Service> silent{std::in_place, wire.first, std::uint16_t{9}, Service::Kind::Silent};
  Attacker attacker{wire};
};

TEST_F(Siege, SynFloodFromFarAddresses) {
  for (unsigned i = 0; i < 30'000; ++i) {
    const auto far =
        Address::v4(static_cast<std::uint32_t>(0x0b00'0000 + attacker.random() % 0x1000'0000));
    attacker.send_tcp({.from = {far, Port(static_cast<std::uint16_t>(1 + i % 60'000))}, .port = 7},
                      {.flags = "S"});
    if (i % 1'000 == 999)
      ASSERT_TRUE(talk(wire)) << i;
  }
  EXPECT_LE(stack().tcp().connections(), stack().tcp().limits().half_open + 2);
  EXPECT_GE(tcp().cookies_sent, 25'000u);
  EXPECT_LE(pages(), 200u);
  expect_peace();
}

/// Each forged neighbour is asked for by ARP: they must not push out those who are there, nor take
/// all places to wait in.
TEST_F(Siege, SynFloodFromForgedNeighbours) {
  for (unsigned i = 0; i < 30'000; ++i) {
    const auto near = Address::v4(10, 0, static_cast<std::uint8_t>(1 + i / 200 % 120),
                                  static_cast<std::uint8_t>(1 + i % 200));
    attacker.send_tcp({.from = {near, Port(static_cast<std::uint16_t>(1 + i))}, .port = 7},
                      {.flags = "S"});
    if (i % 50 == 0)
      wire.run(1_ms);
    if (i % 1'000 == 999)
      ASSERT_TRUE(talk(wire)) << i;
  }
  EXPECT_LE(pages(), 200u);
  EXPECT_GT(stack().ipv4().link().neighbours().counters().queue_dropped, 0u);
  expect_peace();
}

TEST_F(Siege, TwoThousandIdleConnections) {
  for (std::uint16_t i = 0; i < 2'000; ++i)
    ASSERT_TRUE(attacker.open({Attacker::address(i), Port(5'000)}, 7).has_value()) << i;
  wire.run(10_ms);
  EXPECT_EQ(stack().tcp().connections(), 2'000u);
  EXPECT_LE(pages(), 10u);
  EXPECT_TRUE(talk(wire));
  begin_anew(generate, 19, Service::Kind::Generate);
  begin_anew(echo, 7, Service::Kind::Echo);
  expect_peace();
}

/// Each would take all that the service writes, and none of them ever opens its window.
TEST_F(Siege, FiveHundredClosedWindows) {
  for (std::uint16_t i = 0; i < 500; ++i)
    ASSERT_TRUE(attacker.open({Attacker::address(i), Port(5'000)}, 19, 0).has_value()) << i;
  wire.run(2_s);
  EXPECT_GE(stack().tcp().connections(), 500u);
  EXPECT_LE(stack().tcp().send_memory(), stack().tcp().limits().send_memory + 500 * 4'096);
  EXPECT_LE(pages(), 5'000u); // 20 MB
  EXPECT_TRUE(talk(wire, 300'000));
  begin_anew(generate, 19, Service::Kind::Generate);
  expect_peace();
}

/// A byte here, a byte there, and never the one between.
TEST_F(Siege, BytesOutOfOrderUntilMemoryIsGone) {
  std::vector<Grip> grips;
  for (std::uint16_t i = 0; i < 300; ++i)
    grips.push_back(*attacker.open({Attacker::address(i), Port(5'000)}, 7));
  for (std::uint32_t at = 0; at < 400; ++at)
    for (const Grip& grip : std::span(grips).first(40))
      attacker.send_tcp(grip,
                        {.flags = ".", .sequence = 3 + 2 * at, .acknowledgment = 1, .size = 1});
  EXPECT_LE(stack().tcp().receive_memory(), stack().tcp().limits().receive_memory);
  EXPECT_LE(pages(), 1'000u);
  EXPECT_TRUE(talk(wire, 300'000));
  // And in large pieces: as much as fits, and no more.
  for (std::uint32_t at = 0; at < 44; ++at)
    for (const Grip& grip : grips)
      attacker.send_tcp(
          grip, {.flags = ".", .sequence = 2'000 + 1'400 * at, .acknowledgment = 1, .size = 1'400});
  EXPECT_LE(stack().tcp().receive_memory(), stack().tcp().limits().receive_memory / 2);
  EXPECT_GT(tcp().no_memory, 0u);
  EXPECT_TRUE(talk(wire, 300'000));
  for (const Grip& grip : grips)
    attacker.send_tcp(grip, {.flags = "R", .sequence = 1});
  expect_peace();
}

/// In order, as far as the window goes, to a service that does not read.
TEST_F(Siege, BytesThatNobodyReadsUntilMemoryIsGone) {
  std::vector<Grip> grips;
  for (std::uint16_t i = 0; i < 400; ++i)
    grips.push_back(*attacker.open({Attacker::address(i), Port(5'000)}, 9));
  for (std::uint32_t at = 0; at < 46; ++at)
    for (const Grip& grip : grips)
      attacker.send_tcp(
          grip, {.flags = ".", .sequence = 1 + 1'400 * at, .acknowledgment = 1, .size = 1'400});
  const std::size_t limit = stack().tcp().limits().receive_memory;
  EXPECT_GE(stack().tcp().receive_memory(), limit - 4'096);
  EXPECT_LE(stack().tcp().receive_memory(), limit + 400 * 4'096);
  EXPECT_GT(tcp().no_memory, 0u);
  EXPECT_TRUE(talk(wire, 300'000));
  for (const Grip& grip : grips)
    attacker.send_tcp(grip, {.flags = "R", .sequence = 1});
  begin_anew(silent, 9, Service::Kind::Silent);
  expect_peace();
}

TEST_F(Siege, TwentyThousandFirstFragments) {
  for (unsigned i = 0; i < 20'000; ++i) {
    attacker.send_fragment(Attacker::address(static_cast<std::uint16_t>(i)),
                           static_cast<std::uint16_t>(i), 0, true, Frame(1'400));
    if (i % 2'000 == 0)
      ASSERT_TRUE(talk(wire)) << i;
  }
  EXPECT_LE(stack().ipv4().reassembly().pages(), Reassembly::kPages);
  EXPECT_LE(pages(), Reassembly::kPages + 100);
  EXPECT_GE(stack().ipv4().reassembly().counters().evicted, 19'000u);
  expect_peace();
}

TEST_F(Siege, GratuitousArpStorm) {
  for (unsigned i = 0; i < 20'000; ++i) {
    const Address claimed = i % 3 == 0 ? kClient : Attacker::address(static_cast<std::uint16_t>(i));
    attacker.send_arp(wire::Arp::Operation::Request, Attacker::mac(), claimed, claimed,
                      MacAddress::broadcast());
    if (i % 2'000 == 0)
      ASSERT_TRUE(talk(wire)) << i;
  }
  EXPECT_LE(stack().ipv4().link().neighbours().size(), 3u);
  expect_peace();
}

TEST_F(Siege, ArpRequestsAreAnsweredSoManyASecond) {
  for (unsigned i = 0; i < 20'000; ++i)
    attacker.send_arp(wire::Arp::Operation::Request, Attacker::mac(),
                      Attacker::address(static_cast<std::uint16_t>(i)), kUs,
                      MacAddress::broadcast());
  EXPECT_LE(stack().ipv4().link().counters().arp_answered, 300u);
  EXPECT_GE(stack().ipv4().link().counters().arp_limited, 19'000u);
  wire.first.out.clear();
  EXPECT_TRUE(talk(wire));
  expect_peace();
}

TEST_F(Siege, IcmpFlood) {
  const Frame large(1'000);
  for (unsigned i = 0; i < 20'000; ++i) {
    attacker.send_icmp(
        Attacker::address(static_cast<std::uint16_t>(i % 7)),
        {.type_clause = wire::Icmp::Echo::Fields{
             .identifier = 1, .sequence = static_cast<std::uint16_t>(i), .payload = large}});
    if (i % 100 == 0)
      wire.run(1_ms);
    if (i % 2'000 == 0)
      ASSERT_TRUE(talk(wire)) << i;
  }
  EXPECT_LE(pages(), 200u);
  expect_peace();
}

/// Nobody is told a thousand times that nobody is there.
TEST_F(Siege, ErrorsAreLimited) {
  for (unsigned i = 0; i < 10'000; ++i)
    attacker.send_ip(
        Attacker::address(3), IpProtocol::Udp,
        udp_datagram(Attacker::address(3), kUs, 9, static_cast<std::uint16_t>(1'000 + i), 10));
  const IcmpCounters& icmp = stack().ipv4().icmp().counters();
  EXPECT_LE(icmp.errors_sent, 100u);
  EXPECT_EQ(icmp.errors_sent + icmp.errors_limited, 10'000u);
  EXPECT_TRUE(talk(wire));
  expect_peace();
}

TEST_F(Siege, PortReuseStorm) {
  for (unsigned i = 0; i < 5'000; ++i) {
    const auto grip = attacker.open({Attacker::address(1), Port(5'000)}, 7);
    ASSERT_TRUE(grip.has_value()) << i;
    switch (i % 3) {
    case 0:
      attacker.send_tcp(*grip, {.flags = "R", .sequence = 1});
      break;
    case 1: // closed from there: no TIME-WAIT here
      attacker.send_tcp(*grip, {.flags = "F.", .sequence = 1, .acknowledgment = 1});
      wire.run(1_ms);
      attacker.send_tcp(*grip, {.flags = ".", .sequence = 2, .acknowledgment = 2});
      break;
    default: // left open: the next SYN meets the old connection, is challenged, and resets it
      attacker.send_tcp(*grip, {.flags = "R", .sequence = 1});
      attacker.send_tcp(*grip, {.flags = "S", .sequence = 500'000});
      attacker.send_tcp(*grip, {.flags = "R", .sequence = 500'001});
    }
    wire.run(1_ms);
  }
  EXPECT_LE(stack().tcp().connections(), 2u);
  EXPECT_TRUE(talk(wire));
  expect_peace();
}

} // namespace
} // namespace mir::net::whole
