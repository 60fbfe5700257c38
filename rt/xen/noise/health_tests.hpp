/// \file
/// Whether a source of noise still is one: tests on each of its samples.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace mir::rt {

/// The continuous tests of a noise source, in the manner of NIST SP 800-90B 4.4.
///
/// The source is claimed to give kBitsInverse^-1 bits of min-entropy a sample: nobody guesses a
/// sample right more often than with probability 2^-(1/kBitsInverse). So each test is a guess, and
/// fails when it is right too often: too many times in a row (4.4.1), or in a window (4.4.2). The
/// guesses are
/// - the sample before (repetition count), or the one up to eight samples before that has been
///   right most often so far (6.3.8): a source that repeats itself in a short circle is stuck, too;
/// - the first sample of the window (adaptive proportion);
/// - the sample that continues the line through the last two: a counter is no noise.
class HealthTests {
public:
  /// 1/3 bit a sample, as the worst that jitter of time stamps is reckoned with in practice.
  static constexpr unsigned kBitsInverse = 3;
  /// A healthy source fails once in 2^30 samples: the least that 4.3 recommends is 2^20.
  static constexpr unsigned kFalseAlarm = 30;
  static constexpr unsigned kLongestRun = 1 + kFalseAlarm * kBitsInverse; // 4.4.1
  static constexpr unsigned kWindow = 512;                                // 4.4.2: not binary
  /// 1 + critbinom(kWindow, 2^-(1/3), 1 - 2^-30), 4.4.2.
  static constexpr unsigned kMostRight = 458;

  /// Takes the next sample. \returns whether the source has passed all tests so far.
  bool take(uint32_t sample);

  [[nodiscard]] bool failed() const { return failed_; }

private:
  static constexpr size_t kPast = 8; // samples remembered
  struct Guess {
    unsigned run = 0, right = 0;
  };
  void judge(Guess& guess, bool right);
  void learn(uint32_t sample);
  [[nodiscard]] uint32_t past(size_t ago) const { return past_[(count_ - ago) % kPast]; }

  std::array<uint32_t, kPast> past_{};
  std::array<uint32_t, kPast> scores_{}; // how often each distance, less one, was right
  size_t best_ = 1;                      // the distance that was right most often
  uint32_t first_ = 0;                   // of the window
  uint64_t count_ = 0;                   // samples taken
  Guess lag_, proportion_, line_;
  bool failed_ = false;
};

} // namespace mir::rt
