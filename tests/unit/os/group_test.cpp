// Groups: joining, failing, being destroyed.
#include <stdexcept>

#include "system_test.hpp"

namespace {

using namespace mir::os;
using namespace mir::os::literals;
using namespace mir::os::testing;

using GroupOfTasks = SystemTest;

Task<> note_after(Journal& journal, Duration duration, std::string name) {
  co_await sleep(duration);
  journal.push_back(std::move(name));
}
Task<> mourned_sleeper(Journal& journal, std::string name) {
  Mourned local(journal, std::move(name));
  co_await sleep_until(Instant::never());
}
Task<Result<>> failing(Duration duration, Errc code) {
  co_await sleep(duration);
  co_return fail(code);
}
Task<> throwing(Duration duration) {
  co_await sleep(duration);
  throw std::runtime_error("broken");
}

TEST_F(GroupOfTasks, JoinWaitsForAll) {
  Journal journal;
  const auto program = [](Scheduler& scheduler, Journal& j) -> Task<> {
    Group group(scheduler);
    group.spawn(note_after(j, 2_s, "late"));
    group.spawn(note_after(j, 1_s, "early"));
    EXPECT_EQ(group.size(), 2U);
    EXPECT_TRUE(co_await group.join());
    EXPECT_EQ(group.size(), 0U);
    group.spawn(note_after(j, 1_s, "again"));
    EXPECT_TRUE(co_await group.join());
  };
  EXPECT_TRUE(system_.run(program(system_.scheduler(), journal)));
  EXPECT_EQ(journal, (Journal{"early", "late", "again"}));
}

TEST_F(GroupOfTasks, FirstErrorCancelsTheOthers) {
  Journal journal;
  const auto program = [](Scheduler& scheduler, Journal& j) -> Task<> {
    Group group(scheduler);
    group.spawn(mourned_sleeper(j, "cancelled"));
    group.spawn(failing(1_s, Errc::Refused));
    group.spawn(failing(2_s, Errc::Reset));
    EXPECT_EQ(co_await group.join(), fail(Errc::Refused));
    EXPECT_TRUE(co_await group.join()); // reported once
  };
  EXPECT_TRUE(system_.run(program(system_.scheduler(), journal)));
  EXPECT_EQ(journal, Journal{"cancelled"});
  EXPECT_EQ(elapsed(), 1_s);
}

TEST_F(GroupOfTasks, FirstExceptionCancelsTheOthersAndIsRethrown) {
  Journal journal;
  const auto program = [](Scheduler& scheduler, Journal& j) -> Task<> {
    Group group(scheduler);
    group.spawn(mourned_sleeper(j, "cancelled"));
    group.spawn(throwing(1_s));
    EXPECT_THROW((void)co_await group.join(), std::runtime_error);
  };
  EXPECT_TRUE(system_.run(program(system_.scheduler(), journal)));
  EXPECT_EQ(journal, Journal{"cancelled"});
}

TEST_F(GroupOfTasks, DestructionCancels) {
  Journal journal;
  const auto program = [](Scheduler& scheduler, Journal& j) -> Task<> {
    {
      Group group(scheduler);
      group.spawn(mourned_sleeper(j, "started"));
      co_await yield();
      group.spawn(mourned_sleeper(j, "not started"));
    }
    j.push_back("after");
  };
  EXPECT_TRUE(system_.run(program(system_.scheduler(), journal)));
  EXPECT_EQ(journal, (Journal{"started", "after"}));
}

TEST_F(GroupOfTasks, EndedTaskGivesItsMemoryBackAtOnce) {
  const auto program = [](Scheduler& scheduler) -> Task<> {
    Group group(scheduler);
    Journal journal;
    const std::size_t before = scheduler.frames().frames();
    for (int i = 0; i < 100; ++i) {
      group.spawn(note_after(journal, 1_ms, "done"));
      co_await sleep(1_s);
      EXPECT_EQ(scheduler.frames().frames(), before);
    }
  };
  EXPECT_TRUE(system_.run(program(system_.scheduler())));
}

TEST_F(GroupOfTasks, CancelThenJoin) {
  Journal journal;
  const auto program = [](Scheduler& scheduler, Journal& j) -> Task<> {
    Group group(scheduler);
    for (const char* name : {"a", "b", "c"})
      group.spawn(mourned_sleeper(j, name));
    co_await yield();
    group.cancel();
    EXPECT_TRUE(co_await group.join());
  };
  EXPECT_TRUE(system_.run(program(system_.scheduler(), journal)));
  EXPECT_EQ(journal, (Journal{"a", "b", "c"}));
}

} // namespace
