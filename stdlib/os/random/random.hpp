/// \file
/// Random: unpredictable numbers from the platform's entropy, or repeatable ones from a seed.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include <mir/os/base/bytes.hpp>
#include <mir/os/base/error.hpp>
#include <mir/os/random/chacha.hpp>

namespace mir::os {

class Platform;

/// A generator fit for keys: ChaCha20 with fast key erasure. Each refill's first 32 bytes become
/// the next key, and what is given out is wiped, so that who sees the memory later learns nothing
/// of what was drawn before.
///
/// Models std::uniform_random_bit_generator.
class Random {
public:
  using result_type = std::uint64_t;
  /// Bytes drawn between two mixings of fresh entropy, if the generator has a platform: bounds what
  /// a leaked state is worth, and costs one entropy call in 16384 refills.
  static constexpr std::uint64_t kReseedAfter = 16u << 20;

  /// Seeded from the platform, which must outlive it, now and every kReseedAfter bytes.
  explicit Random(Platform& platform) noexcept;
  /// Repeatable: the same seed gives the same numbers on every target. For tests.
  explicit Random(std::uint64_t seed) noexcept;
  Random(const Random&) = delete;
  Random& operator=(const Random&) = delete;
  ~Random();

  /// False when the platform had no entropy: drawing would abort the program, since weak numbers
  /// are worse than none.
  [[nodiscard]] bool seeded() const noexcept { return seeded_; }
  /// Mixes in fresh entropy. \returns the platform's Errc::Unsupported. Does nothing to a
  /// repeatable generator.
  Result<> reseed() noexcept;

  void fill(MutableBytes into) noexcept;
  [[nodiscard]] std::uint64_t next() noexcept;
  /// Each of 0 ... bound - 1 with the same probability. `bound` must not be 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) noexcept;

  [[nodiscard]] std::uint64_t operator()() noexcept { return next(); }
  static constexpr std::uint64_t min() noexcept { return 0; }
  static constexpr std::uint64_t max() noexcept { return UINT64_MAX; }

private:
  static constexpr std::size_t kKeySize = 32; // bytes
  static constexpr std::size_t kBlocks = 16;  // a refill: 1 KiB, of which 992 bytes are given out
  static constexpr std::size_t kBufferSize = kBlocks * 64; // bytes

  void refill() noexcept;
  void mix(Bytes key) noexcept;

  Platform* platform_ = nullptr; // null: repeatable
  bool seeded_ = false;
  std::array<std::uint32_t, 8> key_ = {};
  std::array<std::byte, kBufferSize> buffer_ = {};
  std::size_t used_ = kBufferSize; // bytes of the buffer that are gone
  std::uint64_t since_reseed_ = 0; // bytes
};

} // namespace mir::os
