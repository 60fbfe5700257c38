// Several systems in one process: one seed, one result.
#include "system_test.hpp"

namespace {

using namespace mir::os;
using namespace mir::os::literals;
using namespace mir::os::testing;

/// A wire between two systems: an edge at the far end after a delay.
struct Ends {
  Readiness left, right;
};

Task<> ping(App& app, Readiness& own, Readiness& far, int rounds) {
  for (int i = 0; i < rounds; ++i) {
    co_await sleep(Duration::microseconds(static_cast<std::int64_t>(app.random().below(500))));
    far.notify(true, false);
    co_await own.readable();
    app.log("round {} at {}", i, app.now());
  }
}

std::string run_world(std::uint64_t seed) {
  World world(seed);
  System &a = world.add(), &b = world.add();
  Ends ends;
  world.start(a, ping(a.app(), ends.left, ends.right, 20));
  world.start(b, ping(b.app(), ends.right, ends.left, 20));
  EXPECT_TRUE(world.run());
  return a.output() + b.output();
}

TEST(WorldOfSystems, SameSeedSameRun) {
  const std::string first = run_world(5);
  EXPECT_NE(first.find("round 19"), std::string::npos);
  EXPECT_EQ(first, run_world(5));
  EXPECT_NE(first, run_world(6));
}

Task<> forever() { co_await sleep_until(Instant::never()); }
Task<> sleeper(Duration duration) { co_await sleep(duration); }

TEST(SystemInAWorld, KeepsItsArguments) {
  VirtualClock clock;
  char program[] = "test", option[] = "--rounds=3";
  System system(clock, 1, {program, option});
  EXPECT_EQ(system.app().name(), "test");
  EXPECT_EQ(system.app().argument("rounds", 1), 3);
}

TEST(WorldOfSystems, StopsWhenNothingCanHappen) {
  World world(1);
  world.start(world.add(), forever());
  EXPECT_FALSE(world.run());
}

TEST(WorldOfSystems, RunsForASpanOfTime) {
  World world(1);
  const Instant start = world.clock().now();
  world.start(world.add(), sleeper(10_s));
  EXPECT_FALSE(world.run_for(4_s));
  EXPECT_EQ(world.clock().now(), start + 4_s);
  EXPECT_TRUE(world.run_for(10_s));
  EXPECT_EQ(world.clock().now(), start + 10_s);
}

Task<> nested_sleeper(Duration duration) { co_await sleeper(duration); }

TEST(WorldOfSystems, EachSystemKeepsItsFramesApart) {
  World world(1);
  System &a = world.add(), &b = world.add(), &idle = world.add();
  world.start(a, nested_sleeper(1_s));
  world.start(b, nested_sleeper(2_s));
  EXPECT_FALSE(world.run_for(1500_ms));
  EXPECT_EQ(a.scheduler().frames().frames(), 0U);
  EXPECT_EQ(b.scheduler().frames().frames(), 1U);
  EXPECT_EQ(idle.scheduler().frames().slabs(), 0U);
  EXPECT_TRUE(world.run());
}

} // namespace
