// Packet: slices that together are one run of bytes.
#include <mir/os/mem/packet.hpp>

#include <algorithm>
#include <string>

#include <gtest/gtest.h>
#include <mir/os/testing/virtual_platform.hpp>

namespace mir::os {
namespace {

struct PacketTest : ::testing::Test {
  testing::VirtualClock clock;
  testing::VirtualPlatform platform{clock, 1};
  PacketPool pool{platform, 64};

  PageSlice slice(std::string_view text) {
    PageSlice page = *pool.take(64);
    page.drop_back(page.size() - text.size());
    std::ranges::copy(as_bytes(text), page.mutable_bytes().begin());
    return page;
  }
  Packet packet(std::initializer_list<std::string_view> parts) {
    Packet result;
    for (const std::string_view part : parts)
      result.push_back(slice(part));
    return result;
  }
  static std::string text(const Packet& packet) {
    std::string result(packet.size(), '?');
    EXPECT_EQ(packet.copy_to(std::as_writable_bytes(std::span(result))), result.size());
    return result;
  }
};

TEST_F(PacketTest, SlicesAddedAtBothEnds) {
  Packet packet = this->packet({"lo ", "world"});
  packet.push_front(slice("hel"));
  EXPECT_EQ(text(packet), "hello world");
  EXPECT_EQ(packet.slices().size(), 3u);
  EXPECT_EQ(as_text(packet.front()), "hel");
}

TEST_F(PacketTest, EmptySlicesAreDropped) {
  Packet packet;
  packet.push_back(slice(""));
  packet.push_front(slice(""));
  EXPECT_TRUE(packet.empty());
  EXPECT_EQ(packet.slices().size(), 0u);
  EXPECT_EQ(pool.in_use(), 0u);
}

TEST_F(PacketTest, DroppingReachesAcrossSlices) {
  Packet packet = this->packet({"abc", "def", "ghi"});
  packet.drop_front(4);
  packet.drop_back(4);
  EXPECT_EQ(text(packet), "e");
  EXPECT_EQ(pool.in_use(), 1u);
  packet.drop_back(1);
  EXPECT_TRUE(packet.empty());
  EXPECT_EQ(pool.in_use(), 0u);
}

TEST_F(PacketTest, TakenFrontSharesTheSliceItSplits) {
  Packet packet = this->packet({"abc", "def"});
  const Packet front = packet.take_front(4);
  EXPECT_EQ(text(front), "abcd");
  EXPECT_EQ(text(packet), "ef");
  EXPECT_EQ(pool.in_use(), 2u);
}

TEST_F(PacketTest, FullAtEighteenSlicesWhereverTheyWereAdded) {
  Packet packet;
  for (std::size_t i = 0; i < Packet::kMostSlices; ++i) {
    EXPECT_FALSE(packet.full());
    if (i % 2 == 0)
      packet.push_front(slice("f"));
    else
      packet.push_back(slice("b"));
  }
  EXPECT_TRUE(packet.full());
  EXPECT_EQ(text(packet), std::string(9, 'f') + std::string(9, 'b'));
}

TEST_F(PacketTest, RoomInFrontIsUsedAgain) {
  Packet packet;
  for (std::size_t i = 0; i < Packet::kMostSlices; ++i)
    packet.push_back(slice("x"));
  for (char c = 'a'; c <= 'z'; ++c) {
    (void)packet.pop_front();
    packet.push_back(slice({&c, 1}));
  }
  EXPECT_EQ(text(packet), "ijklmnopqrstuvwxyz");
}

TEST_F(PacketTest, MovedFromIsEmptyAndFreesNothing) {
  Packet from = packet({"abc", "def"});
  Packet to = packet({"gone"});
  to = std::move(from);
  EXPECT_EQ(text(to), "abcdef");
  EXPECT_TRUE(from.empty()); // NOLINT: a moved-from packet is empty
  EXPECT_EQ(pool.in_use(), 2u);
}

TEST_F(PacketTest, CopyBeginsAtTheOffsetAndStopsAtTheRoom) {
  const Packet packet = this->packet({"abc", "def", "ghi"});
  char room[4] = {};
  EXPECT_EQ(packet.copy_to(std::as_writable_bytes(std::span(room)), 2), 4u);
  EXPECT_EQ(std::string_view(room, 4), "cdef");
  EXPECT_EQ(packet.copy_to(std::as_writable_bytes(std::span(room)), 8), 1u);
  EXPECT_EQ(packet.copy_to(std::as_writable_bytes(std::span(room)), 9), 0u);
}

} // namespace
} // namespace mir::os
