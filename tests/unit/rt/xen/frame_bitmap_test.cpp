#include "rt/xen/frame_bitmap.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace {

using mir::rt::FrameBitmap;

constexpr size_t kNone = FrameBitmap::kNone;

struct Frames {
  explicit Frames(size_t count)
      : words(FrameBitmap::words_for(count), ~uint64_t{0}), bitmap(words, count) {}
  std::vector<uint64_t> words;
  FrameBitmap bitmap;
};

TEST(FrameBitmap, BeginsWithEverythingTaken) {
  Frames f(130);
  EXPECT_EQ(f.bitmap.free(), 0u);
  EXPECT_EQ(f.bitmap.take(1), kNone);
}

TEST(FrameBitmap, FindsRunsAcrossWords) {
  Frames f(256);
  ASSERT_TRUE(f.bitmap.give(60, 100));
  EXPECT_EQ(f.bitmap.take(100), 60u);
  EXPECT_EQ(f.bitmap.free(), 0u);
}

TEST(FrameBitmap, DoesNotRunPastTheEnd) {
  Frames f(70);
  ASSERT_TRUE(f.bitmap.give(65, 5));
  EXPECT_EQ(f.bitmap.take(6), kNone);
  EXPECT_EQ(f.bitmap.take(5), 65u);
  EXPECT_FALSE(f.bitmap.give(65, 6));
  EXPECT_FALSE(f.bitmap.give(SIZE_MAX, 2));
  EXPECT_FALSE(f.bitmap.give(1, SIZE_MAX));
}

TEST(FrameBitmap, RefusesSizesThatAreNone) {
  Frames f(64);
  ASSERT_TRUE(f.bitmap.give(0, 64));
  EXPECT_EQ(f.bitmap.take(0), kNone);
  EXPECT_EQ(f.bitmap.take(SIZE_MAX), kNone);
}

TEST(FrameBitmap, FindsARunThatBeginsBeforeWhereTheLastSearchEnded) {
  Frames f(64);
  ASSERT_TRUE(f.bitmap.give(0, 64));
  ASSERT_EQ(f.bitmap.take(32), 0u);
  ASSERT_TRUE(f.bitmap.give(16, 16)); // 16 to 63 are free, the search is at 32
  EXPECT_EQ(f.bitmap.take(48), 16u);
}

TEST(FrameBitmap, RefusesWhatIsFreeAlready) {
  Frames f(64);
  ASSERT_TRUE(f.bitmap.give(0, 10));
  EXPECT_FALSE(f.bitmap.give(9, 2));
  EXPECT_FALSE(f.bitmap.give(0, 1));
  EXPECT_EQ(f.bitmap.free(), 10u);
  EXPECT_TRUE(f.bitmap.give(10, 1));
}

TEST(FrameBitmap, AgreesWithASimpleModel) {
  constexpr size_t kFrames = 500;
  Frames f(kFrames);
  std::vector<bool> free(kFrames, true);
  free[0] = free[499] = false;
  ASSERT_TRUE(f.bitmap.give(1, kFrames - 2));
  std::map<size_t, size_t> taken;
  std::mt19937 random(7);
  for (int step = 0; step < 20'000; ++step) {
    if (taken.empty() || random() % 2) {
      const size_t count = 1 + random() % 70;
      const size_t first = f.bitmap.take(count);
      if (first == kNone)
        continue;
      for (size_t i = first; i < first + count; ++i) {
        ASSERT_TRUE(free.at(i));
        free[i] = false;
      }
      taken[first] = count;
    } else {
      auto it = std::next(taken.begin(), static_cast<long>(random() % taken.size()));
      ASSERT_TRUE(f.bitmap.give(it->first, it->second));
      std::fill_n(free.begin() + static_cast<long>(it->first), it->second, true);
      taken.erase(it);
    }
    ASSERT_EQ(f.bitmap.free(), static_cast<size_t>(std::count(free.begin(), free.end(), true)));
  }
}

} // namespace
