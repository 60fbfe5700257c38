// CUBIC by its formulas (RFC 9438), on a way so long that it is not the region of Reno (4.3).
#include <mir/net/tcp/congestion/cubic.hpp>

#include <cmath>

#include <gtest/gtest.h>

namespace mir::net::tcp_test {
namespace {

constexpr std::uint32_t kMss = 1'000;
constexpr Duration kRtt = Duration::seconds(1);

/// A window that loses something when it has this size, and is back from it.
void lose_at(tcp::Cubic& cubic, std::uint32_t window) {
  cubic.set_window(window);
  cubic.reduce();
  cubic.set_window(cubic.threshold());
}

/// What the window is `seconds` later, a window acknowledged in each round trip, segment by
/// segment.
std::uint32_t after(tcp::Cubic& cubic, double seconds) {
  Instant now = Instant::from_ns(1'000'000'000);
  const Instant end = now + Duration::milliseconds(static_cast<std::int64_t>(seconds * 1'000));
  while (now < end) {
    cubic.acknowledged(kMss, now, kRtt, true);
    now = now + kRtt / (cubic.window() / kMss);
  }
  return cubic.window();
}

/// RFC 9438 4.2: where the curve is flat.
double time_to(double plateau, double window) { return std::cbrt((plateau - window) / kMss / 0.4); }

TEST(Cubic, ComesBackToWhereItLostAndWaitsThere) {
  tcp::Cubic cubic;
  cubic.start(kMss);
  lose_at(cubic, 100'000);
  EXPECT_EQ(cubic.window(), 70'000u); // 4.6
  EXPECT_NEAR(after(cubic, time_to(100'000, 70'000)), 100'000, 2'000);
}

// 4.7: a loss below the place of the last one means that others have come: 0.85 of it is aimed at.
TEST(Cubic, LossBelowTheLastOneLeavesRoomForOthers) {
  tcp::Cubic cubic;
  cubic.start(kMss);
  lose_at(cubic, 100'000);
  lose_at(cubic, 70'000);
  EXPECT_EQ(cubic.window(), 49'000u);
  EXPECT_NEAR(after(cubic, time_to(59'500, 49'000)), 59'500, 2'000);

  tcp::Cubic first; // without a loss before
  first.start(kMss);
  lose_at(first, 70'000);
  EXPECT_GT(after(first, time_to(59'500, 49'000)), 67'000u);
}

// 4.7: above it nothing has changed.
TEST(Cubic, LossAboveTheLastOneIsTheNewPlateau) {
  tcp::Cubic cubic;
  cubic.start(kMss);
  lose_at(cubic, 70'000);
  lose_at(cubic, 100'000);
  EXPECT_NEAR(after(cubic, time_to(100'000, 70'000)), 100'000, 2'000);
}

} // namespace
} // namespace mir::net::tcp_test
