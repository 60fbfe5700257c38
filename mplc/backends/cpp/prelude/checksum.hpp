// The checksums of every header that mplc writes; follows runtime.hpp, and like it has a guard of
// its own in place of #pragma once.
#ifndef MPL_CHECKSUM
#define MPL_CHECKSUM

namespace mpl {

namespace detail {

/// One ones' complement addition.
[[nodiscard]] constexpr std::uint64_t add_around(std::uint64_t a, std::uint64_t b) noexcept {
  const std::uint64_t sum = a + b;
  return sum + (sum < a ? 1 : 0);
}

/// Up to seven bytes as they would lie at the start of a word in memory, zeros behind them.
[[nodiscard]] constexpr std::uint64_t part_of_word(const std::byte* at, std::size_t size) noexcept {
  std::uint64_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    if ((size & 1) != 0)
      word = load<1>(at + size - 1);
    if ((size & 2) != 0)
      word = word << 16 | load<2, std::endian::native>(at + (size & 4));
    if ((size & 4) != 0)
      word = word << 32 | load<4, std::endian::native>(at);
  } else {
    for (std::size_t i = 0; i < size; ++i)
      word |= std::uint64_t{load<1>(at + i)} << (56 - 8 * i);
  }
  return word;
}

/// The sum of whole runs of 32 bytes, in four sums that do not wait for each other.
[[nodiscard, gnu::noinline]] constexpr std::uint64_t sum_runs(const std::byte* at,
                                                              std::size_t size) noexcept {
  std::array<std::uint64_t, 4> sums{};
  for (; size >= 32; at += 32, size -= 32)
    for (std::size_t i = 0; i < sums.size(); ++i)
      sums[i] = add_around(sums[i], load<8, std::endian::native>(at + 8 * i));
  return add_around(add_around(sums[0], sums[1]), add_around(sums[2], sums[3]));
}

/// The ones' complement sum of the bytes as 64-bit words of memory, the last one filled up with
/// zeros. It is that of 16-bit words with their bytes in the order of memory (RFC 1071 2 (B), (C)).
[[nodiscard, gnu::always_inline]] constexpr std::uint64_t sum_words(const std::byte* at,
                                                                    std::size_t size) noexcept {
  std::uint64_t sum = 0;
  const auto add = [&](std::size_t words) {
    for (std::size_t i = 0; i < words; ++i)
      sum = add_around(sum, load<8, std::endian::native>(at + 8 * i));
    at += 8 * words;
  };
  if (size >= 64) { // shorter ones are as fast in one sum, and need no call
    sum = sum_runs(at, size);
    at += size / 32 * 32;
    size %= 32;
  }
  // What is left are up to seven words: by the bits of their number, no loop.
  if ((size & 32) != 0)
    add(4);
  if ((size & 16) != 0)
    add(2);
  if ((size & 8) != 0)
    add(1);
  return add_around(sum, part_of_word(at, size % 8));
}

/// The same sum in 16 bits: each half is added to the other, and the upper one has the carry.
[[nodiscard]] constexpr std::uint16_t fold(std::uint64_t sum) noexcept {
  const auto half = static_cast<std::uint32_t>((sum + std::rotl(sum, 32)) >> 32);
  return static_cast<std::uint16_t>((half + std::rotl(half, 16)) >> 16);
}

} // namespace detail

/// The ones' complement sum that the Internet checksum is made of (RFC 1071), in pieces.
class InternetSum {
public:
  /// Adds bytes that follow those added before, however many these were.
  constexpr InternetSum& add(Bytes bytes) noexcept {
    const std::uint64_t sum = detail::sum_words(bytes.data(), bytes.size());
    // Behind an odd number of bytes, each lies in the other half of its 16-bit word.
    memory_ = detail::add_around(memory_, odd_ ? std::rotl(sum, 8) : sum);
    odd_ = odd_ != (bytes.size() % 2 != 0);
    return *this;
  }
  /// Adds bytes that begin, or end the whole, at an even number of bytes: padded with a zero if
  /// odd.
  [[gnu::always_inline]] constexpr InternetSum& add_padded(Bytes bytes) noexcept {
    memory_ = detail::add_around(memory_, detail::sum_words(bytes.data(), bytes.size()));
    return *this;
  }
  /// Adds one 16-bit word, as pseudo headers do.
  constexpr InternetSum& add(std::uint16_t word) noexcept {
    numbers_ += word;
    return *this;
  }
  /// Adds a number of whole 16-bit words, below 2^48, as it would lie in the packet.
  constexpr InternetSum& add_number(std::uint64_t number) noexcept {
    numbers_ += number;
    return *this;
  }
  /// The same for any 64-bit number.
  constexpr InternetSum& add_wide(std::uint64_t number) noexcept {
    numbers_ += (number >> 32) + (number & 0xffff'ffff);
    return *this;
  }
  /// Adds what `other` has summed up, from an even place on.
  constexpr InternetSum& add(const InternetSum& other) noexcept {
    numbers_ += other.numbers_;
    memory_ = detail::add_around(memory_, other.memory_);
    return *this;
  }
  /// The sum in 16 bits, not complemented: what a device that finishes a checksum wants to find.
  [[nodiscard]] constexpr std::uint16_t folded() const noexcept {
    const std::uint16_t memory = detail::fold(memory_);
    const bool little = std::endian::native == std::endian::little;
    return detail::fold(numbers_ + (little ? std::byteswap(memory) : memory));
  }
  /// The checksum: the complement of the folded sum.
  [[nodiscard]] constexpr std::uint16_t checksum() const noexcept {
    return static_cast<std::uint16_t>(~folded() & 0xffff);
  }
  constexpr bool operator==(const InternetSum&) const noexcept = default;

private:
  std::uint64_t numbers_ = 0;
  std::uint64_t memory_ = 0; ///< of bytes: each 16-bit word as memory has it
  bool odd_ = false;         ///< bytes added so far
};

/// The Internet checksum of contiguous bytes (RFC 1071); 0 over bytes that hold a right checksum.
[[nodiscard]] constexpr std::uint16_t internet_checksum(Bytes bytes) noexcept {
  return InternetSum().add(bytes).checksum();
}

/// A checksum that is never 0, because 0 says that there is none (RFC 768).
[[nodiscard]] constexpr std::uint16_t not_zero(std::uint16_t checksum) noexcept {
  return checksum == 0 ? 0xffff : checksum;
}

/// Lets `write` change bytes that an Internet checksum covers, and mends it (RFC 1624 3, eqn. 3).
///
/// \param checksum where it lies.
/// \param words    the bytes that change, from an even place of what is covered on.
/// \param optional 0 means that there is none, and stays (RFC 768).
template <class Write>
constexpr void mend_internet(std::byte* checksum, Bytes words, bool optional,
                             Write write) noexcept {
  const std::uint16_t before = InternetSum().add(words).checksum();
  write();
  const std::uint16_t old = load<2>(checksum);
  if (optional && old == 0)
    return;
  const std::uint16_t mended = InternetSum()
                                   .add(static_cast<std::uint16_t>(~old & 0xffff))
                                   .add(before)
                                   .add(words)
                                   .checksum();
  store<2>(checksum, optional ? not_zero(mended) : mended);
}

namespace detail {

/// For each byte, what eight steps of the polynomial of IEEE 802.3 make of it; then the same with
/// one to seven zero bytes behind it.
template <class Unused>
[[nodiscard]] consteval std::array<std::array<std::uint32_t, 256>, 8> crc32_tables() noexcept {
  std::array<std::array<std::uint32_t, 256>, 8> tables{};
  for (std::size_t i = 0; i < 256; ++i) {
    auto value = static_cast<std::uint32_t>(i);
    for (int bit = 0; bit < 8; ++bit)
      value = value >> 1 ^ ((value & 1) != 0 ? 0xedb8'8320 : 0);
    tables[0][i] = value;
  }
  for (std::size_t zeros = 1; zeros < 8; ++zeros)
    for (std::size_t i = 0; i < 256; ++i) {
      const std::uint32_t value = tables[zeros - 1][i];
      tables[zeros][i] = value >> 8 ^ tables[0][value & 0xff];
    }
  return tables;
}

/// A template, as is what uses it, so that only a program that uses the tables has them made.
template <class Unused> inline constexpr auto kCrc32Tables = crc32_tables<Unused>();

} // namespace detail

/// CRC-32 of IEEE 802.3, as in Ethernet, gzip and PNG.
class Crc32 {
public:
  template <class Unused = void> constexpr Crc32& add(Bytes bytes) noexcept {
    const auto& tables = detail::kCrc32Tables<Unused>;
    const std::byte* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 8; at += 8, left -= 8) {
      const std::uint64_t word = load<8, std::endian::little>(at) ^ rest_;
      rest_ = 0;
      for (std::size_t i = 0; i < 8; ++i)
        rest_ ^= tables[7 - i][word >> (8 * i) & 0xff];
    }
    for (; left != 0; ++at, --left)
      rest_ = rest_ >> 8 ^ tables[0][(rest_ ^ load<1>(at)) & 0xff];
    return *this;
  }
  [[nodiscard]] constexpr std::uint32_t value() const noexcept { return ~rest_; }

private:
  std::uint32_t rest_ = 0xffff'ffff;
};

/// Adler-32 (RFC 1950 8.2).
class Adler32 {
public:
  constexpr Adler32& add(Bytes bytes) noexcept {
    constexpr std::size_t run = 5552; // bytes until 32 bits may overflow (RFC 1950 9)
    while (!bytes.empty()) {
      const Bytes piece = bytes.first(bytes.size() < run ? bytes.size() : run);
      for (const std::byte b : piece) {
        low_ += std::to_integer<std::uint32_t>(b);
        high_ += low_;
      }
      low_ %= kPrime;
      high_ %= kPrime;
      bytes = bytes.subspan(piece.size());
    }
    return *this;
  }
  [[nodiscard]] constexpr std::uint32_t value() const noexcept { return high_ << 16 | low_; }

private:
  static constexpr std::uint32_t kPrime = 65521;
  std::uint32_t low_ = 1;
  std::uint32_t high_ = 0;
};

/// Fletcher's checksum of N bytes: two sums of units half that wide (RFC 1146 appendix I), modulo
/// the largest number of a unit. Units of two bytes are big-endian, the last filled up with a zero.
template <std::size_t N> class Fletcher {
  static_assert(N == 2 || N == 4);

public:
  constexpr Fletcher& add(Bytes bytes) noexcept {
    for (const std::byte b : bytes) {
      if constexpr (N == 2) {
        unit(std::to_integer<std::uint64_t>(b));
      } else {
        const auto number = std::to_integer<std::uint64_t>(b);
        if (odd_)
          unit(number);
        else
          unit(number << 8, 0);
        odd_ = !odd_;
      }
    }
    return *this;
  }
  [[nodiscard]] constexpr Uint<N> value() const noexcept {
    return static_cast<Uint<N>>(second_ << (4 * N) | first_);
  }

private:
  static constexpr std::uint64_t kModulus = (std::uint64_t{1} << (4 * N)) - 1;
  /// Adds `number`; the second sum takes the first in once a unit is whole, or as if it were.
  constexpr void unit(std::uint64_t number) noexcept {
    first_ = (first_ + number) % kModulus;
    second_ = (second_ + (odd_ ? number : first_)) % kModulus;
  }
  constexpr void unit(std::uint64_t number, int) noexcept {
    first_ = (first_ + number) % kModulus;
    second_ = (second_ + first_) % kModulus;
  }
  std::uint64_t first_ = 0;
  std::uint64_t second_ = 0;
  bool odd_ = false;
};

/// The bytes from `begin` to `end` of a packet that is in two pieces.
[[nodiscard]] constexpr Scatter cut(Bytes head, Bytes tail, std::size_t begin,
                                    std::size_t end) noexcept {
  const auto part = [](Bytes bytes, std::size_t from, std::size_t to) {
    from = from < bytes.size() ? from : bytes.size();
    to = to < bytes.size() ? to : bytes.size();
    return bytes.subspan(from, to - from);
  };
  const std::size_t size = head.size();
  return {part(head, begin, end),
          part(tail, begin < size ? 0 : begin - size, end < size ? 0 : end - size)};
}

/// Zeros that stand for a checksum while it is summed up.
inline constexpr std::array<std::byte, 8> kZeros{};

/// What a build writes into a checksum field: what it computes, unless a number is given.
template <class Number> class Fill {
public:
  constexpr Fill() noexcept = default;
  constexpr Fill(Number given) noexcept : given_(given), computed_(false) {}
  [[nodiscard]] constexpr bool computed() const noexcept { return computed_; }
  /// 0 if it is computed.
  [[nodiscard]] constexpr Number given() const noexcept { return given_; }
  constexpr bool operator==(const Fill&) const noexcept = default;

private:
  Number given_ = 0;
  bool computed_ = true;
};

/// The same for a checksum that the caller computes, from the pieces of what it covers.
template <class Number> class ExternFill {
public:
  using Function = Number (*)(std::span<const Bytes> pieces);
  constexpr ExternFill() noexcept = default;
  constexpr ExternFill(Number given) noexcept : given_(given) {}
  [[nodiscard]] static constexpr ExternFill by(Function function) noexcept {
    ExternFill fill(0);
    fill.function_ = function;
    return fill;
  }
  [[nodiscard]] constexpr bool computed() const noexcept { return function_ != nullptr; }
  [[nodiscard]] constexpr Number given() const noexcept { return given_; }
  [[nodiscard]] constexpr Function function() const noexcept { return function_; }
  constexpr bool operator==(const ExternFill&) const noexcept = default;

private:
  Function function_ = nullptr;
  Number given_ = 0;
};

/// The same for an Internet checksum with a pseudo header, which only the caller knows: without
/// one, 0 is written, for the caller to set when it is known.
class PseudoFill {
public:
  constexpr PseudoFill() noexcept = default;
  constexpr PseudoFill(std::uint16_t given) noexcept : given_(given) {}
  /// \param sum  of what the caller knows of the pseudo header.
  /// \param kind which of the specification's pseudo headers it is.
  constexpr PseudoFill(const InternetSum& sum, std::uint8_t kind) noexcept
      : sum_(sum), kind_(kind), computed_(true) {}
  /// For a device that adds the rest (its "checksum offload"): only the pseudo header is summed up,
  /// and not complemented.
  [[nodiscard]] constexpr PseudoFill partial() const noexcept {
    PseudoFill fill = *this;
    fill.partial_ = true;
    return fill;
  }
  [[nodiscard]] constexpr bool computed() const noexcept { return computed_; }
  [[nodiscard]] constexpr bool is_partial() const noexcept { return partial_; }
  [[nodiscard]] constexpr std::uint16_t given() const noexcept { return given_; }
  [[nodiscard]] constexpr std::uint8_t kind() const noexcept { return kind_; }
  [[nodiscard]] constexpr const InternetSum& sum() const noexcept { return sum_; }
  constexpr bool operator==(const PseudoFill&) const noexcept = default;

private:
  InternetSum sum_{};
  std::uint16_t given_ = 0;
  std::uint8_t kind_ = 0;
  bool computed_ = false;
  bool partial_ = false;
};

} // namespace mpl

#endif // MPL_CHECKSUM
