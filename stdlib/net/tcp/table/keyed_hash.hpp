/// \file
/// KeyedHash: SipHash-2-4 (Aumasson and Bernstein, 2012) over 64-bit words: what nobody without the
/// key can predict.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>

#include <mir/net/tcp/format/segment.hpp>

namespace mir::net::tcp {

/// A key, and the hash that it makes.
class KeyedHash {
public:
  constexpr KeyedHash(std::uint64_t key0, std::uint64_t key1) noexcept : key0_(key0), key1_(key1) {}

  /// Of the words' bytes in little-endian order.
  [[nodiscard]] constexpr std::uint64_t
  operator()(std::span<const std::uint64_t> words) const noexcept {
    State v = {key0_ ^ 0x736f6d6570736575, key1_ ^ 0x646f72616e646f6d, key0_ ^ 0x6c7967656e657261,
               key1_ ^ 0x7465646279746573};
    for (const std::uint64_t word : words)
      compress(v, word);
    compress(v, static_cast<std::uint64_t>(words.size() * 8) << 56);
    v[2] ^= 0xff;
    for (int i = 0; i < 4; ++i)
      round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
  }

  /// Of two addresses and two ports, and one more number.
  [[nodiscard]] std::uint64_t operator()(const Tuple& tuple,
                                         std::uint64_t more = 0) const noexcept {
    std::array<std::uint64_t, 6> words = {};
    std::size_t count = 0;
    for (const Address* address : {&tuple.local.address, &tuple.peer.address})
      for (std::size_t i = 0; i < (address->is_v4() ? 8u : 16u); i += 8)
        words[count++] = word_at(*address, i);
    words[count++] = std::uint64_t{tuple.local.port.number()} << 16 | tuple.peer.port.number();
    words[count++] = more;
    return (*this)(std::span<const std::uint64_t>(words).first(count));
  }

private:
  using State = std::array<std::uint64_t, 4>;

  static constexpr std::uint64_t word_at(const Address& address, std::size_t from) noexcept {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 8; ++i)
      word = word << 8 | address.bytes()[from + i];
    return word;
  }
  static constexpr void round(State& v) noexcept {
    v[0] += v[1], v[1] = std::rotl(v[1], 13) ^ v[0], v[0] = std::rotl(v[0], 32);
    v[2] += v[3], v[3] = std::rotl(v[3], 16) ^ v[2];
    v[0] += v[3], v[3] = std::rotl(v[3], 21) ^ v[0];
    v[2] += v[1], v[1] = std::rotl(v[1], 17) ^ v[2], v[2] = std::rotl(v[2], 32);
  }
  static constexpr void compress(State& v, std::uint64_t word) noexcept {
    v[3] ^= word;
    round(v);
    round(v);
    v[0] ^= word;
  }

  std::uint64_t key0_, key1_;
};

// The reference vectors for the key 00 01 ... 0f, of no bytes and of 00 01 ... 07.
static_assert(KeyedHash(0x0706050403020100, 0x0f0e0d0c0b0a0908)(std::span<const std::uint64_t>()) ==
              0x726fdb47dd0e0e31);
static_assert(KeyedHash(0x0706050403020100, 0x0f0e0d0c0b0a0908)(std::array<std::uint64_t, 1>{
                  0x0706050403020100}) == 0x93f5f5799a932462);

} // namespace mir::net::tcp
