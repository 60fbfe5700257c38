/// \file
/// SHA-256 (FIPS 180-4): makes a few unpredictable bytes of many that are a little so.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace mir::rt {

/// A hash that grows with each add().
class Sha256 {
public:
  static constexpr size_t kSize = 32; ///< bytes of a digest
  using Digest = std::array<uint8_t, kSize>;

  /// Appends bytes to what is hashed.
  void add(std::span<const uint8_t> bytes);

  /// The digest of everything added. Nothing more can be added afterwards.
  [[nodiscard]] Digest finish();

private:
  static constexpr size_t kBlock = 64; // bytes
  void take_block();

  // The first 32 bits of the fractional parts of the square roots of the first eight primes
  // (5.3.3).
  std::array<uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<uint8_t, kBlock> block_{};
  uint64_t size_ = 0; // bytes added
};

} // namespace mir::rt
