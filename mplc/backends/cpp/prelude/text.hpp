// Strings and long numbers that say themselves how long they are; in each header that has one.
// A part of a header: it has a guard, and no #pragma once.
#if !defined(MPL_TEXT)
#define MPL_TEXT 1

namespace mpl {

/// A string of a packet, or one to be put into it. Borrows its characters.
class String {
public:
  constexpr String() noexcept = default;
  constexpr String(std::string_view text) noexcept : chars_(text.data()), size_(text.size()) {}
  constexpr String(const char* text) noexcept : String(std::string_view(text)) {}
  /// From bytes: a span or an array of them.
  template <class Range>
    requires std::is_convertible_v<const Range&, Bytes>
  constexpr String(const Range& range) noexcept {
    const Bytes bytes = range;
    bytes_ = bytes.data();
    size_ = bytes.size();
  }

  [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
  [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] constexpr char operator[](std::size_t at) const noexcept {
    return chars_ != nullptr ? chars_[at] : static_cast<char>(bytes_[at]);
  }
  /// The characters. Those of a packet cannot be had as such at compile time.
  [[nodiscard]] constexpr std::string_view view() const noexcept {
    if (chars_ != nullptr)
      return {chars_, size_};
    return {reinterpret_cast<const char*>(bytes_), size_};
  }
  [[nodiscard]] friend constexpr bool operator==(const String& a, const String& b) noexcept {
    if !consteval {
      return a.view() == b.view();
    }
    bool same = a.size_ == b.size_;
    for (std::size_t i = 0; same && i < a.size_; ++i)
      same = a[i] == b[i];
    return same;
  }

private:
  const char* chars_ = nullptr;
  const std::byte* bytes_ = nullptr;
  std::size_t size_ = 0;
};

/// A string that has names for some of its values: what a field with a variant of strings holds.
template <class Tag> class Named : public String {
public:
  constexpr Named() noexcept = default;
  constexpr Named(Tag tag) noexcept : String(wire_text(tag)) {}
  constexpr Named(const String& text) noexcept : String(text) {}
  constexpr Named(std::string_view text) noexcept : String(text) {}
  constexpr Named(const char* text) noexcept : String(text) {}

  /// The tag of the value, if it has one.
  [[nodiscard]] constexpr std::optional<Tag> tag() const noexcept {
    for (std::uint8_t i = 0; i < tag_count(Tag{}); ++i)
      if (*this == String(wire_text(static_cast<Tag>(i))))
        return static_cast<Tag>(i);
    return std::nullopt;
  }
  [[nodiscard]] friend constexpr bool operator==(const Named& a, Tag b) noexcept {
    return a == String(wire_text(b));
  }
  [[nodiscard]] friend constexpr bool operator==(const Named& a, const String& b) noexcept {
    return static_cast<const String&>(a) == b;
  }
};

/// As of bytes; those do not become a String for it.
template <class Text>
  requires std::is_base_of_v<String, Text>
[[nodiscard]] constexpr bool equal(const Text& a, std::string_view b) noexcept {
  return static_cast<const String&>(a) == String(b);
}

constexpr std::byte* put(std::byte* to, const String& text) noexcept {
  if !consteval {
    if (!text.empty())
      __builtin_memcpy(to, text.view().data(), text.size());
    return to + text.size();
  }
  for (std::size_t i = 0; i < text.size(); ++i)
    *to++ = static_cast<std::byte>(text[i]);
  return to;
}

/// What a field that says itself how long it is turns out to be.
struct Scanned {
  std::size_t size;                  ///< in bytes, with all that belongs to it
  Reason reason = Reason::Truncated; ///< if it is broken
  bool broken = false;               ///< then `size` is the value of the error
};

/// A string behind its length, a number of Prefix bytes.
template <std::size_t Prefix, std::endian Order = std::endian::big>
[[nodiscard]] constexpr Scanned scan_text(const std::byte* at, std::size_t left) noexcept {
  if (left < Prefix)
    return {left, Reason::Truncated, true};
  const std::size_t size = load<Prefix, Order>(at);
  if (size > left - Prefix)
    return {size, Reason::PastEnd, true};
  return {.size = Prefix + size};
}

template <std::size_t Prefix> [[nodiscard]] constexpr bool fits_text(const String& text) noexcept {
  return text.size() <= UINT64_MAX >> (64 - 8 * Prefix);
}

template <std::size_t Prefix, std::endian Order = std::endian::big>
constexpr void put_text(std::byte* to, const String& text) noexcept {
  store<Prefix, Order>(to, text.size());
  put(to + Prefix, text);
}

/// A string that a zero byte ends.
[[nodiscard]] constexpr Scanned scan_cstring(const std::byte* at, std::size_t left) noexcept {
  for (std::size_t i = 0; i < left; ++i)
    if (at[i] == std::byte{0})
      return {.size = i + 1};
  return {left, Reason::Truncated, true};
}

[[nodiscard]] constexpr bool fits_cstring(const String& text) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\0')
      return false;
  return true;
}

constexpr void put_cstring(std::byte* to, const String& text) noexcept {
  *put(to, text) = std::byte{0};
}

/// A text in a field of fixed size: what stands before the zeros that fill it up.
[[nodiscard]] constexpr String unpadded(const std::byte* at, std::size_t size) noexcept {
  std::size_t end = 0;
  while (end < size && at[end] != std::byte{0})
    ++end;
  return String(Bytes(at, end));
}

[[nodiscard]] constexpr bool fits_padded(const String& text, std::size_t size) noexcept {
  return text.size() <= size && fits_cstring(text);
}

constexpr void put_padded(std::byte* to, const String& text, std::size_t size) noexcept {
  put(to, text);
  for (std::size_t i = text.size(); i < size; ++i)
    to[i] = std::byte{0};
}

/// A whole number of any size, as SSH writes it (RFC 4251 5): two's complement, the most
/// significant byte first, no byte more than needed. Borrows its bytes.
class Mpint {
public:
  constexpr Mpint() noexcept = default;
  /// From two's complement of any length.
  constexpr explicit Mpint(Bytes bytes) noexcept : bytes_(bytes) {
    while (redundant(bytes_))
      bytes_ = bytes_.subspan(1);
  }
  /// A number that is not negative, from its bytes without a sign.
  [[nodiscard]] static constexpr Mpint natural(Bytes magnitude) noexcept {
    while (!magnitude.empty() && magnitude.front() == std::byte{0})
      magnitude = magnitude.subspan(1);
    Mpint number;
    number.bytes_ = magnitude;
    number.zero_ = !magnitude.empty() && is_high(magnitude.front());
    return number;
  }
  [[nodiscard]] constexpr bool negative() const noexcept {
    return !zero_ && !bytes_.empty() && is_high(bytes_.front());
  }
  /// Bytes that the number takes behind its length.
  [[nodiscard]] constexpr std::size_t size() const noexcept {
    return bytes_.size() + (zero_ ? 1 : 0);
  }
  /// Of a number that is not negative: its bytes without a sign. Of another: two's complement.
  [[nodiscard]] constexpr Bytes magnitude() const noexcept {
    return !bytes_.empty() && bytes_.front() == std::byte{0} ? bytes_.subspan(1) : bytes_;
  }
  /// Byte `at` of the two's complement.
  [[nodiscard]] constexpr std::byte operator[](std::size_t at) const noexcept {
    return !zero_ ? bytes_[at] : at == 0 ? std::byte{0} : bytes_[at - 1];
  }
  /// The number, if it fits.
  [[nodiscard]] constexpr std::optional<std::int64_t> value() const noexcept {
    if (size() > 8)
      return std::nullopt;
    std::uint64_t number = negative() ? ~std::uint64_t{0} : 0;
    for (const std::byte b : bytes_)
      number = number << 8 | std::to_integer<std::uint64_t>(b);
    return static_cast<std::int64_t>(number);
  }
  [[nodiscard]] friend constexpr bool operator==(const Mpint& a, const Mpint& b) noexcept {
    bool same = a.size() == b.size();
    for (std::size_t i = 0; same && i < a.size(); ++i)
      same = a[i] == b[i];
    return same;
  }
  /// The first byte says nothing that the sign of the second does not.
  [[nodiscard]] static constexpr bool redundant(Bytes bytes) noexcept {
    if (bytes.empty())
      return false;
    const bool sign = bytes.size() > 1 && is_high(bytes[1]);
    return bytes.front() == (sign ? std::byte{0xff} : std::byte{0}) &&
           (bytes.size() > 1 || bytes.front() == std::byte{0});
  }

private:
  [[nodiscard]] static constexpr bool is_high(std::byte b) noexcept {
    return (b & std::byte{0x80}) != std::byte{0};
  }
  Bytes bytes_{};
  bool zero_ = false; ///< a zero byte stands before `bytes_`
};

/// Unlike scan_text<4>: "unnecessary leading bytes ... MUST NOT be included" (RFC 4251 5).
[[nodiscard]] constexpr Scanned scan_mpint(const std::byte* at, std::size_t left) noexcept {
  const Scanned scanned = scan_text<4>(at, left);
  if (!scanned.broken && Mpint::redundant(Bytes(at + 4, scanned.size - 4)))
    return {4, Reason::Malformed, true};
  return scanned;
}

constexpr void put_mpint(std::byte* to, const Mpint& number) noexcept {
  store<4>(to, number.size());
  for (std::size_t i = 0; i < number.size(); ++i)
    to[4 + i] = number[i];
}

/// As a vector of a specification has it: two's complement.
[[nodiscard]] constexpr bool equal(const Mpint& number, std::string_view text) noexcept {
  bool same = number.size() == text.size();
  for (std::size_t i = 0; same && i < text.size(); ++i)
    same = number[i] == static_cast<std::byte>(text[i]);
  return same;
}

} // namespace mpl

#endif // MPL_TEXT
