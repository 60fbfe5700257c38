/// \file
/// Random bytes from everything in the machine that cannot be predicted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "rt/xen/noise/health_tests.hpp"
#include "rt/xen/noise/sha256.hpp"

namespace mir::rt {

/// What the machine has.
class NoiseSources {
public:
  /// A word from the processor's own generator. \returns false when it has none, or none now.
  [[nodiscard]] virtual bool hardware(uint64_t& word) = 0;
  /// How long a piece of work took, in ticks of a fast counter.
  [[nodiscard]] virtual uint32_t timing() = 0;

protected:
  ~NoiseSources() = default;
};

/// Mixes all sources, and gives bytes only when at least one of them is good.
///
/// Each fill() takes from both sources: a bad one beside a good one does no harm, since neither
/// knows what the other gives. Timing alone is believed only after its start-up test, and for as
/// long as the continuous tests hold (NIST SP 800-90B 4.3); it then gives kCredited samples a call.
class EntropyPool {
public:
  static constexpr size_t kHardwareWords = 8;  ///< a call: 512 bits, of which half would do
  static constexpr unsigned kSideSamples = 32; ///< of timing, beside a good hardware source
  static constexpr unsigned kStartUp = 1024;   ///< samples (SP 800-90B 4.3, 10)
  /// Samples a call of timing alone: 256 bits and 64 more (SP 800-90C), at 1/3 bit each.
  static constexpr unsigned kCredited = (256 + 64) * HealthTests::kBitsInverse;

  explicit constexpr EntropyPool(NoiseSources& sources) : sources_(&sources) {}

  /// Fills `bytes`, up to 256. \returns false, and leaves them alone, when no source is good now.
  [[nodiscard]] bool fill(std::span<uint8_t> bytes);

private:
  bool mix_hardware();
  bool mix_timing(unsigned samples);
  bool start_timing();
  void mix(std::span<const uint8_t> bytes);

  NoiseSources* sources_;
  Sha256::Digest key_{}; // the state: what was mixed so far, hashed
  HealthTests health_;
  bool started_ = false; // the start-up test of timing has been passed
};

} // namespace mir::rt
