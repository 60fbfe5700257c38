/// \file
/// The ChaCha20 block function (RFC 8439 2.3).
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace mir::os {

/// Four constant words, eight of key, one of block counter, three of nonce.
using ChachaState = std::array<std::uint32_t, 16>;

/// "expand 32-byte k" in little-endian words: the constant of RFC 8439 2.3.
inline constexpr std::uint32_t kChachaConstant[4] = {0x61707865, 0x3320646e, 0x79622d32,
                                                     0x6b206574};

namespace detail {
constexpr void quarter_round(ChachaState& s, std::size_t a, std::size_t b, std::size_t c,
                             std::size_t d) noexcept { // RFC 8439 2.1
  s[a] += s[b], s[d] = std::rotl(s[d] ^ s[a], 16);
  s[c] += s[d], s[b] = std::rotl(s[b] ^ s[c], 12);
  s[a] += s[b], s[d] = std::rotl(s[d] ^ s[a], 8);
  s[c] += s[d], s[b] = std::rotl(s[b] ^ s[c], 7);
}
} // namespace detail

/// The key stream of one block, as 16 words of which each is serialised little-endian.
constexpr ChachaState chacha20_block(const ChachaState& input) noexcept {
  ChachaState state = input;
  for (int round = 0; round < 10; ++round) {
    for (std::size_t i = 0; i < 4; ++i)
      detail::quarter_round(state, i, 4 + i, 8 + i, 12 + i);
    for (std::size_t i = 0; i < 4; ++i) {
      detail::quarter_round(state, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
    }
  }
  for (std::size_t i = 0; i < 16; ++i)
    state[i] += input[i];
  return state;
}

} // namespace mir::os
