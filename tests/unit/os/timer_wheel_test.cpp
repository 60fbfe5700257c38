// The timer wheel, against examples and against a model.
#include <mir/os/task/timer_wheel.hpp>

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace mir::os;
using namespace mir::os::literals;

constexpr Instant kStart = Instant::from_ns(123'456'789'012);
constexpr Duration kTick = Duration::nanoseconds(1 << 16);

class Recorder final : public Timer {
public:
  Recorder(std::vector<int>& fired, int name) : fired_(fired), name_(name) {}

private:
  void expired() noexcept override { fired_.push_back(name_); }
  std::vector<int>& fired_;
  int name_;
};

class Wheel : public ::testing::Test {
protected:
  TimerWheel wheel_{kStart};
  std::vector<int> fired_;
};

TEST_F(Wheel, EmptyHasNoNext) {
  EXPECT_EQ(wheel_.next(), Instant::never());
  wheel_.advance(kStart + 1_h);
  EXPECT_EQ(wheel_.next(), Instant::never());
}

TEST_F(Wheel, FiresAtTheDeadlineAndNotANanosecondBefore) {
  Recorder timer(fired_, 1);
  wheel_.arm(timer, kStart + 1_ms);
  wheel_.advance(kStart + 1_ms - 1_ns);
  EXPECT_TRUE(fired_.empty());
  wheel_.advance(kStart + 1_ms);
  EXPECT_EQ(fired_, std::vector{1});
  EXPECT_FALSE(timer.armed());
}

TEST_F(Wheel, NextLeadsToTheDeadlineInAFewSteps) {
  for (const Duration distance : {1_ns, 70_us, 10_ms, 1_s, 100_s, 24_h, 24_h * 365 * 100}) {
    TimerWheel wheel(kStart);
    Recorder timer(fired_, 1);
    const Instant deadline = kStart + distance;
    wheel.arm(timer, deadline);
    int steps = 0;
    while (timer.armed()) {
      ASSERT_LE(wheel.next(), deadline);
      wheel.advance(wheel.next());
      ++steps;
    }
    EXPECT_LE(steps, 8) << distance.ns();
  }
}

TEST_F(Wheel, DeadlineInThePastFiresAtTheNextAdvance) {
  wheel_.advance(kStart + 5_s);
  Recorder timer(fired_, 1);
  wheel_.arm(timer, kStart);
  EXPECT_LE(wheel_.next(), kStart + 5_s);
  wheel_.advance(kStart + 5_s);
  EXPECT_EQ(fired_, std::vector{1});
}

TEST_F(Wheel, NeverDoesNotArm) {
  Recorder timer(fired_, 1);
  wheel_.arm(timer, Instant::never());
  EXPECT_FALSE(timer.armed());
  EXPECT_EQ(wheel_.next(), Instant::never());
}

TEST_F(Wheel, LastInstantCanBeArmed) {
  Recorder timer(fired_, 1);
  const Instant last = Instant::from_ns(UINT64_MAX - 1);
  wheel_.arm(timer, last);
  wheel_.advance(Instant::from_ns(UINT64_MAX - 2));
  EXPECT_TRUE(timer.armed());
  wheel_.advance(last);
  EXPECT_EQ(fired_, std::vector{1});
}

TEST_F(Wheel, ClockThatJumpsByDaysFiresInOrder) {
  Recorder minute(fired_, 2), day(fired_, 4), second(fired_, 1), hour(fired_, 3), year(fired_, 5);
  wheel_.arm(day, kStart + 24_h);
  wheel_.arm(minute, kStart + 1_min);
  wheel_.arm(year, kStart + 24_h * 365);
  wheel_.arm(hour, kStart + 1_h);
  wheel_.arm(second, kStart + 1_s);
  wheel_.advance(kStart + 24_h * 30);
  EXPECT_EQ(fired_, (std::vector{1, 2, 3, 4}));
  EXPECT_TRUE(year.armed());
}

TEST_F(Wheel, CancelledTimerDoesNotFire) {
  Recorder kept(fired_, 1), cancelled(fired_, 2);
  {
    Recorder destroyed(fired_, 3);
    wheel_.arm(destroyed, kStart + 1_s);
    wheel_.arm(cancelled, kStart + 1_s);
    wheel_.arm(kept, kStart + 1_s);
    EXPECT_EQ(wheel_.armed(), 3U);
  }
  cancelled.cancel();
  EXPECT_EQ(wheel_.armed(), 1U);
  wheel_.advance(kStart + 1_s);
  EXPECT_EQ(fired_, std::vector{1});
}

TEST_F(Wheel, ArmingAgainReplacesTheDeadline) {
  Recorder timer(fired_, 1);
  wheel_.arm(timer, kStart + 1_s);
  wheel_.arm(timer, kStart + 3_s);
  wheel_.advance(kStart + 2_s);
  EXPECT_TRUE(fired_.empty());
  wheel_.advance(kStart + 3_s);
  EXPECT_EQ(fired_, std::vector{1});
}

/// Arms itself anew, due at once, and cancels another timer of the same moment.
class Meddler final : public Timer {
public:
  Meddler(TimerWheel& wheel, Timer& victim) : wheel_(wheel), victim_(victim) {}
  int fired = 0;

private:
  void expired() noexcept override {
    ++fired;
    victim_.cancel();
    wheel_.arm(*this, kStart);
  }
  TimerWheel& wheel_;
  Timer& victim_;
};

TEST_F(Wheel, ExpiredTimersMayArmAndCancel) {
  Recorder victim(fired_, 1);
  Meddler meddler(wheel_, victim);
  wheel_.arm(meddler, kStart + 1_s);
  wheel_.arm(victim, kStart + 1_s);
  wheel_.advance(kStart + 1_s);
  EXPECT_EQ(meddler.fired, 1); // due again, but not in this call
  EXPECT_TRUE(fired_.empty());
  wheel_.advance(kStart + 1_s);
  EXPECT_EQ(meddler.fired, 2);
}

/// Random operations on a wheel and on a map from name to deadline.
class Model {
public:
  explicit Model(std::uint64_t seed) : random_(seed) {
    for (int i = 0; i < kTimers; ++i)
      timers_.push_back(std::make_unique<Recorder>(fired_, i));
  }
  void step() {
    const int name = static_cast<int>(random_() % kTimers);
    switch (random_() % 8) {
    case 0:
      timers_[static_cast<std::size_t>(name)]->cancel();
      deadlines_.erase(name);
      break;
    case 1:
    case 2:
      advance(random_() % 4 == 0 ? random_distance() : wheel_.next() - now_);
      break;
    default:
      const Instant deadline = now_ + random_distance() - 50_us; // some have passed
      wheel_.arm(*timers_[static_cast<std::size_t>(name)], deadline);
      deadlines_[name] = deadline;
      order_[name] = std::max(deadline, now_);
    }
    ASSERT_EQ(wheel_.armed(), deadlines_.size());
  }

private:
  static constexpr int kTimers = 50;

  /// From a nanosecond to ten years, every order of magnitude alike.
  Duration random_distance() {
    const auto magnitude = random_() % 58;
    return Duration::nanoseconds(static_cast<std::int64_t>(random_() % (2ULL << magnitude)));
  }
  void advance(Duration distance) {
    if (distance == Duration::max())
      return; // nothing is armed
    now_ = std::max(now_, now_ + distance);
    Instant earliest = Instant::never();
    for (const auto& [name, deadline] : deadlines_)
      earliest = std::min(earliest, deadline);
    ASSERT_LE(wheel_.next(), std::max(earliest, now_));
    fired_.clear();
    wheel_.advance(now_);
    Instant previous;
    for (const int name : fired_) { // each was due, and in the order of the ticks
      ASSERT_TRUE(deadlines_.contains(name));
      ASSERT_LE(deadlines_[name], now_);
      ASSERT_GE(order_[name] + kTick, previous);
      previous = std::max(previous, order_[name]);
      deadlines_.erase(name);
    }
    for (const auto& [name, deadline] : deadlines_) // and none that is due was left out
      ASSERT_GT(deadline, now_);
  }

  std::mt19937_64 random_;
  Instant now_ = kStart;
  TimerWheel wheel_{kStart};
  std::vector<int> fired_;
  std::map<int, Instant> deadlines_;
  std::map<int, Instant> order_; // the deadline, or when it was armed after that
  std::vector<std::unique_ptr<Recorder>> timers_;
};

TEST(WheelModel, AgreesOverRandomOperations) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Model model(seed);
    for (int i = 0; i < 3000; ++i) {
      model.step();
      if (::testing::Test::HasFatalFailure())
        FAIL() << "seed " << seed << ", step " << i;
    }
  }
}

} // namespace
