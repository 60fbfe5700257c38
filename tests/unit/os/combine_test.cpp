// when_all, when_any, timeout, CancelScope.
#include <stdexcept>

#include "system_test.hpp"

namespace {

using namespace mir::os;
using namespace mir::os::literals;
using namespace mir::os::testing;

using Combination = SystemTest;

template <class T> Task<T> later(Duration duration, T value) {
  co_await sleep(duration);
  co_return value;
}
Task<> pause(Duration duration) { co_await sleep(duration); }
Task<int> throwing(Duration duration) {
  co_await sleep(duration);
  throw std::runtime_error("broken");
}
Task<Result<int>> refused() { co_return fail(Errc::Refused); }
Task<int> mourned(Journal& journal) {
  Mourned local(journal, "gone");
  co_await sleep_until(Instant::never());
  co_return 0;
}

TEST_F(Combination, AllGivesEveryResultInOrder) {
  const auto result =
      system_.run(when_all(later(2_s, 1), later<std::string>(1_s, "x"), pause(3_s)));
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, (std::tuple{1, std::string("x"), Unit{}}));
  EXPECT_EQ(elapsed(), 3_s); // side by side
}

TEST_F(Combination, AllOfNothingEndsAtOnce) { EXPECT_TRUE(system_.run(when_all())); }

TEST_F(Combination, AllRethrowsAndCancelsTheRest) {
  Journal journal;
  EXPECT_THROW((void)system_.run(when_all(mourned(journal), throwing(1_s))), std::runtime_error);
  EXPECT_EQ(journal, Journal{"gone"});
  EXPECT_EQ(elapsed(), 1_s);
}

TEST_F(Combination, AllKeepsErrorsAsValues) {
  const auto result = system_.run(when_all(refused(), later(1_s, 7)));
  ASSERT_TRUE(result);
  EXPECT_EQ(std::get<0>(*result), fail(Errc::Refused));
  EXPECT_EQ(std::get<1>(*result), 7);
}

TEST_F(Combination, AnyGivesTheFirstAndCancelsTheRest) {
  Journal journal;
  const auto result = system_.run(when_any(mourned(journal), later<std::string>(1_s, "first")));
  ASSERT_TRUE(result);
  ASSERT_EQ(result->index(), 1U);
  EXPECT_EQ(std::get<1>(*result), "first");
  EXPECT_EQ(journal, Journal{"gone"});
}

Task<int> count_steps(int& steps) {
  for (;;) {
    ++steps;
    co_await yield();
  }
}
Task<> end_at_once() { co_return; }

TEST_F(Combination, AnyLetsNoLoserRunOn) {
  int steps = 0;
  EXPECT_TRUE(system_.run(when_any(end_at_once(), count_steps(steps))));
  EXPECT_EQ(steps, 0);
}

TEST_F(Combination, AnyRethrowsTheFirst) {
  EXPECT_THROW((void)system_.run(when_any(throwing(1_s), pause(2_s))), std::runtime_error);
}

TEST_F(Combination, TimeoutGivesTheResultOfOneInTime) {
  EXPECT_EQ(*system_.run(timeout(2_s, later(1_s, 5))), 5);
  EXPECT_EQ(elapsed(), 1_s);
}

TEST_F(Combination, TimeoutGivesUpOneThatIsLate) {
  EXPECT_EQ(*system_.run(timeout(1_s, later(2_s, 5))), fail(Errc::TimedOut));
  EXPECT_EQ(elapsed(), 1_s);
}

TEST_F(Combination, TimeoutOfAResultIsOneResult) {
  const Result<Result<int>> outcome = system_.run(timeout(1_s, refused()));
  EXPECT_EQ(*outcome, fail(Errc::Refused));
}

TEST_F(Combination, TimeoutAtADeadlineThatHasPassed) {
  EXPECT_EQ(*system_.run(timeout_at(Instant(), later(1_s, 5))), fail(Errc::TimedOut));
  EXPECT_EQ(elapsed(), 0_s);
}

TEST_F(Combination, TimeoutsNest) {
  EXPECT_EQ(*system_.run(timeout(3_s, timeout(1_s, later(2_s, 5)))), fail(Errc::TimedOut));
  EXPECT_EQ(elapsed(), 1_s);
}

Task<> cancel_after(CancelScope& scope, Duration duration) {
  co_await sleep(duration);
  scope.cancel();
}
Task<> two_in_a_scope(Journal& journal) {
  CancelScope scope;
  auto [one, two, nothing] = co_await when_all(scope.run(mourned(journal)),
                                               scope.run(later(1_s, 9)), cancel_after(scope, 2_s));
  EXPECT_EQ(one, fail(Errc::Cancelled));
  EXPECT_EQ(two, 9);
}

TEST_F(Combination, ScopeCancelsWhatStillRuns) {
  Journal journal;
  EXPECT_TRUE(system_.run(two_in_a_scope(journal)));
  EXPECT_EQ(journal, Journal{"gone"});
  EXPECT_EQ(elapsed(), 2_s);
}

} // namespace
