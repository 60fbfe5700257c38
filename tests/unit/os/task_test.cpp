// Tasks: results, exceptions, chains, and the memory they take.
#include <mir/os/testing/world.hpp>

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace {

using namespace mir::os;
using namespace mir::os::literals;
using mir::os::testing::System;
using mir::os::testing::VirtualClock;

class TaskRun : public ::testing::Test {
protected:
  /// A program that ended must not have waited for what cannot come.
  void TearDown() override { EXPECT_EQ(system_.platform().stuck(), expect_stuck_); }
  VirtualClock clock_;
  System system_{clock_, 1};
  bool expect_stuck_ = false;
};

Task<int> twice(int n) { co_return 2 * n; }
Task<std::unique_ptr<int>> boxed(int n) { co_return std::make_unique<int>(n); }
Task<int> sum_of_twices(int a, int b) { co_return co_await twice(a) + co_await twice(b); }

TEST_F(TaskRun, GivesItsResult) { EXPECT_EQ(system_.run(sum_of_twices(3, 4)), 14); }

TEST_F(TaskRun, GivesAMoveOnlyResult) { EXPECT_EQ(**system_.run(boxed(5)), 5); }

Task<> thrower() {
  co_await sleep(1_ms);
  throw std::runtime_error("broken");
}
Task<std::string> catcher() {
  try {
    co_await thrower();
  } catch (const std::runtime_error& error) {
    co_return error.what();
  }
  co_return "nothing";
}

TEST_F(TaskRun, PassesAnExceptionThroughTheAwait) { EXPECT_EQ(system_.run(catcher()), "broken"); }

TEST_F(TaskRun, RethrowsWhatTheTaskThrows) {
  EXPECT_THROW((void)system_.run(thrower()), std::runtime_error);
}

Task<> sleeper(Duration duration) { co_await sleep(duration); }

TEST_F(TaskRun, SleepTakesItsTime) {
  const Instant start = clock_.now();
  EXPECT_TRUE(system_.run(sleeper(3_s)));
  EXPECT_EQ(clock_.now() - start, 3_s);
}

Task<> forever() { co_await sleep_until(Instant::never()); }

TEST_F(TaskRun, StopEventCancels) {
  system_.platform().event_at(clock_.now() + 1_s, {.kind = Event::Kind::Stop,
                                                   .readable = false,
                                                   .writable = false,
                                                   .hangup = false,
                                                   .source = 0});
  EXPECT_EQ(system_.run(forever()), fail(Errc::Cancelled));
}

TEST_F(TaskRun, WaitingForNothingIsStuck) {
  expect_stuck_ = true;
  EXPECT_EQ(system_.run(forever()), fail(Errc::Cancelled));
}

Task<> deep(int depth) {
  if (depth > 0)
    co_await deep(depth - 1);
}

TEST_F(TaskRun, MillionDeepChainNeedsNoStack) { EXPECT_TRUE(system_.run(deep(1'000'000))); }

Task<> loop_of_awaits(int count) {
  for (int i = 0; i < count; ++i)
    co_await twice(i);
}

TEST_F(TaskRun, MillionAwaitsInARowNeedNoStack) {
  EXPECT_TRUE(system_.run(loop_of_awaits(1'000'000)));
}

} // namespace
