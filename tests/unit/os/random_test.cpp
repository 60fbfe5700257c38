// Random: ChaCha20 by the RFC's own numbers, and what the generator does with it.
#include <mir/os/random/random.hpp>

#include <algorithm>
#include <array>
#include <set>

#include <mir/os/testing/virtual_platform.hpp>

#include <gtest/gtest.h>

namespace {

using namespace mir::os;
using namespace mir::os::testing;

// RFC 8439 2.3.2: key 00 01 ... 1f, nonce 00 00 00 09 00 00 00 4a 00 00 00 00, counter 1.
constexpr ChachaState kInput = {
    0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, 0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c,
    0x13121110, 0x17161514, 0x1b1a1918, 0x1f1e1d1c, 0x00000001, 0x09000000, 0x4a000000, 0x00000000};
constexpr ChachaState kOutput = {
    0xe4e7f110, 0x15593bd1, 0x1fdd0f50, 0xc47120a3, 0xc7f4d1c7, 0x0368c033, 0x9aaa2204, 0x4e6cd4c3,
    0x466482d2, 0x09aa9f07, 0x05d7c214, 0xa2028bd9, 0xd19c12b5, 0xb94e16de, 0xe883d0cb, 0x4e3c50a2};
static_assert(chacha20_block(kInput) == kOutput);

TEST(RandomNumbers, SameSeedSameNumbers) {
  Random a(7), b(7), c(8);
  EXPECT_EQ(a.next(), b.next());
  EXPECT_NE(a.next(), c.next());
}

TEST(RandomNumbers, DoNotDependOnHowTheyAreDrawn) {
  Random a(7), b(7);
  std::array<std::byte, 3000> whole, pieces;
  a.fill(whole);
  for (std::size_t at = 0, size = 1; at < pieces.size(); at += size, size = size % 97 + 1)
    b.fill(MutableBytes(pieces).subspan(at, std::min(size, pieces.size() - at)));
  EXPECT_EQ(whole, pieces);
}

TEST(RandomNumbers, BelowReachesAllAndNoMore) {
  Random random(1);
  std::array<int, 5> seen = {};
  for (int i = 0; i < 10'000; ++i)
    ++seen.at(random.below(seen.size()));
  for (const int count : seen) // 2000 expected; five standard deviations are 200
    EXPECT_NEAR(count, 2000, 200);
  EXPECT_EQ(random.below(1), 0U);
}

TEST(RandomNumbers, ComeFromThePlatformsEntropy) {
  VirtualClock clock;
  VirtualPlatform one(clock, 1), same(clock, 1), other(clock, 2);
  EXPECT_EQ(Random(one).next(), Random(same).next());
  EXPECT_NE(Random(one).next(), Random(other).next());
}

TEST(RandomNumbers, ReseedingChangesTheNumbers) {
  VirtualClock clock;
  VirtualPlatform one(clock, 1), same(clock, 1);
  Random kept(one), reseeded(same);
  EXPECT_EQ(kept.next(), reseeded.next());
  EXPECT_TRUE(reseeded.reseed());
  EXPECT_NE(kept.next(), reseeded.next());
}

TEST(RandomNumbers, WithoutEntropyThereAreNone) {
  VirtualClock clock;
  VirtualPlatform platform(clock, 1);
  platform.set_entropy(false);
  Random random(platform);
  EXPECT_FALSE(random.seeded());
  EXPECT_EQ(random.reseed(), fail(Errc::Unsupported));
  EXPECT_DEATH((void)random.next(), "seeded_");
}

TEST(RandomNumbers, DoNotRepeat) {
  Random random(3);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 10'000; ++i)
    EXPECT_TRUE(seen.insert(random.next()).second);
}

} // namespace
