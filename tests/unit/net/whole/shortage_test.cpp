// A small guest whose memory many peers try to use up: nothing fails, and who comes in good faith
// is served meanwhile.
#include <algorithm>
#include <array>
#include <optional>

#include <gtest/gtest.h>

#include "service.hpp"

namespace mir::net::whole {
namespace {

using os::literals::operator""_s;
using os::literals::operator""_ms;

/// What a guest of 16 MiB has for its packets, and for all the rest.
constexpr std::size_t kPages = 2'000, kHeapPages = 1'200;

constexpr StationOptions small_guest() {
  return {.pages = kPages, .tcp = TcpLimits::for_pages(kPages, kHeapPages)};
}

/// A host with plenty of memory, and a window for which an echo soon has to wait.
StationOptions peers() {
  StationOptions options{.pages = 65'536};
  options.tcp.send_memory = 128 * 1024 * 1024;
  options.tcp.receive_buffer = 8 * 1024;
  options.tcp.patience = os::Duration::seconds(100'000);
  return options;
}

static_assert(small_guest().tcp.connections == 960);
static_assert(TcpLimits::for_pages(TcpLimits::kDefaultPages, SIZE_MAX).connections == 20'000);
static_assert(TcpLimits::for_pages(16, 0).connections == 64);

/// Peers that write for ever and never read.
class Shortage : public ::testing::Test {
protected:
  Shortage() {
    wire.work = [this] {
      if (echo)
        echo->work();
      if (silent)
        silent->work();
      flood();
    };
    EXPECT_TRUE(talk(wire)); // the neighbours know each other
  }
  ~Shortage() override {
    for (TcpConnection* peer : greedy)
      peer->abort();
  }

  void begin(std::size_t count, std::uint16_t port) {
    for (std::size_t i = 0; i < count; ++i)
      greedy.push_back(*wire.second.stack.tcp().connect({}, {wire.first.address(), Port(port)}));
  }
  void flood() {
    static constexpr std::array<std::byte, 16'384> kBytes{};
    for (TcpConnection* peer : greedy)
      for (int i = 0; i < 4 && peer->write(os::Bytes(kBytes)); ++i)
        ;
  }
  [[nodiscard]] std::size_t reset_by_guest() const {
    return static_cast<std::size_t>(std::ranges::count_if(greedy, [](const TcpConnection* peer) {
      return peer->state() == tcp::State::Closed && peer->status().error() == os::Errc::Reset;
    }));
  }
  [[nodiscard]] const TcpCounters& tcp() { return wire.first.stack.tcp().counters(); }
  /// Everything has come back when the attack is over.
  void expect_peace() {
    for (TcpConnection* peer : greedy)
      peer->abort();
    greedy.clear();
    wire.run(200_s);
    EXPECT_EQ(wire.first.stack.tcp().connections(), 0u);
    EXPECT_EQ(wire.first.stack.tcp().send_memory(), 0u);
    EXPECT_EQ(wire.first.stack.tcp().receive_memory(), 0u);
    EXPECT_EQ(wire.first.pool.in_use(), 0u);
    EXPECT_TRUE(talk(wire, 300'000));
  }

  Wire wire{small_guest(), peers()};
  std::vector<TcpConnection*> greedy;
  std::optional<Service> echo{std::in_place, wire.first, std::uint16_t{7}, Service::Kind::Echo};
  std::optional<Service> silent{std::in_place, wire.first, std::uint16_t{9}, Service::Kind::Silent};
};

TEST_F(Shortage, HundredPeersThatNeverReadStopNobody) {
  begin(100, 7);
  wire.run(3_s);
  // Memory is short, and nobody was judged yet.
  EXPECT_EQ(wire.first.stack.tcp().connections(), 100u);
  EXPECT_EQ(tcp().pruned, 0u);
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(talk(wire, 3'000, 5_s)) << i;
  wire.run(20_s);
  EXPECT_GT(tcp().pruned, 10u);
  EXPECT_EQ(reset_by_guest(), tcp().pruned);
  for (int i = 0; i < 10; ++i)
    EXPECT_TRUE(talk(wire, 100'000, 20_s)) << i;
  // What came in found a page each time, and what was sent a header.
  EXPECT_EQ(wire.first.missed, 0u);
  EXPECT_LE(wire.first.pool.most_in_use(), kPages);
  EXPECT_EQ(wire.first.stack.ipv4().counters().no_page, 0u);
  expect_peace();
}

TEST_F(Shortage, WhoIsResetMakesRoomForTheNext) {
  for (int round = 0; round < 5; ++round) {
    begin(60, 7);
    wire.run(8_s);
    EXPECT_TRUE(talk(wire, 30'000, 20_s)) << round;
  }
  EXPECT_EQ(wire.first.missed, 0u);
  expect_peace();
}

/// It takes little at a time, but it takes it.
TEST_F(Shortage, SlowReaderIsNotReset) {
  TcpConnection* slow = *wire.second.stack.tcp().connect({}, {wire.first.address(), Port(7)});
  std::size_t written = 0, read = 0;
  os::Instant turn;
  wire.work = [&] {
    echo->work();
    flood();
    static constexpr std::array<std::byte, 4'096> kBytes{};
    if (auto sent = slow->write(os::Bytes(kBytes)))
      written += *sent;
    if (wire.clock.now() < turn)
      return;
    if (auto got = slow->read(1))
      read += got->size();
    turn = wire.clock.now() + 100_ms;
  };
  begin(100, 7);
  wire.run(60_s);
  EXPECT_GT(tcp().pruned, 10u);
  EXPECT_TRUE(slow->status().has_value());
  EXPECT_GT(read, 100'000u);
  slow->abort();
  wire.work = [&] {
    echo->work();
    silent->work();
  };
  expect_peace();
}

/// An application that reads nothing keeps its peers' data: they are not to blame, and the others
/// have a page each.
TEST_F(Shortage, DataThatTheApplicationDoesNotReadResetsNobody) {
  begin(100, 9);
  wire.run(30_s);
  EXPECT_EQ(tcp().pruned, 0u);
  EXPECT_GT(tcp().no_memory, 0u);
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(talk(wire, 20'000, 60_s)) << i;
  EXPECT_EQ(wire.first.missed, 0u);
  expect_peace();
}

TEST_F(Shortage, WriterIsWokenWhenMemoryComesBack) {
  // All pages go; the writer has sent nothing that an ACK could wake it for.
  TcpConnection* idle = *wire.second.stack.tcp().connect({}, {wire.first.address(), Port(21)});
  TcpListener* listener = *wire.first.stack.tcp().listen({Address(), Port(21)}, 4);
  wire.run(1_s);
  TcpConnection* writer = *listener->accept();
  class Woken final : public SocketWatcher {
  public:
    void socket_ready(bool, bool writable) noexcept override { count += writable ? 1u : 0u; }
    unsigned count = 0;
  } woken;
  writer->set_watcher(&woken);
  std::vector<os::PageSlice> all;
  while (auto page = wire.first.pool.take())
    all.push_back(std::move(*page));
  const std::array<std::byte, 100> bytes{};
  EXPECT_EQ(writer->write(os::Bytes(bytes)).error(), os::Errc::Again);
  wire.run(1_s);
  const unsigned before = woken.count;
  all.clear();
  wire.run(1_s);
  EXPECT_GT(woken.count, before);
  EXPECT_EQ(*writer->write(os::Bytes(bytes)), bytes.size());
  writer->abort();
  idle->abort();
  listener->close();
}

} // namespace
} // namespace mir::net::whole
