// Cancellation: what is destroyed, when, in which order; at every suspension point of a program.
#include "system_test.hpp"

namespace {

using namespace mir::os;
using namespace mir::os::literals;
using namespace mir::os::testing;

using Cancellation = SystemTest;

Task<> inner(Journal& journal) {
  Mourned first(journal, "inner first"), second(journal, "inner second");
  co_await sleep_until(Instant::never());
}
Task<> outer(Journal& journal) {
  Mourned local(journal, "outer local");
  co_await inner(journal);
}

TEST_F(Cancellation, UnwindsInnermostFirst) {
  Journal journal;
  EXPECT_EQ(*system_.run(timeout(1_s, outer(journal))), fail(Errc::TimedOut));
  EXPECT_EQ(journal, (Journal{"inner second", "inner first", "outer local"}));
}

Task<> swallows_everything(Journal& journal) {
  try {
    co_await sleep_until(Instant::never());
  } catch (...) {
    journal.push_back("caught");
  }
  journal.push_back("went on");
}

TEST_F(Cancellation, CannotBeCaught) {
  Journal journal;
  EXPECT_EQ(*system_.run(timeout(1_s, swallows_everything(journal))), fail(Errc::TimedOut));
  EXPECT_TRUE(journal.empty());
}

Task<> cancel_own_group(Group& group, Journal& journal) {
  Mourned local(journal, "canceller");
  group.cancel();
  journal.push_back("still runs");
  co_await yield();
  journal.push_back("never here");
}
Task<> sleeper(Journal& journal, std::string name) {
  Mourned local(journal, std::move(name));
  co_await sleep_until(Instant::never());
}
Task<> group_cancelled_from_inside(Scheduler& scheduler, Journal& journal) {
  Group group(scheduler);
  group.spawn(sleeper(journal, "sibling"));
  group.spawn(cancel_own_group(group, journal));
  EXPECT_TRUE(co_await group.join());
  journal.push_back("joined");
}

TEST_F(Cancellation, FromInsideTakesEffectAtTheNextSuspension) {
  Journal journal;
  EXPECT_TRUE(system_.run(group_cancelled_from_inside(system_.scheduler(), journal)));
  EXPECT_EQ(journal, (Journal{"still runs", "sibling", "canceller", "joined"}));
}

Task<> cancel_and_end(Group& group) {
  group.cancel();
  co_return;
}
Task<> group_cancelled_by_one_that_ends(Scheduler& scheduler) {
  Group group(scheduler);
  group.spawn(cancel_and_end(group));
  EXPECT_TRUE(co_await group.join());
}

TEST_F(Cancellation, FromInsideByATaskThatThenEnds) {
  EXPECT_TRUE(system_.run(group_cancelled_by_one_that_ends(system_.scheduler())));
}

Task<> nested(Scheduler& scheduler, Group& outermost, Journal& journal) {
  Mourned local(journal, "middle");
  Group inside(scheduler);
  inside.spawn(cancel_own_group(outermost, journal));
  (void)co_await inside.join();
}
Task<> cancelled_from_two_levels_down(Scheduler& scheduler, Journal& journal) {
  Group group(scheduler);
  group.spawn(nested(scheduler, group, journal));
  EXPECT_TRUE(co_await group.join());
}

TEST_F(Cancellation, OfTheGroupAroundTheGroup) {
  Journal journal;
  EXPECT_TRUE(system_.run(cancelled_from_two_levels_down(system_.scheduler(), journal)));
  EXPECT_EQ(journal, (Journal{"still runs", "canceller", "middle"}));
}

Task<> cancel_scope_from_inside(CancelScope& scope) {
  scope.cancel();
  co_await yield();
  ADD_FAILURE() << "runs after its cancellation";
}
Task<> use_scope() {
  CancelScope scope;
  EXPECT_EQ(co_await scope.run(cancel_scope_from_inside(scope)), fail(Errc::Cancelled));
  EXPECT_TRUE(scope.cancelled());
  EXPECT_EQ(co_await scope.run(cancel_scope_from_inside(scope)), fail(Errc::Cancelled));
}

TEST_F(Cancellation, OfAScopeFromInside) { EXPECT_TRUE(system_.run(use_scope())); }

// A program that waits in every way there is. It is cancelled after each number of turns it may
// take.
class Sample {
public:
  explicit Sample(Scheduler& scheduler) : scheduler_(scheduler) {}

  Task<> run() {
    auto memory = std::make_unique<std::string>(100, 'x');
    Channel<std::unique_ptr<int>> channel(2);
    Mutex mutex;
    Signal finished;
    Group group(scheduler_);
    group.spawn(produce(channel, mutex));
    group.spawn(consume(channel, mutex, finished));
    group.spawn(consume(channel, mutex, finished));
    auto [answer, nothing] = co_await when_all(compute(*memory), wait_for(finished));
    (void)co_await timeout(5_ms, forever());
    (void)co_await when_any(forever(), sleep_for(3_ms));
    (void)co_await group.join();
    result_ = answer;
  }
  [[nodiscard]] int result() const { return result_; }

private:
  static Task<> produce(Channel<std::unique_ptr<int>>& channel, Mutex& mutex) {
    for (int i = 0; i < 6; ++i) {
      const Mutex::Lock lock = co_await mutex.lock();
      co_await sleep(1_ms);
      (void)co_await channel.send(std::make_unique<int>(i));
    }
    channel.close();
  }
  static Task<> consume(Channel<std::unique_ptr<int>>& channel, Mutex& mutex, Signal& finished) {
    while (auto value = co_await channel.receive()) {
      const Mutex::Lock lock = co_await mutex.lock();
      co_await yield();
    }
    finished.set();
  }
  static Task<int> compute(std::string text) {
    co_await sleep(2_ms);
    co_return static_cast<int>(text.size());
  }
  static Task<> wait_for(Signal& signal) { co_await signal.wait(); }
  static Task<> sleep_for(Duration duration) { co_await sleep(duration); }
  static Task<> forever() { co_await sleep_until(Instant::never()); }

  Scheduler& scheduler_;
  int result_ = 0;
};

/// Runs the sample for a number of turns, then cancels it. \returns whether it had ended.
bool run_sample(int turns) {
  VirtualClock clock;
  System system(clock, 1);
  Sample sample(system.scheduler());
  {
    Program<void> program(system.scheduler(), sample.run());
    for (int turn = 0; turn < turns && !program.ended(); ++turn)
      system.scheduler().turn();
    if (program.ended())
      EXPECT_EQ(sample.result(), 100);
    if (program.ended())
      return true;
  }
  EXPECT_EQ(system.scheduler().frames().frames(), 0U) << "after " << turns << " turns";
  EXPECT_EQ(system.scheduler().timers().armed(), 0U) << "after " << turns << " turns";
  return false;
}

TEST(CancellationAnywhere, LeavesNothingBehind) {
  int turns = 0;
  while (!run_sample(turns))
    ASSERT_LT(++turns, 1000);
  EXPECT_GT(turns, 10); // the sample was interrupted at many points
}

} // namespace
