/// \file
/// The bodies of address.hpp that read and print text. Include that one.
#pragma once

#include <mir/net/address.hpp>

namespace mir::net {
namespace detail {

/// A place in a text that is being read.
class AddressReader {
public:
  explicit constexpr AddressReader(std::string_view text) noexcept : text_(text) {}

  [[nodiscard]] constexpr bool at_end() const noexcept { return at_ == text_.size(); }
  [[nodiscard]] constexpr std::size_t where() const noexcept { return at_; }
  [[nodiscard]] constexpr char peek() const noexcept { return at_end() ? '\0' : text_[at_]; }
  constexpr bool skip(std::string_view what) noexcept {
    if (!text_.substr(at_).starts_with(what))
      return false;
    at_ += what.size();
    return true;
  }
  [[nodiscard]] constexpr std::unexpected<AddressError> wrong(const char* what) const noexcept {
    return std::unexpected(AddressError{what, at_});
  }

  /// A decimal number from 0 to `most` without leading zeros. `above` says what is wrong with a
  /// larger one.
  constexpr Parsed<std::uint32_t> decimal(std::uint32_t most, const char* above) noexcept {
    const std::size_t begin = at_;
    std::uint64_t number = 0;
    for (; peek() >= '0' && peek() <= '9'; ++at_) {
      number = number * 10 + static_cast<unsigned>(peek() - '0');
      if (number > most)
        return std::unexpected(AddressError{above, begin});
    }
    if (at_ == begin)
      return wrong(at_end() ? "a number is missing at the end" : "expected a number");
    if (text_[begin] == '0' && at_ - begin > 1)
      return std::unexpected(AddressError{"a number with a leading zero", begin});
    return static_cast<std::uint32_t>(number);
  }

  /// One to four hexadecimal digits.
  constexpr Parsed<std::uint32_t> group() noexcept {
    std::uint32_t number = 0;
    const std::size_t begin = at_;
    for (; digit(peek()) < 16; ++at_) {
      if (at_ - begin == 4)
        return std::unexpected(AddressError{"more than four hexadecimal digits", begin});
      number = number * 16 + digit(peek());
    }
    if (at_ == begin)
      return wrong(at_end() ? "the address ends too early" : "expected a hexadecimal number");
    return number;
  }

  /// Whether an IPv4 address, not a group, comes next.
  [[nodiscard]] constexpr bool is_dotted() const noexcept {
    const std::size_t end = text_.find_first_not_of("0123456789", at_);
    return end != std::string_view::npos && end != at_ && text_[end] == '.';
  }

private:
  static constexpr unsigned digit(char c) noexcept {
    if (c >= '0' && c <= '9')
      return static_cast<unsigned>(c - '0');
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a' + 10) : 16;
  }
  std::string_view text_;
  std::size_t at_ = 0;
};

constexpr Parsed<std::array<std::uint8_t, 4>> read_v4(AddressReader& in) noexcept {
  std::array<std::uint8_t, 4> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i != 0 && !in.skip("."))
      return in.wrong(in.at_end() ? "fewer than four numbers" : "expected a dot");
    const Parsed<std::uint32_t> number = in.decimal(255, "a number above 255");
    if (!number)
      return std::unexpected(number.error());
    bytes[i] = static_cast<std::uint8_t>(*number);
  }
  return bytes;
}

/// Reads the groups of an IPv6 address into bytes, and remembers where "::" stands.
class V6Reader {
public:
  explicit constexpr V6Reader(AddressReader& in) noexcept : in_(in) {}

  constexpr Parsed<Address::V6Bytes> read() noexcept {
    if (in_.skip("::"))
      gap_ = 0;
    while (more()) {
      if (const Parsed<void> part = read_part(); !part)
        return std::unexpected(part.error());
    }
    if (gap_ == kNone && size_ < 16)
      return in_.wrong(in_.at_end() ? "the address ends too early" : "expected a colon");
    return spread();
  }

private:
  static constexpr std::size_t kNone = 16;

  /// Whether another group has to follow.
  [[nodiscard]] constexpr bool more() const noexcept {
    if (size_ == 16)
      return false;
    const bool ended = in_.at_end() || in_.peek() == '%' || in_.peek() == '/' || in_.peek() == ']';
    return !(ended && gap_ != kNone && (gap_ == size_ || last_was_group_));
  }

  constexpr Parsed<void> read_part() noexcept {
    if (last_was_group_) {
      const AddressReader before = in_;
      if (in_.skip("::")) {
        if (gap_ != kNone)
          return before.wrong("a second '::'");
        gap_ = size_;
        last_was_group_ = false;
        return {};
      }
      if (!in_.skip(":"))
        return in_.wrong(in_.at_end() ? "the address ends too early" : "expected a colon");
    }
    return in_.is_dotted() ? read_dotted() : read_group();
  }

  constexpr Parsed<void> read_group() noexcept {
    const Parsed<std::uint32_t> group = in_.group();
    if (!group)
      return std::unexpected(group.error());
    bytes_[size_++] = static_cast<std::uint8_t>(*group >> 8);
    bytes_[size_++] = static_cast<std::uint8_t>(*group & 0xff);
    last_was_group_ = true;
    return {};
  }

  /// An IPv4 address as the last four bytes (RFC 4291 2.2, form 3).
  constexpr Parsed<void> read_dotted() noexcept {
    if (size_ > 12 || (gap_ == kNone && size_ != 12))
      return in_.wrong("an IPv4 address that is not at the end");
    const auto bytes = read_v4(in_);
    if (!bytes)
      return std::unexpected(bytes.error());
    for (const std::uint8_t byte : *bytes)
      bytes_[size_++] = byte;
    last_was_group_ = true;
    return {};
  }

  /// Moves what stands behind "::" to the end.
  constexpr Parsed<Address::V6Bytes> spread() noexcept {
    if (gap_ == kNone)
      return bytes_;
    if (size_ == 16)
      return in_.wrong("'::' in an address that is complete without it");
    Address::V6Bytes result{};
    for (std::size_t i = 0; i < gap_; ++i)
      result[i] = bytes_[i];
    for (std::size_t i = gap_; i < size_; ++i)
      result[16 - size_ + i] = bytes_[i];
    return result;
  }

  AddressReader& in_;
  Address::V6Bytes bytes_{};
  std::size_t size_ = 0;    // bytes read
  std::size_t gap_ = kNone; // bytes before "::"
  bool last_was_group_ = false;
};

constexpr Parsed<Address> read_address(AddressReader& in, bool is_v6) noexcept {
  if (!is_v6)
    return read_v4(in).transform([](const auto& b) { return Address::v4(b[0], b[1], b[2], b[3]); });
  const Parsed<Address::V6Bytes> bytes = V6Reader(in).read();
  if (!bytes)
    return std::unexpected(bytes.error());
  if (!in.skip("%"))
    return Address::v6(*bytes);
  return in.decimal(UINT32_MAX, "a zone above 4294967295").transform([&](std::uint32_t zone) {
    return Address::v6(*bytes, zone);
  });
}

/// What was read, unless something follows it.
template <class T>
constexpr Parsed<T> complete(const AddressReader& in, const Parsed<T>& value) noexcept {
  if (value && !in.at_end())
    return in.wrong("characters after the end");
  return value;
}

/// The longest run of zero groups, two or more, the first of several (RFC 5952 4.2).
struct ZeroRun {
  std::size_t begin = 8;
  std::size_t length = 1;
};
constexpr ZeroRun longest_zeros(const std::array<std::uint32_t, 8>& groups) noexcept {
  ZeroRun best;
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t end = i;
    while (end < 8 && groups[end] == 0)
      ++end;
    if (end - i > best.length)
      best = {i, end - i};
    if (end > i)
      i = end;
  }
  return best;
}

constexpr void print_v4(AddressText& out, std::span<const std::uint8_t, 4> bytes) noexcept {
  for (std::size_t i = 0; i < 4; ++i) {
    if (i != 0)
      out.put('.');
    out.put_number(bytes[i]);
  }
}

constexpr void print_v6(AddressText& out, const Address::V6Bytes& bytes) noexcept {
  std::array<std::uint32_t, 8> groups{};
  for (std::size_t i = 0; i < 8; ++i)
    groups[i] = static_cast<std::uint32_t>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
  const ZeroRun zeros = longest_zeros(groups);
  // ::ffff:0:0/96, the IPv4-mapped addresses, end in dotted form (RFC 5952 5).
  const bool mapped = zeros.begin == 0 && zeros.length == 5 && groups[5] == 0xffff;
  const std::size_t end = mapped ? 6 : 8;
  for (std::size_t i = 0; i < end;) {
    if (i == zeros.begin) {
      out.put("::");
      i += zeros.length;
      continue;
    }
    if (i != 0 && i != zeros.begin + zeros.length)
      out.put(':');
    out.put_number(groups[i++], 16);
  }
  if (mapped) {
    out.put(':');
    print_v4(out, std::span<const std::uint8_t, 4>(bytes.data() + 12, 4));
  }
}

} // namespace detail

constexpr Parsed<Address> Address::parse(std::string_view text) noexcept {
  detail::AddressReader in(text);
  return detail::complete(in, detail::read_address(in, text.contains(':')));
}

constexpr Parsed<Prefix> Prefix::parse(std::string_view text) noexcept {
  detail::AddressReader in(text);
  const Parsed<Address> address = detail::read_address(in, text.contains(':'));
  if (!address)
    return std::unexpected(address.error());
  if (in.at_end())
    return Prefix(*address, address->width());
  if (!in.skip("/"))
    return in.wrong("expected '/' or the end");
  const char* const above =
      address->is_v6() ? "a prefix length above 128" : "a prefix length above 32";
  return detail::complete(in, in.decimal(address->width(), above).transform([&](std::uint32_t n) {
    return Prefix(*address, n);
  }));
}

constexpr Parsed<Port> Port::parse(std::string_view text) noexcept {
  detail::AddressReader in(text);
  return detail::complete(in,
                          in.decimal(65535, "a port above 65535").transform([](std::uint32_t n) {
                            return Port(static_cast<std::uint16_t>(n));
                          }));
}

constexpr Parsed<Endpoint> Endpoint::parse(std::string_view text) noexcept {
  detail::AddressReader in(text);
  const bool bracketed = in.skip("[");
  const Parsed<Address> address = detail::read_address(in, bracketed);
  if (!address)
    return std::unexpected(address.error());
  if (bracketed && !in.skip("]"))
    return in.wrong("expected ']'");
  if (!in.skip(":"))
    return in.wrong("expected ':' and a port");
  return detail::complete(in,
                          in.decimal(65535, "a port above 65535").transform([&](std::uint32_t n) {
                            return Endpoint{*address, Port(static_cast<std::uint16_t>(n))};
                          }));
}

constexpr AddressText Address::text() const noexcept {
  AddressText out;
  if (is_v6_)
    detail::print_v6(out, bytes_);
  else
    detail::print_v4(out, std::span<const std::uint8_t, 4>(bytes_.data(), 4));
  if (zone_ != 0) {
    out.put('%');
    out.put_number(zone_);
  }
  return out;
}

} // namespace mir::net
