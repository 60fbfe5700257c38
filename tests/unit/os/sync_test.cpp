// Semaphore, Mutex, Condition, Signal.
#include "system_test.hpp"

namespace {

using namespace mir::os;
using namespace mir::os::literals;
using namespace mir::os::testing;

using Agreement = SystemTest;

Task<> use(Semaphore& semaphore, int& inside, int& most) {
  const auto permit = co_await semaphore.acquire();
  most = std::max(most, ++inside);
  co_await sleep(1_ms);
  --inside;
}

TEST_F(Agreement, SemaphoreLetsInAsManyAsItHasPermits) {
  int inside = 0, most = 0;
  const auto program = [](Scheduler& scheduler, int& in, int& peak) -> Task<> {
    Semaphore semaphore(3);
    Group group(scheduler);
    for (int i = 0; i < 10; ++i)
      group.spawn(use(semaphore, in, peak));
    EXPECT_TRUE(co_await group.join());
    EXPECT_EQ(semaphore.available(), 3U);
  };
  EXPECT_TRUE(system_.run(program(system_.scheduler(), inside, most)));
  EXPECT_EQ(most, 3);
  EXPECT_EQ(elapsed(), 4_ms);
}

Task<> note_inside(Mutex& mutex, Journal& journal, std::string name) {
  const auto lock = co_await mutex.lock();
  journal.push_back(name + " in");
  co_await sleep(1_ms);
  journal.push_back(name + " out");
}

TEST_F(Agreement, MutexIsFirstComeFirstServed) {
  Journal journal;
  const auto program = [](Journal& j) -> Task<> {
    Mutex mutex;
    co_await when_all(note_inside(mutex, j, "a"), note_inside(mutex, j, "b"),
                      note_inside(mutex, j, "c"));
    EXPECT_FALSE(mutex.locked());
  };
  EXPECT_TRUE(system_.run(program(journal)));
  EXPECT_EQ(journal, (Journal{"a in", "a out", "b in", "b out", "c in", "c out"}));
}

TEST_F(Agreement, CancelledWaiterIsPassedOver) {
  Journal journal;
  const auto program = [](Journal& j) -> Task<> {
    Mutex mutex;
    auto [a, b, c] =
        co_await when_all(note_inside(mutex, j, "a"), timeout(500_us, note_inside(mutex, j, "b")),
                          note_inside(mutex, j, "c"));
    EXPECT_EQ(b, fail(Errc::TimedOut));
  };
  EXPECT_TRUE(system_.run(program(journal)));
  EXPECT_EQ(journal, (Journal{"a in", "a out", "c in", "c out"}));
}

Task<> take(Mutex& mutex) { const auto lock = co_await mutex.lock(); }

TEST_F(Agreement, PermitOfOneCancelledBeforeItRunsGoesOn) {
  const auto program = [](Scheduler& scheduler) -> Task<> {
    Mutex mutex;
    Group doomed(scheduler), waiting(scheduler);
    auto lock = co_await mutex.lock();
    doomed.spawn(take(mutex));
    co_await yield();
    waiting.spawn(take(mutex));
    co_await yield();
    lock.release();  // handed to the first waiter, which is ready now
    doomed.cancel(); // and never runs
    EXPECT_TRUE(co_await waiting.join());
    EXPECT_FALSE(mutex.locked());
  };
  EXPECT_TRUE(system_.run(program(system_.scheduler())));
}

Task<> wait_until(Condition& changed, const int& value, int wanted, Journal& journal) {
  while (value < wanted)
    co_await changed.wait();
  journal.push_back("saw " + std::to_string(wanted));
}
Task<> count_to(Condition& changed, int& value, int last) {
  while (value < last) {
    co_await sleep(1_ms);
    ++value;
    changed.notify_all();
  }
}

TEST_F(Agreement, ConditionWakesToLookAgain) {
  Journal journal;
  const auto program = [](Journal& j) -> Task<> {
    Condition changed;
    int value = 0;
    co_await when_all(wait_until(changed, value, 3, j), wait_until(changed, value, 1, j),
                      count_to(changed, value, 3));
  };
  EXPECT_TRUE(system_.run(program(journal)));
  EXPECT_EQ(journal, (Journal{"saw 1", "saw 3"}));
}

Task<> wait_locked(Condition& changed, Mutex& mutex, bool& ready) {
  auto lock = co_await mutex.lock();
  while (!ready)
    co_await changed.wait(mutex, lock);
  EXPECT_TRUE(lock.held());
}
Task<> set_locked(Condition& changed, Mutex& mutex, bool& ready) {
  const auto lock = co_await mutex.lock();
  ready = true;
  changed.notify_one();
  co_await sleep(1_ms);
}

TEST_F(Agreement, ConditionGivesTheLockBackWhileItWaits) {
  const auto program = []() -> Task<> {
    Condition changed;
    Mutex mutex;
    bool ready = false;
    co_await when_all(wait_locked(changed, mutex, ready), set_locked(changed, mutex, ready));
  };
  EXPECT_TRUE(system_.run(program()));
}

Task<> wait_for(Signal& signal) { co_await signal.wait(); }

TEST_F(Agreement, SignalStaysUntilReset) {
  const auto program = []() -> Task<> {
    Signal signal;
    EXPECT_EQ(co_await timeout(1_ms, wait_for(signal)), fail(Errc::TimedOut));
    signal.set();
    EXPECT_TRUE(co_await timeout(1_ms, wait_for(signal)));
    EXPECT_TRUE(co_await timeout(1_ms, wait_for(signal)));
    signal.reset();
    EXPECT_EQ(co_await timeout(1_ms, wait_for(signal)), fail(Errc::TimedOut));
  };
  EXPECT_TRUE(system_.run(program()));
}

} // namespace
