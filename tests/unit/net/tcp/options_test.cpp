// Options that nobody here knows (RFC 9293 3.1, MUST-6): skipped, and what stands behind them
// counts.
#include "peer.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <mir/net/ip/checksum.hpp>

namespace mir::net::tcp_test {
namespace {

using Text = std::vector<std::uint8_t>;

/// One engine that listens, and a peer that writes its options byte by byte.
class RawOptions {
public:
  ~RawOptions() {
    if (connection_ != nullptr)
      connection_->abort();
    listener_->close();
  }

  /// \param options a multiple of four bytes.
  void send(const char* flags, std::uint32_t sequence, std::uint32_t acknowledgment, Text options,
            std::uint16_t window = 1'000) {
    std::vector<std::byte> segment = header(flags, sequence, acknowledgment, window);
    const auto words = static_cast<std::uint8_t>(5 + options.size() / 4);
    segment[12] = static_cast<std::byte>(words << 4);
    for (const std::uint8_t byte : options)
      segment.push_back(std::byte{byte});
    auto editor = wire::Tcp::edit(segment);
    editor->set_checksum(0);
    SliceSum sum;
    add_pseudo_header(sum, Peer::kTheirs, Peer::kOurs, IpProtocol::Tcp, segment.size());
    sum.add(os::Bytes(segment));
    editor->set_checksum(sum.checksum());
    peer.host.receive(
        {.source = Peer::kTheirs, .destination = Peer::kOurs, .bytes = segment, .ecn = {}});
  }
  /// The sizes of the segments that 4,000 bytes make.
  std::vector<std::uint32_t> written() {
    connection_ = *listener_->accept();
    const std::vector<std::byte> bytes(4'000);
    EXPECT_EQ(connection_->write(os::Bytes(bytes)), bytes.size());
    peer.flush();
    std::vector<std::uint32_t> sizes;
    while (const auto seen = peer.next())
      sizes.push_back(seen->size);
    return sizes;
  }

  Peer peer;

private:
  std::vector<std::byte> header(const char* flags, std::uint32_t sequence,
                                std::uint32_t acknowledgment, std::uint16_t window) {
    const std::string all = flags;
    return build(Peer::kTheirs, Peer::kOurs,
                 {.source_port = peer.theirs.number(),
                  .destination_port = peer.ours.number(),
                  .sequence = peer.isn + sequence,
                  .acknowledgment = peer.iss.value_or(0) + acknowledgment,
                  .ack = all.find('.') != std::string::npos,
                  .syn = all.find('S') != std::string::npos,
                  .window = window,
                  .options = {},
                  .payload = {}},
                 {});
  }

  tcp::Listener* listener_ = *peer.host.tcp.listen({{}, peer.ours}, 4);
  tcp::Connection* connection_ = nullptr;
};

TEST(RawOptions, UnknownOnesAreSkippedAndWhatFollowsCounts) {
  RawOptions raw;
  // 253 with four bytes, an empty 254, a user time-out (RFC 5482), the MSS, a scale of 2.
  raw.send("S", 0, 0,
           {253, 6, 1, 2, 3, 4, 254, 2, 28, 4, 0x80, 10, 2, 4, 700 >> 8, 700 & 0xff, 1, 3, 3, 2});
  const auto answer = raw.peer.next();
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(answer->options.window_scale.has_value());
  raw.send(".", 1, 1, {253, 4, 0, 0}, 525); // of 2,100 bytes
  EXPECT_EQ(raw.written(), (std::vector<std::uint32_t>{700, 700, 700}));
}

TEST(RawOptions, BehindTheEndNothingCounts) {
  RawOptions raw;
  raw.send("S", 0, 0, {2, 4, 700 >> 8, 700 & 0xff, 0, 2, 4, 1, 3, 3, 9, 9});
  ASSERT_TRUE(raw.peer.next().has_value());
  raw.send(".", 1, 1, {});
  EXPECT_EQ(raw.written(), (std::vector<std::uint32_t>{700}));
}

// RFC 9293 3.1, MUST-7: what stands in front counts, and the list ends there.
TEST(RawOptions, ThoseThatLieAboutTheirLengthEndTheList) {
  for (const Text& wrong : {Text{2, 0, 0, 0}, Text{2, 1, 0, 0}, Text{2, 3, 1, 0}, Text{3, 0, 0, 0},
                            Text{8, 11, 0, 0}, Text{5, 3, 0, 0}, Text{253, 0, 0, 0},
                            Text{253, 1, 0, 0}, Text{253, 9, 0, 0}, Text{1, 1, 1, 2}}) {
    RawOptions raw;
    Text options{2, 4, 700 >> 8, 700 & 0xff};
    options.insert(options.end(), wrong.begin(), wrong.end());
    raw.send("S", 0, 0, options);
    ASSERT_TRUE(raw.peer.next().has_value());
    raw.send(".", 1, 1, wrong);
    EXPECT_EQ(raw.written(), (std::vector<std::uint32_t>{700}));
  }
}

} // namespace
} // namespace mir::net::tcp_test
