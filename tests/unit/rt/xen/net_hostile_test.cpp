// A network interface against a back end in memory that breaks the protocol.
#include "net_backend.hpp"

namespace {

using namespace mir::rt;
using namespace mir::rt::testing;

// What a back end may say wrongly, one thing at a time: the frame is dropped and counted, or the
// back end is left.
TEST(NetFront, DropsAFrameOutsideItsPage) {
  for (const auto& [offset, status] :
       {std::pair(1, 4096), std::pair(4096, 1), std::pair(65535, 100), std::pair(0, 4097),
        std::pair(4000, 97), std::pair(0, 32767), std::pair(4097, 0)}) {
    Backend b;
    b.connect();
    b.lend(20);
    b.answer({.id = 0,
              .offset = static_cast<uint16_t>(offset),
              .flags = 0,
              .status = static_cast<int16_t>(status)});
    b.receive().rsp_prod = 1;
    EXPECT_TRUE(b.received().empty());
    EXPECT_EQ(b.front->receive_counters().malformed, 1u) << offset << " " << status;
    const std::string frame = text(60);
    b.deliver(frame); // the next one is heard
    EXPECT_EQ(b.received().at(0).bytes, frame);
  }
}

TEST(NetFront, DropsWhatTheBackEndCouldNotDeliver) {
  for (const int16_t status : {-1, -2, -32768}) {
    Backend b;
    b.connect();
    b.lend(20);
    b.answer({.id = 0, .offset = 0, .flags = 0, .status = status});
    b.receive().rsp_prod = 1;
    EXPECT_TRUE(b.received().empty());
    EXPECT_EQ(b.front->receive_counters().refused, 1u);
  }
}

TEST(NetFront, DropsAFrameWithoutEnd) {
  Backend b;
  b.connect();
  b.lend(100);
  for (int i = 0; i < 1000; ++i) { // far more slots than the ring has
    const uint16_t id = static_cast<uint16_t>(b.filled % 256);
    b.answer({.id = id, .offset = 0, .flags = NETRXF_more_data, .status = 100});
    b.receive().rsp_prod = b.filled;
    EXPECT_TRUE(b.received().empty());
  }
  EXPECT_TRUE(b.front->running());
  b.answer({.id = static_cast<uint16_t>(b.filled % 256), .offset = 0, .flags = 0, .status = 100});
  b.receive().rsp_prod = b.filled;
  EXPECT_TRUE(b.received().empty());
  EXPECT_EQ(b.front->receive_counters().too_long, 1u);
  const std::string frame = text(60);
  b.deliver(frame);
  EXPECT_EQ(b.received().at(0).bytes, frame);
}

TEST(NetFront, DropsExtrasWithoutEnd) {
  Backend b;
  b.connect();
  b.lend(20);
  b.answer({.id = 0, .offset = 0, .flags = NETRXF_extra_info, .status = 100});
  for (int i = 0; i < 600; ++i) {
    netif_extra_info info{};
    info.type = XEN_NETIF_EXTRA_TYPE_HASH;
    info.flags = i < 599 ? XEN_NETIF_EXTRA_FLAG_MORE : 0;
    std::memcpy(&b.receive_entry(b.filled++), &info, sizeof info);
    b.receive().rsp_prod = b.filled;
    EXPECT_TRUE(b.received().empty());
  }
  EXPECT_EQ(b.front->receive_counters().too_long, 1u);
  EXPECT_TRUE(b.front->running());
}

TEST(NetFront, LeavesABackEndThatAnswersSomethingElse) {
  const std::vector<void (*)(Backend&)> lies = {
      [](Backend& b) { // an id that is not the request's
        b.answer({.id = 1, .offset = 0, .flags = 0, .status = 60});
        b.receive().rsp_prod = 1;
      },
      [](Backend& b) { b.receive().rsp_prod = 257; }, // more than was asked
      [](Backend& b) { b.receive().rsp_prod = ~0u; }, // backwards
      [](Backend& b) { b.transmit().rsp_prod = 3; },
      [](Backend& b) { // a transmit id twice (the advisory)
        b.transmit_entry(0).rsp = {.id = 0, .status = 0};
        b.transmit_entry(1).rsp = {.id = 0, .status = 0};
        b.transmit().rsp_prod = 2;
      },
      [](Backend& b) { // an id that nothing has
        b.transmit_entry(0).rsp = {.id = 40'000, .status = 0};
        b.transmit().rsp_prod = 1;
      },
      [](Backend& b) { // an answer to an extra that was not sent
        b.transmit_entry(0).rsp = {.id = 0, .status = NETIF_RSP_NULL};
        b.transmit().rsp_prod = 1;
      },
  };
  for (size_t i = 0; i < lies.size(); ++i) {
    Backend b;
    b.connect();
    b.lend(20);
    ASSERT_TRUE(b.send(text(60)));
    ASSERT_TRUE(b.send(text(60)));
    lies[i](b);
    EXPECT_TRUE(b.received().empty()) << i;
    EXPECT_FALSE(b.front->running()) << i;
    EXPECT_TRUE(b.front->take_event()) << i;
    EXPECT_EQ(b.said("state"), "6") << i;
    EXPECT_EQ(b.domain.grants(), 0u) << i;
    b.put("state", "6");
    b.attach();
    b.connect(); // one that begins anew gets another chance
    ASSERT_TRUE(b.send(text(60))) << i;
    ASSERT_TRUE(b.has_frame()) << i;
    EXPECT_EQ(b.take_frame().bytes, text(60)) << i;
    b.deliver(text(60));
    EXPECT_EQ(b.received().size(), 1u) << i;
    EXPECT_TRUE(b.front->running()) << i;
  }
}

// Each word of each ring's head and of its first entries in turn, with values that mean much:
// nothing is touched that is not ours, and whoever begins anew after that is served.
TEST(NetFront, SurvivesEveryValueInEveryFieldOfItsRings) {
  constexpr uint32_t kValues[] = {0, 2, 0x101, 0xffff, 0x80000000, 0xffff0001, 0xffffffff};
  constexpr size_t kWords = 16 + 3 * 3; // the head, and three entries of the larger kind
  for (const bool transmit : {false, true})
    for (size_t word = 0; word < kWords; ++word)
      for (const uint32_t value : kValues) {
        SCOPED_TRACE(::testing::Message() << transmit << " word " << word << " is " << value);
        Backend b;
        b.connect();
        b.lend(20);
        Page page;
        ASSERT_TRUE(b.send(text(5000)));
        ASSERT_TRUE(b.send_page(page, 0, 4096, 77));
        b.deliver(text(5000), NETRXF_csum_blank, 1448);
        auto* const words = reinterpret_cast<uint32_t*>(
            transmit ? static_cast<void*>(&b.transmit()) : static_cast<void*>(&b.receive()));
        words[word] = value;
        for (int again = 0; again < 3; ++again) {
          for (const auto& frame : b.received())
            ASSERT_LE(frame.bytes.size(), Receive::kMostFrame);
          (void)b.send(text(100));
          (void)b.cookies();
          (void)b.front->take_event();
        }
        b.put("state", "6");
        (void)b.front->take_event();
        EXPECT_EQ(b.domain.grants(), 0u);
        b.attach();
        b.connect();
        b.lend_some(20);
        const std::string frame = text(60);
        b.deliver(frame);
        EXPECT_EQ(b.received().at(0).bytes, frame);
      }
}

// Every field of both rings, at random, all the time: under sanitizers nothing is touched that is
// not ours, and no frame comes out that is larger than any may be.
TEST(NetFront, SurvivesRingsOfNonsense) {
  std::mt19937 random(1);
  uint64_t frames = 0;
  for (int round = 0; round < 60; ++round) {
    Backend b;
    b.connect();
    b.buffers.reserve(4000);
    for (int i = 0; i < 60 && b.front->running(); ++i) {
      b.lend_some(8 + random() % 8);
      for (int n = 0; n < 8; ++n) {
        const uint32_t place = b.filled;
        b.answer({.id = static_cast<uint16_t>(random() % 8 ? place % 256 : random()),
                  .offset = static_cast<uint16_t>(random() % 4 ? 0 : random()),
                  .flags = static_cast<uint16_t>(random() % 2 ? 0 : random()),
                  .status = static_cast<int16_t>(random() % 2 ? 1000 : random())});
      }
      b.receive().rsp_prod = b.filled - random() % 3;
      (void)b.send(text(random() % 9000 + 1, round), random() % 16,
                   static_cast<uint16_t>(random()));
      if (b.front->running() && random() % 2) {
        b.transmit_entry(b.taken).rsp = {
            .id = static_cast<uint16_t>(random() % 2 ? b.taken : random()),
            .status = static_cast<int16_t>(random() % 4)};
        b.transmit().rsp_prod = ++b.taken;
      }
      for (const auto& frame : b.received()) {
        ASSERT_LE(frame.bytes.size(), Receive::kMostFrame);
        ++frames;
      }
      if (b.front->running())
        b.filled = b.receive().rsp_prod;
    }
  }
  EXPECT_GT(frames, 20u);
}

} // namespace
