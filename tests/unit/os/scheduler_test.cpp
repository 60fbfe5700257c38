// The run loop: time, order, fairness, stopping.
#include "system_test.hpp"

namespace {

using namespace mir::os;
using namespace mir::os::literals;
using namespace mir::os::testing;

using SchedulerRun = SystemTest;

Task<> sleeper(Duration duration) { co_await sleep(duration); }
Task<> forever() { co_await sleep_until(Instant::never()); }

TEST_F(SchedulerRun, SleepTakesItsTime) {
  EXPECT_TRUE(system_.run(sleeper(3_s)));
  EXPECT_EQ(elapsed(), 3_s);
}

TEST_F(SchedulerRun, SleepIsExactToTheNanosecond) {
  EXPECT_TRUE(system_.run(sleeper(2_h + 7_ns)));
  EXPECT_EQ(elapsed(), 2_h + 7_ns);
}

TEST_F(SchedulerRun, NegativeSleepTakesNoTime) {
  EXPECT_TRUE(system_.run(sleeper(-(5_s))));
  EXPECT_EQ(elapsed(), 0_s);
}

TEST_F(SchedulerRun, StopEventCancels) {
  system_.platform().event_at(after(1_s), event(Event::Kind::Stop));
  EXPECT_EQ(system_.run(forever()), fail(Errc::Cancelled));
  EXPECT_EQ(elapsed(), 1_s);
}

TEST_F(SchedulerRun, WaitingForNothingIsStuck) {
  expect_stuck_ = true;
  EXPECT_EQ(system_.run(forever()), fail(Errc::Cancelled));
}

TEST_F(SchedulerRun, RunsAgainAfterAStop) {
  system_.platform().event_at(after(1_s), event(Event::Kind::Stop));
  EXPECT_FALSE(system_.run(forever()));
  EXPECT_TRUE(system_.run(sleeper(1_s)));
}

Task<> note(Journal& journal, std::string name, int times) {
  for (int i = 0; i < times; ++i) {
    journal.push_back(name);
    co_await yield();
  }
}
Task<> run_two(Journal& journal) {
  co_await when_all(note(journal, "a", 3), note(journal, "b", 3));
}

TEST_F(SchedulerRun, YieldTakesTurns) {
  Journal journal;
  EXPECT_TRUE(system_.run(run_two(journal)));
  EXPECT_EQ(journal, (Journal{"a", "b", "a", "b", "a", "b"}));
}

Task<> spin(const bool& stop) {
  while (!stop)
    co_await yield();
}
Task<> count_until_event(Readiness& device, bool& stop, VirtualClock& clock) {
  clock.advance(1_ms); // the event is due from now on
  co_await device.readable();
  stop = true;
}
Task<> spin_beside_event(Readiness& device, VirtualClock& clock) {
  bool stop = false;
  co_await when_all(spin(stop), spin(stop), count_until_event(device, stop, clock));
}

TEST_F(SchedulerRun, BusyTasksDoNotKeepEventsAway) {
  Readiness device;
  system_.scheduler().attach(Event::Kind::Net, 3, device);
  system_.platform().event_at(after(1_ms), event(Event::Kind::Net, 3));
  EXPECT_TRUE(system_.run(spin_beside_event(device, clock_)));
  EXPECT_LE(system_.platform().waits(), 4U);
}

Task<> many_sleepers(int count, int& done, Scheduler& scheduler) {
  const auto one = [](Duration duration, int& counter) -> Task<> {
    co_await sleep(duration);
    ++counter;
  };
  Group group(scheduler);
  for (int i = 0; i < count; ++i)
    group.spawn(one(Duration::microseconds(i % 1000), done));
  EXPECT_TRUE(co_await group.join());
}

TEST_F(SchedulerRun, HundredThousandTasksAllEnd) {
  int done = 0;
  EXPECT_TRUE(system_.run(many_sleepers(100'000, done, system_.scheduler())));
  EXPECT_EQ(done, 100'000);
  EXPECT_EQ(elapsed(), 999_us);
}

Task<> wait_for_device(Readiness& device, int& edges) {
  for (;;) {
    co_await device.readable();
    ++edges;
  }
}

TEST_F(SchedulerRun, EventsGoToTheAttachedNumberOnly) {
  Readiness first, second;
  int first_edges = 0, second_edges = 0;
  system_.scheduler().attach(Event::Kind::Net, 1, first);
  system_.scheduler().attach(Event::Kind::Net, 2, second);
  system_.platform().event_at(after(1_s), event(Event::Kind::Net, 2));
  system_.platform().event_at(after(2_s), event(Event::Kind::Block, 1));
  system_.platform().event_at(after(3_s), event(Event::Kind::Stop));
  const auto both = [](Readiness& a, int& na, Readiness& b, int& nb) -> Task<> {
    co_await when_all(wait_for_device(a, na), wait_for_device(b, nb));
  };
  EXPECT_FALSE(system_.run(both(first, first_edges, second, second_edges)));
  EXPECT_EQ(first_edges, 0);
  EXPECT_EQ(second_edges, 1);
}

Task<> use_socket_edge(Readiness& socket, int& woken) {
  co_await socket.writable(); // reported before anybody waited
  ++woken;
  co_await socket.writable();
  ++woken;
}

TEST_F(SchedulerRun, EdgeBeforeTheWaitIsNotLost) {
  Readiness socket;
  int woken = 0;
  socket.notify(false, true);
  Event hangup = event(Event::Kind::Socket, socket.cookie());
  hangup.readable = hangup.writable = false;
  hangup.hangup = true; // wakes writers too: writing tells what happened
  system_.platform().event_at(after(1_s), hangup);
  EXPECT_TRUE(system_.run(use_socket_edge(socket, woken)));
  EXPECT_EQ(woken, 2);
  EXPECT_EQ(elapsed(), 1_s);
}

} // namespace
