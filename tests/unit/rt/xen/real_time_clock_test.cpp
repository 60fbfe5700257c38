#include "rt/xen/x86_64/real_time_clock.hpp"

#include <gtest/gtest.h>

namespace {

using mir::rt::seconds_of;

constexpr uint64_t kSeconds = 1'795'348'496; // 2026-11-22 11:54:56 UTC

TEST(CmosTime, ReadsDigitsAndBinary) {
  EXPECT_EQ(seconds_of({0x56, 0x54, 0x11, 0x22, 0x11, 0x26, 2}), kSeconds);
  EXPECT_EQ(seconds_of({56, 54, 11, 22, 11, 26, 6}),
            seconds_of({0x56, 0x54, 0x11, 0x22, 0x11, 0x26, 2}));
}

TEST(CmosTime, KnowsBothHalvesOfTheDay) {
  const uint64_t midnight = seconds_of({0, 0, 0, 1, 3, 24, 6});
  EXPECT_EQ(seconds_of({0, 0, 12, 1, 3, 24, 4}), midnight);
  EXPECT_EQ(seconds_of({0, 0, 12 | 0x80, 1, 3, 24, 4}), midnight + 12 * 3600);
  EXPECT_EQ(seconds_of({0, 0, 0x11 | 0x80, 1, 3, 0x24, 0}), midnight + 23 * 3600);
  EXPECT_EQ(seconds_of({0, 0, 1, 1, 3, 24, 4}), midnight + 3600);
}

TEST(CmosTime, KnowsLeapYears) {
  EXPECT_EQ(seconds_of({0, 0, 0, 1, 3, 24, 6}) - seconds_of({0, 0, 0, 28, 2, 24, 6}), 2u * 86'400);
  EXPECT_EQ(seconds_of({0, 0, 0, 29, 2, 25, 6}), 0u);
}

TEST(CmosTime, RefusesWhatIsNoDate) {
  EXPECT_EQ(seconds_of({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}), 0u); // nobody drives the bus
  EXPECT_EQ(seconds_of({60, 0, 0, 1, 1, 26, 6}), 0u);
  EXPECT_EQ(seconds_of({0, 60, 0, 1, 1, 26, 6}), 0u);
  EXPECT_EQ(seconds_of({0, 0, 24, 1, 1, 26, 6}), 0u);
  EXPECT_EQ(seconds_of({0, 0, 0, 0, 1, 26, 6}), 0u);
  EXPECT_EQ(seconds_of({0, 0, 0, 1, 13, 26, 6}), 0u);
}

} // namespace
