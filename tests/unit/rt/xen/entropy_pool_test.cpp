// The pool of noise with sources that work, are absent, stuck, or die: bytes only from one that is
// good.
#include "rt/xen/noise/entropy_pool.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>
#include <vector>

namespace {

using namespace mir::rt;

/// Sources that do what a test says.
class Machine final : public NoiseSources {
public:
  explicit Machine(uint32_t seed) : hardware_random_(seed), timing_random_(seed + 1) {}

  bool hardware(uint64_t& word) override {
    ++hardware_words;
    if (!has_hardware || hardware_words > hardware_dies_after)
      return false;
    word = hardware_stuck ? stuck_word : hardware_random_();
    return true;
  }
  uint32_t timing() override {
    ++timing_samples;
    if (timing_stuck || timing_samples > timing_dies_after)
      return 60;
    return 60 + 2 * static_cast<uint32_t>(timing_random_() % 16);
  }

  bool has_hardware = true, hardware_stuck = false, timing_stuck = false;
  uint64_t stuck_word = ~uint64_t{0};
  size_t hardware_words = 0, timing_samples = 0;
  size_t hardware_dies_after = SIZE_MAX, timing_dies_after = SIZE_MAX;

private:
  std::mt19937_64 hardware_random_, timing_random_;
};

std::vector<uint8_t> fill(EntropyPool& pool, size_t size) {
  std::vector<uint8_t> bytes(size, 0);
  return pool.fill(bytes) ? bytes : std::vector<uint8_t>();
}

TEST(EntropyPool, TakesFromBothSources) {
  Machine machine(1);
  EntropyPool pool(machine);
  EXPECT_EQ(fill(pool, 32).size(), 32u);
  EXPECT_EQ(machine.hardware_words, EntropyPool::kHardwareWords);
  EXPECT_EQ(machine.timing_samples, EntropyPool::kSideSamples);
}

// Either source alone makes the bytes others: neither is thrown away.
TEST(EntropyPool, IsChangedByEachSource) {
  std::set<std::vector<uint8_t>> all;
  for (const bool timing_stuck : {false, true})
    for (const uint32_t seed : {1u, 2u}) {
      Machine machine(seed);
      machine.timing_stuck = timing_stuck;
      EntropyPool pool(machine);
      all.insert(fill(pool, 32));
    }
  EXPECT_EQ(all.size(), 4u);
}

TEST(EntropyPool, IsDeterminedByItsSources) { // so that the other tests test what they say
  Machine a(5), b(5);
  EntropyPool first(a), second(b);
  EXPECT_EQ(fill(first, 100), fill(second, 100));
}

TEST(EntropyPool, LivesOnTimingAloneAfterItsStartUpTest) {
  Machine machine(2);
  machine.has_hardware = false;
  EntropyPool pool(machine);
  EXPECT_EQ(fill(pool, 256).size(), 256u);
  EXPECT_EQ(machine.timing_samples, EntropyPool::kStartUp + EntropyPool::kCredited);
  EXPECT_EQ(fill(pool, 8).size(), 8u);
  EXPECT_EQ(machine.timing_samples, EntropyPool::kStartUp + 2 * EntropyPool::kCredited);
}

TEST(EntropyPool, RefusesWithoutAnyGoodSource) {
  Machine machine(3);
  machine.has_hardware = false;
  machine.timing_stuck = true;
  EntropyPool pool(machine);
  std::array<uint8_t, 16> bytes;
  bytes.fill(0xaa);
  EXPECT_FALSE(pool.fill(bytes));
  for (const uint8_t byte : bytes)
    EXPECT_EQ(byte, 0xaa); // nothing that looks like a result
}

TEST(EntropyPool, DoesNotNeedTimingBesideGoodHardware) {
  Machine machine(4);
  machine.timing_stuck = true;
  EntropyPool pool(machine);
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(fill(pool, 16).size(), 16u);
}

TEST(EntropyPool, DoesNotBelieveHardwareThatRepeatsItself) {
  for (const uint64_t word : {~uint64_t{0}, uint64_t{0}, uint64_t{0x0123456789abcdef}}) {
    Machine machine(5);
    machine.hardware_stuck = true;
    machine.stuck_word = word;
    machine.timing_stuck = true;
    EntropyPool pool(machine);
    EXPECT_TRUE(fill(pool, 16).empty()) << word;
    machine.timing_stuck = false; // and timing steps in
    EXPECT_EQ(fill(pool, 16).size(), 16u) << word;
  }
}

TEST(EntropyPool, FallsBackWhenHardwareDiesInTheMiddle) {
  Machine machine(6);
  machine.hardware_dies_after = EntropyPool::kHardwareWords + 3;
  EntropyPool pool(machine);
  EXPECT_EQ(fill(pool, 16).size(), 16u);
  EXPECT_LT(machine.timing_samples, EntropyPool::kStartUp);
  EXPECT_EQ(fill(pool, 16).size(), 16u);
  EXPECT_GT(machine.timing_samples, EntropyPool::kStartUp);
}

TEST(EntropyPool, NoticesWhenTimingDiesAndWhenItComesBack) {
  Machine machine(7);
  machine.has_hardware = false;
  machine.timing_dies_after = EntropyPool::kStartUp + EntropyPool::kCredited + 100;
  EntropyPool pool(machine);
  EXPECT_EQ(fill(pool, 16).size(), 16u);
  EXPECT_TRUE(fill(pool, 16).empty());
  EXPECT_TRUE(fill(pool, 16).empty());
  machine.timing_dies_after = SIZE_MAX;
  EXPECT_EQ(fill(pool, 16).size(), 16u); // after another start-up test
}

TEST(EntropyPool, NeverGivesTheSameTwice) {
  Machine machine(8);
  EntropyPool pool(machine);
  std::set<std::vector<uint8_t>> blocks;
  for (int call = 0; call < 50; ++call) {
    const std::vector<uint8_t> bytes = fill(pool, 256);
    for (size_t at = 0; at < bytes.size(); at += 32)
      blocks.emplace(bytes.begin() + static_cast<long>(at),
                     bytes.begin() + static_cast<long>(at) + 32);
  }
  EXPECT_EQ(blocks.size(), 50u * 8);
}

// Even sources that say the same twice do not make the pool repeat itself.
TEST(EntropyPool, GoesOnWhenItsSourcesStandStill) {
  Machine machine(9);
  EntropyPool pool(machine);
  const auto first = fill(pool, 32);
  Machine again(9);
  EntropyPool other(again);
  EXPECT_EQ(fill(other, 32), first);
  EXPECT_NE(fill(other, 32), first);
}

TEST(EntropyPool, FillsAnySize) {
  Machine machine(10);
  EntropyPool pool(machine);
  for (const size_t size : {0u, 1u, 31u, 32u, 33u, 255u, 256u}) {
    std::vector<uint8_t> bytes(size + 1, 0x55);
    EXPECT_TRUE(pool.fill(std::span(bytes).first(size)));
    EXPECT_EQ(bytes.back(), 0x55);
  }
}

} // namespace
