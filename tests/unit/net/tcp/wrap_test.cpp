// Numbers that were written down long ago: after half of all numbers (2 GiB) they would seem to lie
// ahead, and hold up whatever waits for them to be passed (RFC 9293 3.4).
#include "peer.hpp"

#include <gtest/gtest.h>

namespace mir::net::tcp_test {
namespace {

constexpr std::uint32_t kMss = 16'384;                                // whole pages
constexpr std::uint64_t kHalf = (std::uint64_t{1} << 31) + (1 << 20); // bytes, and a little more

/// A connection whose peer takes everything at once.
class Long {
public:
  Long() {
    peer.host.way = {.mtu = 17'000, .segments = true};
    listener_ = *peer.host.tcp.listen({{}, peer.ours}, 4);
    peer.send({.flags = "SEW", .options = {.mss = kMss, .window_scale = std::uint8_t{14}}});
    peer.skip();
    acknowledge();
    connection = *listener_->accept();
  }
  ~Long() {
    connection->abort();
    listener_->close();
  }

  /// Our next number, as the peer counts them.
  std::uint32_t next = 1;

  void acknowledge(const char* flags = ".") {
    peer.send({.flags = flags, .sequence = 1, .acknowledgment = next});
    peer.skip();
  }
  void write(std::uint32_t size) {
    const std::vector<std::byte> bytes(size);
    ASSERT_EQ(connection->write(os::Bytes(bytes)), size);
    peer.flush();
    next += size;
  }
  /// So that every number of now lies half of all of them behind us.
  void send_half() {
    os::PageSlice page = *peer.host.pool.take();
    peer.host.way.headers_only = true;
    for (std::uint64_t sent = 0; sent < kHalf;) {
      os::Packet packet;
      while (packet.size() < 2 * kMss)
        packet.push_back(page.share());
      const std::size_t size = packet.size();
      ASSERT_TRUE(connection->write(packet).has_value());
      ASSERT_TRUE(packet.empty());
      peer.flush();
      next += static_cast<std::uint32_t>(size);
      sent += size;
      peer.clock.advance(Duration::milliseconds(1));
      acknowledge();
    }
    peer.host.way.headers_only = false;
  }

  Peer peer;
  tcp::Connection* connection;

private:
  tcp::Listener* listener_;
};

TEST(Wrap, SmallSegmentOfLongAgoHoldsNoneUp) {
  Long stream;
  stream.write(10); // Minshall: the last segment that was not full
  stream.acknowledge();
  stream.send_half();
  stream.peer.skip();
  stream.write(10);
  const auto seen = stream.peer.next();
  ASSERT_TRUE(seen.has_value());
  EXPECT_EQ(seen->size, 10u);
}

TEST(Wrap, RecoveryOfLongAgoForbidsNone) {
  Long stream;
  stream.send_half(); // since the beginning, which counts as one
  stream.write(4 * kMss);
  stream.peer.skip();
  for (int i = 0; i < 3; ++i)
    stream.peer.send({.flags = ".", .sequence = 1, .acknowledgment = stream.next - 4 * kMss});
  EXPECT_EQ(stream.peer.host.tcp.counters().recoveries, 1u);
}

TEST(Wrap, CongestionOfLongAgoHidesNone) {
  Long stream;
  stream.send_half();
  const std::uint32_t before = stream.connection->snapshot().congestion_window;
  stream.write(kMss);
  stream.acknowledge(".E");
  EXPECT_LT(stream.connection->snapshot().congestion_window, before);
}

TEST(Wrap, UrgentDataOfLongAgoIsOver) {
  Long stream;
  stream.peer.send({.flags = ".U", .sequence = 1, .acknowledgment = 1, .size = 10, .urgent = 5});
  EXPECT_EQ(stream.connection->urgent(), 5u);
  ASSERT_TRUE(stream.connection->read().has_value());
  EXPECT_EQ(stream.connection->urgent(), 0u);
  os::PageSlice page = *stream.peer.host.pool.take();
  std::uint32_t number = 11;
  for (std::uint64_t got = 0; got < kHalf;) {
    const std::vector<std::byte> header = build(Peer::kTheirs, Peer::kOurs,
                                                {.source_port = stream.peer.theirs.number(),
                                                 .destination_port = stream.peer.ours.number(),
                                                 .sequence = stream.peer.isn + number,
                                                 .acknowledgment = *stream.peer.iss + 1,
                                                 .ack = true,
                                                 .window = 65'535,
                                                 .options = {},
                                                 .payload = {}},
                                                {});
    os::PageSlice front = *stream.peer.host.pool.take();
    front.drop_back(front.size() - header.size());
    std::ranges::copy(header, front.mutable_bytes().begin());
    os::Packet packet(std::move(front));
    for (int i = 0; i < 15; ++i)
      packet.push_back(page.share());
    const auto size = static_cast<std::uint32_t>(packet.size() - header.size());
    got += size, number += size;
    static_cast<void>(stream.peer.host.tcp.input({.source = Peer::kTheirs,
                                                  .destination = Peer::kOurs,
                                                  .ttl = 64,
                                                  .checksum_good = true,
                                                  .header = {}},
                                                 packet));
    while (stream.connection->read())
      ;
    stream.peer.flush();
    stream.peer.skip();
  }
  EXPECT_EQ(stream.connection->urgent(), 0u);
}

} // namespace
} // namespace mir::net::tcp_test
