// Tasks: results, exceptions, long chains.
#include <stdexcept>

#include "system_test.hpp"

namespace {

using namespace mir::os;
using namespace mir::os::literals;
using namespace mir::os::testing;

using TaskRun = SystemTest;

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

Task<> append(Journal& journal, std::string name) {
  journal.push_back(name);
  co_return;
}

TEST_F(TaskRun, IsLazy) {
  Journal journal;
  {
    Task<> never_awaited = append(journal, "a");
    Task<> moved = std::move(never_awaited);
  }
  EXPECT_TRUE(journal.empty());
}

Task<> holder(std::unique_ptr<Mourned> thing) {
  const auto kept = std::move(thing);
  co_return;
}

TEST_F(TaskRun, UnstartedTaskDestroysItsParameters) {
  Journal journal;
  {
    Task<> task = holder(std::make_unique<Mourned>(journal, "gone"));
  }
  EXPECT_EQ(journal, Journal{"gone"});
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

Task<> deep_sleep(int depth) {
  if (depth > 0)
    co_await deep_sleep(depth - 1);
  else
    co_await sleep_until(Instant::never());
}

TEST_F(TaskRun, CancellingAMillionDeepChainNeedsNoStack) {
  system_.platform().event_at(after(1_s), event(Event::Kind::Stop));
  EXPECT_EQ(system_.run(deep_sleep(1'000'000)), fail(Errc::Cancelled));
}

} // namespace
