// Two whole stacks on a wire that loses, reorders, duplicates, corrupts and delays frames: ARP, UDP
// with fragments, and TCP above all of it.
#include "service.hpp"

#include <gtest/gtest.h>

namespace mir::net::whole {
namespace {

struct Case {
  const char* name;
  Faults faults;
  std::uint16_t mtu = 1'500;
  bool offload = false;
  std::uint32_t size = 30'000;
};

const Case kCases[] = {
    {"Clean", {}},
    {"Offloaded", {}, 1'500, true, 300'000},
    {"Loss1", {.loss = 10}},
    {"Loss10", {.loss = 100}},
    {"Loss30", {.loss = 300}, 1'500, false, 5'000},
    {"OffloadedLoss5", {.loss = 50}, 1'500, true},
    {"Reordered", {.reordering = 300}},
    {"Duplicated", {.duplication = 300}},
    {"Corrupted", {.corruption = 100}},
    {"Delayed", {.loss = 20, .delay = os::Duration::milliseconds(150)}},
    {"TinyMtu", {.loss = 20}, 128, false, 10'000},
    {"LeastMtu", {}, 68, false, 2'000},
    {"JumboMtu", {.loss = 20}, 9'000, false, 100'000},
    {"Everything", {.loss = 50, .duplication = 50, .corruption = 50, .reordering = 200}},
};

void expect_nothing_left(Wire& wire) {
  wire.run(os::Duration::seconds(900)); // TIME-WAIT, orphans, fragments, what waits for ARP
  for (Station* station : {&wire.first, &wire.second}) {
    EXPECT_EQ(station->stack.tcp().connections(), 0u);
    EXPECT_EQ(station->stack.tcp().receive_memory(), 0u);
    EXPECT_EQ(station->stack.tcp().send_memory(), 0u);
    EXPECT_EQ(station->pool.in_use(), 0u);
  }
}

class WholeStack : public ::testing::TestWithParam<Case> {};

TEST_P(WholeStack, CarriesStreamsByteByByte) {
  const Case& test = GetParam();
  Wire wire({.mtu = test.mtu, .offload = test.offload}, test.faults);
  {
    Service echo(wire.first, 7, Service::Kind::Echo);
    wire.work = [&] { echo.work(); };
    for (int i = 0; i < 5; ++i)
      EXPECT_TRUE(talk(wire, test.size, os::Duration::seconds(3'600))) << i;
    wire.work = [] {};
  }
  expect_nothing_left(wire);
}

/// A datagram arrives whole and as it was sent, or not at all: above the MTU it goes in fragments.
TEST_P(WholeStack, CarriesDatagramsWholeOrNot) {
  Wire wire({.mtu = GetParam().mtu, .offload = GetParam().offload}, GetParam().faults);
  UdpSocket* const server = *wire.first.stack.udp().bind({Address(), Port(7)});
  UdpSocket* const client = *wire.second.stack.udp().bind({});
  unsigned arrived = 0;
  const auto check = [&] {
    while (auto got = server->receive()) {
      std::vector<std::byte> bytes(got->payload.size());
      got->payload.copy_to(bytes);
      for (std::size_t i = 0; i < bytes.size(); ++i)
        ASSERT_EQ(bytes[i], static_cast<std::byte>(i * 31 + bytes.size()));
      ++arrived;
    }
  };
  wire.work = check;
  constexpr unsigned kDatagrams = 60;
  for (unsigned i = 0; i < kDatagrams; ++i) {
    std::vector<std::byte> bytes(1 + i * 97);
    for (std::size_t k = 0; k < bytes.size(); ++k)
      bytes[k] = static_cast<std::byte>(k * 31 + bytes.size());
    (void)client->send(os::Bytes(bytes), {wire.first.address(), Port(7)});
    wire.run(os::Duration::milliseconds(50));
  }
  wire.run(os::Duration::seconds(1));
  wire.work = [] {};
  const Faults& faults = GetParam().faults;
  if (faults.loss + faults.corruption == 0)
    EXPECT_GE(arrived, kDatagrams);
  EXPECT_GT(arrived, 0u);
  wire.first.stack.udp().close(*server);
  wire.second.stack.udp().close(*client);
  expect_nothing_left(wire);
}

INSTANTIATE_TEST_SUITE_P(Net, WholeStack, ::testing::ValuesIn(kCases),
                         [](const auto& info) { return info.param.name; });

} // namespace
} // namespace mir::net::whole
