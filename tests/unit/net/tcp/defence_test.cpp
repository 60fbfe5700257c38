// What strangers may try, and what it costs.
#include "peer.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace mir::net::tcp_test {
namespace {

/// Opens the port, and one connection.
tcp::Connection* open(Peer& peer, tcp::Listener*& listener) {
  listener = *peer.host.tcp.listen({{}, peer.ours}, 64);
  peer.send({.flags = "S"});
  peer.skip();
  peer.send({.flags = ".", .sequence = 1, .acknowledgment = 1});
  return *listener->accept();
}

TEST(SynFlood, LeavesTheDoorOpenAndTakesLittleMemory) {
  Peer peer;
  tcp::Listener* listener = *peer.host.tcp.listen({{}, peer.ours}, 64);
  for (std::uint32_t i = 0; i < 30'000; ++i) {
    peer.theirs = Port(static_cast<std::uint16_t>(i + 1'000));
    peer.isn = i;
    peer.send({.flags = "S"});
    peer.host.out.clear();
  }
  EXPECT_LE(peer.host.tcp.connections(), 64u);
  EXPECT_EQ(peer.host.pool.in_use(), 0u);
  peer.theirs = Port(40'001);
  peer.isn = 77;
  peer.send({.flags = "S", .options = {.mss = 1'460}});
  EXPECT_EQ(peer.next()->flags, "S.");
  peer.send({.flags = ".", .sequence = 1, .acknowledgment = 1});
  auto accepted = listener->accept();
  ASSERT_TRUE(accepted.has_value());
  (*accepted)->abort();
  listener->close();
}

TEST(IsolatedBytes, CostLessThanAFifthOfAKilobyteEach) {
  Peer peer;
  tcp::Listener* listener = nullptr;
  tcp::Connection* connection = open(peer, listener);
  for (std::uint32_t i = 0; i < 400; ++i)
    peer.send({.flags = ".", .sequence = 3 + 2 * i, .acknowledgment = 1, .size = 1});
  EXPECT_LE(peer.host.tcp.receive_memory(), 400u * 200);
  EXPECT_LE(peer.host.pool.in_use(), 2u);
  for (std::uint32_t i = 400; i < 4'000; ++i)
    peer.send({.flags = ".", .sequence = 3 + 2 * i, .acknowledgment = 1, .size = 1});
  EXPECT_LE(peer.host.tcp.receive_memory(), 512u * 200);
  connection->abort();
  listener->close();
  EXPECT_EQ(peer.host.tcp.receive_memory(), 0u);
  EXPECT_EQ(peer.host.pool.in_use(), 0u);
}

TEST(Land, IsDropped) {
  Peer peer;
  tcp::Listener* listener = *peer.host.tcp.listen({{}, peer.ours}, 64);
  Frame frame{.source = Peer::kOurs, .destination = Peer::kOurs, .bytes = {}};
  frame.bytes = build(frame.source, frame.destination,
                      {.source_port = 80,
                       .destination_port = 80,
                       .sequence = 1,
                       .syn = true,
                       .window = 1'000,
                       .options = {},
                       .payload = {}},
                      {});
  peer.host.receive(frame);
  EXPECT_TRUE(peer.host.out.empty());
  EXPECT_EQ(peer.host.tcp.counters().bad_address, 1u);
  listener->close();
}

TEST(IdleConnection, TakesLessThanFourKilobytes) {
  EXPECT_LE(sizeof(tcp::Connection), 1'024u);
  Peer peer;
  tcp::Listener* listener = nullptr;
  tcp::Connection* connection = open(peer, listener);
  EXPECT_EQ(peer.host.pool.in_use(), 0u);
  connection->abort();
  listener->close();
}

TEST(InitialNumbers, DifferForEveryConnectionAndEveryStart) {
  std::vector<std::uint32_t> steps;
  std::uint32_t last = 0;
  Peer peer;
  for (std::uint16_t i = 0; i < 20; ++i) {
    auto opened =
        peer.host.tcp.connect({}, {Peer::kTheirs, Port(static_cast<std::uint16_t>(1 + i))});
    peer.flush();
    static_cast<void>(peer.next());
    steps.push_back(*peer.iss - last);
    last = *peer.iss;
    (*opened)->abort();
  }
  std::ranges::sort(steps);
  EXPECT_EQ(std::ranges::unique(steps).begin(), steps.end());
}

} // namespace
} // namespace mir::net::tcp_test
