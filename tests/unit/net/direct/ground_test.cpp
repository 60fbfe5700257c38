// What drives the stack: a device that starves, loses its link, or has nobody on it.
#include "device.hpp"

#include <gtest/gtest.h>
#include <mir/net/ip/ipv4.hpp>
#include <mir/net/wire/udp_header.hpp>
#include <mir/os/task/combine.hpp>

namespace mir::net::test {
namespace {

using namespace os::literals;

/// The machine of the test that runs: an app_main has no other way to it.
struct Machine {
  os::testing::VirtualClock clock;
  os::testing::VirtualPlatform platform{clock, 7};
  Device device;

  void tell() {
    platform.event_at(clock.now(), {.kind = os::Event::Kind::Net,
                                    .readable = true,
                                    .writable = true,
                                    .hangup = false,
                                    .source = 0});
  }
  int run(std::vector<std::string> words, os::Task<int> (*program)(os::App&)) {
    words.insert(words.begin(), "program");
    std::vector<char*> pointers;
    for (std::string& word : words)
      pointers.push_back(word.data());
    platform.set_net_device(&device);
    current = this;
    const int code = os::run_app(platform, pointers, program);
    current = nullptr;
    return code;
  }
  static Machine* current;
};
Machine* Machine::current = nullptr;

/// A datagram without checksums of its own, to a port of 10.0.0.1.
Frame datagram(std::uint8_t text, std::uint16_t port = 9) {
  Frame udp(8), ip(20), frame(14);
  (void)wire::UdpHeader::build(udp, {.source_port = 5, .destination_port = port, .length = 9})
      .value();
  udp.push_back(std::byte{text});
  (void)wire::Ipv4Header::build(ip, {.total_length = 29,
                                     .protocol = IpProtocol::Udp,
                                     .source = Address::v4(10, 0, 0, 2).v4_number(),
                                     .destination = Address::v4(10, 0, 0, 1).v4_number()})
      .value();
  ip.insert(ip.end(), udp.begin(), udp.end());
  frame.resize(14 + ip.size());
  constexpr std::array<std::byte, 6> us{std::byte{2}, {}, {}, {}, {}, std::byte{1}};
  constexpr std::array<std::byte, 6> peer{std::byte{2}, {}, {}, {}, {}, std::byte{2}};
  (void)wire::Ethernet::build(frame, {.destination = us,
                                      .source = peer,
                                      .type_clause = wire::Ethernet::Ipv4::Fields{.payload = ip}})
      .value();
  return frame;
}

os::Task<int> flooded(os::App& app) {
  Machine& machine = *Machine::current;
  auto network = co_await Manager::create(app);
  if (!network)
    co_return 1;
  auto socket = network->bind(Port(9));
  if (!socket)
    co_return 2;
  // More than there are pages, told once, and nobody reads them.
  for (std::uint8_t i = 0; i < 100; ++i)
    machine.device.arriving.push_back(datagram(i));
  machine.tell();
  co_await os::sleep(10_ms);
  if (!machine.device.arriving.empty())
    co_return 3; // what is not read has used up the pages to receive into
  // As many as memory allows are kept, in order, and the others are lost.
  int kept = 0, last = -1;
  for (; kept < 100; ++kept) {
    const auto received = co_await os::timeout(1_s, socket->receive());
    if (!received)
      break;
    const int text = std::to_integer<int>(received->payload.first().front());
    if (text <= last)
      co_return 4;
    last = text;
  }
  if (kept < 4 || kept > 40 ||
      network->dump().find("no-memory " + std::to_string(100 - kept)) == std::string::npos)
    co_return 5;
  // And then there is room again.
  machine.device.arriving.push_back(datagram(200));
  machine.tell();
  const auto received = co_await os::timeout(1_s, socket->receive());
  co_return received && received->payload.first().front() == std::byte{200} ? 0 : 6;
}

TEST(DirectGround, WhatNobodyReadsLeavesPagesToReceiveInto) {
  Machine machine;
  machine.platform.limit_pages(64);
  EXPECT_EQ(machine.run({"--address=10.0.0.1/24"}, flooded), 0) << machine.platform.output();
}

os::Task<int> starve(os::App& app) {
  Machine& machine = *Machine::current;
  auto network = co_await Manager::create(app);
  if (!network)
    co_return 1;
  // Each socket keeps a few datagrams whatever happens: together more than there are pages.
  constexpr std::uint16_t kSockets = 12, kEach = 4;
  std::vector<Datagram> sockets;
  for (std::uint16_t i = 0; i < kSockets; ++i) {
    auto socket = network->bind(Port(static_cast<std::uint16_t>(100 + i)));
    if (!socket)
      co_return 2;
    sockets.push_back(std::move(*socket));
  }
  for (std::uint8_t i = 0; i < kSockets * kEach; ++i)
    machine.device.arriving.push_back(datagram(i, static_cast<std::uint16_t>(100 + i % kSockets)));
  machine.tell(); // once
  co_await os::sleep(10_ms);
  if (machine.device.arriving.empty())
    co_return 3; // there were pages for all: nothing is shown
  for (std::uint8_t i = 0; i < kSockets * kEach; ++i) {
    const auto received = co_await os::timeout(1_s, sockets[i % kSockets].receive());
    if (!received || received->payload.first().front() != std::byte{i})
      co_return 100 + i;
  }
  co_return 0;
}

TEST(DirectGround, ReceivesAgainWhenPagesComeFree) {
  Machine machine;
  machine.platform.limit_pages(64);
  EXPECT_EQ(machine.run({"--address=10.0.0.1/24"}, starve), 0) << machine.platform.output();
}

os::Task<> send_many(Datagram& socket, int& sent) {
  const std::array<std::byte, 1'000> payload{};
  for (; sent < 300; ++sent)
    if (const auto gone =
            co_await socket.send(os::Bytes(payload), {Address::v4(10, 0, 0, 255), Port(9)});
        !gone)
      co_return;
}

/// While the device takes nothing nobody turns: the clock of this system stands still until all
/// wait.
os::Task<int> jam(os::App& app) {
  Machine& machine = *Machine::current;
  auto network = co_await Manager::create(app);
  auto socket = network->bind(Port(7));
  co_await os::sleep(10_s); // the announcements are over
  machine.device.full = true;
  machine.device.frames_sent = 0;
  int sent = 0;
  os::Group group(app.scheduler());
  group.spawn(send_many(*socket, sent));
  const std::size_t waits = machine.platform.waits();
  co_await os::sleep(60_s);
  if (sent == 300 || machine.device.frames_sent != 0)
    co_return 1;
  if (machine.platform.waits() - waits > 10)
    co_return 2;
  machine.device.full = false;
  machine.tell();
  (void)co_await group.join();
  co_await os::sleep(1_s);
  co_return sent == 300 && machine.device.frames_sent == 300 ? 0 : 3;
}

TEST(DirectGround, AFullDeviceIsWaitedForWithoutTurning) {
  Machine machine;
  EXPECT_EQ(machine.run({"--address=10.0.0.1/24"}, jam), 0) << machine.platform.output();
}

os::Task<int> unplug(os::App& app) {
  Machine& machine = *Machine::current;
  auto network = co_await Manager::create(app);
  if (!network)
    co_return 1;
  co_await os::sleep(10_s); // the announcements are over
  machine.device.frames_sent = 0;
  machine.device.state.link_up = false;
  machine.tell();
  co_await os::sleep(1_s);
  if (machine.device.frames_sent != 0)
    co_return 2;
  machine.device.state.link_up = true;
  machine.tell();
  co_await os::sleep(1_s);
  co_return machine.device.frames_sent == 1 ? 0 : 3;
}

TEST(DirectGround, AnnouncesItsAddressAfterTheLinkWasAway) {
  Machine machine;
  EXPECT_EQ(machine.run({"--address=10.0.0.1/24"}, unplug), 0);
  EXPECT_NE(machine.platform.output().find("the link of test is down"), std::string::npos);
  EXPECT_NE(machine.platform.output().find("the link of test is up"), std::string::npos);
}

os::Task<int> wait_a_minute(os::App& app) {
  const auto network = co_await os::timeout(60_s, Manager::create(app));
  co_return !network && network.error() == os::Errc::TimedOut ? 0 : 1;
}

TEST(DirectGround, SaysThatNoDhcpServerAnswers) {
  Machine machine;
  EXPECT_EQ(machine.run({}, wait_a_minute), 0);
  EXPECT_NE(machine.platform.output().find("asking for an address by DHCP"), std::string::npos);
  EXPECT_NE(machine.platform.output().find("no DHCP server has answered 3 times; still asking"),
            std::string::npos);
  EXPECT_GE(machine.device.frames_sent, 4u);
}

os::Task<int> create_twice(os::App& app) {
  {
    const auto first = co_await Manager::create(app);
    const auto second = co_await Manager::create(app);
    if (!first || second || second.error() != os::Errc::InUse)
      co_return 1;
  }
  const auto again = co_await Manager::create(app);
  co_return again ? 0 : 2;
}

TEST(DirectGround, AnInterfaceHasOneManagerAtATime) {
  Machine machine;
  EXPECT_EQ(machine.run({"--address=10.0.0.1/24"}, create_twice), 0) << machine.platform.output();
  EXPECT_NE(machine.platform.output().find("network device 0 has a Manager already"),
            std::string::npos);
}

os::Task<int> create_small(os::App& app) {
  const auto network = co_await Manager::create(app);
  co_return !network && network.error() == os::Errc::NoMemory ? 0 : 1;
}

TEST(DirectGround, WithoutMemoryToReceiveIntoThereIsNoNetwork) {
  Machine machine;
  machine.platform.limit_pages(24); // five eighths are 15
  EXPECT_EQ(machine.run({"--address=10.0.0.1/24"}, create_small), 0);
  EXPECT_NE(machine.platform.output().find("60 KiB may be for packets, and it takes 64"),
            std::string::npos);
}

} // namespace
} // namespace mir::net::test
