// The tests of a noise source: what is noise passes, what is none is found out.
#include "rt/xen/noise/health_tests.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <random>

namespace {

using namespace mir::rt;

// How many samples of a source are taken until it fails, at most `most`.
unsigned samples_until_failure(const std::function<uint32_t(uint32_t)>& source, unsigned most) {
  HealthTests tests;
  for (unsigned i = 0; i < most; ++i)
    if (!tests.take(source(i)))
      return i + 1;
  return most;
}

constexpr unsigned kStartUp = 1024; // what a source is tried with before it is believed

TEST(HealthTests, FailWhenOneSampleRepeats) {
  EXPECT_EQ(samples_until_failure([](uint32_t) { return 42u; }, kStartUp),
            HealthTests::kLongestRun);
  EXPECT_EQ(samples_until_failure([](uint32_t) { return 0u; }, kStartUp), HealthTests::kLongestRun);
}

TEST(HealthTests, FailOnACounter) {
  EXPECT_LT(samples_until_failure([](uint32_t i) { return 7 * i; }, kStartUp), kStartUp);
  EXPECT_LT(samples_until_failure([](uint32_t i) { return 0u - 3 * i; }, kStartUp), kStartUp);
}

TEST(HealthTests, FailOnEveryCircleThatTheyRemember) {
  for (uint32_t length = 2; length <= 8; ++length)
    EXPECT_LT(
        samples_until_failure([&](uint32_t i) { return 100 + i % length * i % length; }, kStartUp),
        kStartUp)
        << length;
}

TEST(HealthTests, FailWhenOneSampleIsFarTooFrequent) {
  std::mt19937 random(1);
  // Never long the same, yet 19 times of 20 that one.
  const auto source = [&](uint32_t) { return random() % 20 == 0 ? uint32_t(random()) : 5u; };
  EXPECT_LT(samples_until_failure(source, 4 * kStartUp), 4 * kStartUp);
}

TEST(HealthTests, FailWhenASourceDies) {
  std::mt19937 random(2);
  const auto source = [&](uint32_t i) { return i < 100'000 ? uint32_t(random()) : 9u; };
  const unsigned failed = samples_until_failure(source, 200'000);
  EXPECT_GT(failed, 100'000u);
  EXPECT_LE(failed, 100'000 + HealthTests::kLongestRun);
}

TEST(HealthTests, StayFailed) {
  HealthTests tests;
  std::mt19937 random(3);
  for (unsigned i = 0; i < HealthTests::kLongestRun; ++i)
    tests.take(1);
  for (unsigned i = 0; i < 10'000; ++i)
    EXPECT_FALSE(tests.take(static_cast<uint32_t>(random())));
  EXPECT_TRUE(tests.failed());
}

// Jitter as it is measured: few values, one of them the usual one, with 1 bit of min-entropy.
TEST(HealthTests, PassPlainJitterForALongTime) {
  for (uint32_t seed = 0; seed < 5; ++seed) {
    std::mt19937 random(seed);
    const auto source = [&](uint32_t) {
      const uint32_t value = static_cast<uint32_t>(random()) % 16;
      return value < 8 ? 60u : 60 + 2 * value;
    };
    EXPECT_EQ(samples_until_failure(source, 1'000'000), 1'000'000u) << seed;
  }
}

// The claim itself, 1/3 bit a sample, must pass: it is right to be so bad.
TEST(HealthTests, PassASourceThatIsAsGoodAsClaimed) {
  std::mt19937 random(7);
  const auto source = [&](uint32_t) {
    return random() < 3'408'867'000u ? 60u : 61 + static_cast<uint32_t>(random()) % 64; // 2^-(1/3)
  };
  EXPECT_EQ(samples_until_failure(source, 1'000'000), 1'000'000u);
}

} // namespace
