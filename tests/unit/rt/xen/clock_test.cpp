#include "rt/xen/clock.hpp"

#include <gtest/gtest.h>

namespace {

using mir::rt::scale_for;
using mir::rt::TimeScale;

TEST(TimeScale, CountsFromItsBase) {
  constexpr TimeScale scale{1000, 50, 0x80000000, 1}; // a tick is a nanosecond
  static_assert(scale.ns(50) == 1000);
  static_assert(scale.ns(53) == 1003);
}

TEST(TimeScale, StandsStillForStampsFromBeforeItsBase) {
  constexpr TimeScale scale{1000, 50, 0x80000000, 1};
  EXPECT_EQ(scale.ns(10), 1000u); // another processor's counter may lag behind
}

// A guest's counter begins at 0, and Xen's latest sample may be up to a second older than that.
TEST(TimeScale, CountsFromABaseBeforeTheCounterBegan) {
  constexpr TimeScale scale{1000, static_cast<uint64_t>(-50), 0x80000000, 1};
  EXPECT_EQ(scale.ns(0), 1050u);
  EXPECT_EQ(scale.ns(10), 1060u);
  EXPECT_EQ(scale.ns(static_cast<uint64_t>(-60)), 1000u);
}

TEST(TimeScale, ShiftsBothWays) {
  EXPECT_EQ((TimeScale{0, 0, 0x80000000, -1}.ns(1000)), 250u);
  EXPECT_EQ((TimeScale{0, 0, 0x80000000, 3}.ns(1000)), 4000u);
}

TEST(TimeScale, DoesNotOverflowInTenYears) {
  constexpr uint64_t kHertz = 3'000'000'000;
  constexpr uint64_t kSeconds = 10ull * 365 * 86'400;
  const uint64_t ns = scale_for(0, 0, kHertz).ns(kHertz * kSeconds);
  EXPECT_NEAR(static_cast<double>(ns), 1e9 * static_cast<double>(kSeconds),
              1e9 * static_cast<double>(kSeconds) / 1e8);
}

TEST(ScaleFor, FitsSlowAndFastCounters) {
  for (const uint64_t hertz :
       {uint64_t{1}, uint64_t{1'193'182}, uint64_t{1'000'000'000}, uint64_t{5'000'000'000}}) {
    const uint64_t ns = scale_for(0, 0, hertz).ns(hertz * 10);
    EXPECT_NEAR(static_cast<double>(ns), 1e10, 100) << hertz;
  }
}

} // namespace
