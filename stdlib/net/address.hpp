/// \file
/// Address, Prefix, Port, Endpoint: where something is on the network, as values, as text, and
/// back.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string_view>

#include <mir/os/base/format.hpp>

namespace mir::net {

/// Why a text is no address: what is wrong, and where. Prints as "a number above 255, at character
/// 5".
struct AddressError {
  const char* what;  ///< static storage
  std::size_t where; ///< index into the text, its size for "ends too early"

  friend constexpr bool operator==(const AddressError& a, const AddressError& b) noexcept {
    return std::string_view(a.what) == b.what && a.where == b.where;
  }
};
void format_value(os::Writer& out, const AddressError& error);

template <class T> using Parsed = std::expected<T, AddressError>;

/// An address printed: a small text without allocation.
class AddressText {
public:
  static constexpr std::size_t kLongest = 72; ///< "[", 45 of IPv6, "%", a zone, "]:", a port

  constexpr void put(char c) noexcept { characters_[size_++] = c; }
  constexpr void put(std::string_view text) noexcept {
    for (const char c : text)
      put(c);
  }
  constexpr void put_number(std::uint32_t number, std::uint32_t base = 10) noexcept {
    if (number >= base)
      put_number(number / base, base);
    put("0123456789abcdef"[number % base]);
  }
  [[nodiscard]] constexpr std::string_view view() const noexcept {
    return {characters_.data(), size_};
  }

private:
  std::array<char, kLongest> characters_{};
  std::size_t size_ = 0;
};

/// An IPv4 or IPv6 address. The default is 0.0.0.0.
class Address {
public:
  using V6Bytes = std::array<std::uint8_t, 16>;

  constexpr Address() noexcept = default;
  /// 192.0.2.1 is v4(192, 0, 2, 1).
  [[nodiscard]] static constexpr Address v4(std::uint8_t a, std::uint8_t b, std::uint8_t c,
                                            std::uint8_t d) noexcept {
    Address address;
    address.bytes_ = {a, b, c, d};
    return address;
  }
  /// The IPv4 address whose four bytes, the first the most significant, are this number.
  [[nodiscard]] static constexpr Address v4(std::uint32_t number) noexcept {
    return v4(static_cast<std::uint8_t>(number >> 24), static_cast<std::uint8_t>(number >> 16),
              static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number));
  }
  /// \param zone the interface a link-local address belongs to (RFC 4007), else 0.
  [[nodiscard]] static constexpr Address v6(const V6Bytes& bytes, std::uint32_t zone = 0) noexcept {
    Address address;
    address.bytes_ = bytes;
    address.zone_ = zone;
    address.is_v6_ = true;
    return address;
  }
  [[nodiscard]] static constexpr Address any_v4() noexcept { return {}; }
  [[nodiscard]] static constexpr Address broadcast_v4() noexcept {
    return v4(255, 255, 255, 255);
  } ///< everybody on the link (RFC 919)
  [[nodiscard]] static constexpr Address any_v6() noexcept { return v6({}); }
  [[nodiscard]] static constexpr Address loopback_v4() noexcept { return v4(127, 0, 0, 1); }
  [[nodiscard]] static constexpr Address loopback_v6() noexcept {
    return v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  }

  /// Reads "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1" (RFC 4291 2.2) or "fe80::1%2" with a
  /// numeric zone. A number with leading zeros is refused in IPv4, where some read it as octal.
  [[nodiscard]] static constexpr Parsed<Address> parse(std::string_view text) noexcept;

  [[nodiscard]] constexpr bool is_v4() const noexcept { return !is_v6_; }
  [[nodiscard]] constexpr bool is_v6() const noexcept { return is_v6_; }
  /// Network byte order; an IPv4 address in the first four, zeros after it.
  [[nodiscard]] constexpr const V6Bytes& bytes() const noexcept { return bytes_; }
  /// Of an IPv4 address: the number that v4(number) takes.
  [[nodiscard]] constexpr std::uint32_t v4_number() const noexcept {
    return std::uint32_t{bytes_[0]} << 24 | std::uint32_t{bytes_[1]} << 16 |
           std::uint32_t{bytes_[2]} << 8 | bytes_[3];
  }
  [[nodiscard]] constexpr std::uint32_t zone() const noexcept { return zone_; }
  [[nodiscard]] constexpr unsigned width() const noexcept { return is_v6_ ? 128 : 32; } ///< bits

  [[nodiscard]] constexpr bool is_any() const noexcept { return bytes_ == V6Bytes{}; }
  [[nodiscard]] constexpr bool is_loopback() const noexcept {
    return is_v6_ ? bytes_ == loopback_v6().bytes_ : bytes_[0] == 127;
  }
  /// The limited broadcast address, 255.255.255.255 (RFC 919).
  [[nodiscard]] constexpr bool is_broadcast() const noexcept {
    return !is_v6_ && v4_number() == 0xffff'ffff;
  }
  [[nodiscard]] constexpr bool is_multicast() const noexcept {
    return is_v6_ ? bytes_[0] == 0xff : (bytes_[0] & 0xf0) == 0xe0;
  }
  [[nodiscard]] constexpr bool is_link_local() const noexcept {
    return is_v6_ ? bytes_[0] == 0xfe && (bytes_[1] & 0xc0) == 0x80
                  : bytes_[0] == 169 && bytes_[1] == 254;
  }

  /// RFC 5952 for IPv6.
  [[nodiscard]] constexpr AddressText text() const noexcept;

  friend constexpr auto operator<=>(const Address&, const Address&) noexcept = default;

private:
  bool is_v6_ = false;
  V6Bytes bytes_{};
  std::uint32_t zone_ = 0;
};

/// An address and how many of its first bits name the network: "10.0.0.2/24".
class Prefix {
public:
  constexpr Prefix() noexcept = default; ///< 0.0.0.0/0
  /// \param length at most address.width(); more counts as that.
  constexpr Prefix(Address address, unsigned length) noexcept
      : address_(address), length_(length < address.width() ? length : address.width()) {}

  /// Reads "A/N". Without "/N" it is that one address.
  [[nodiscard]] static constexpr Parsed<Prefix> parse(std::string_view text) noexcept;

  [[nodiscard]] constexpr Address address() const noexcept { return address_; }
  [[nodiscard]] constexpr unsigned length() const noexcept { return length_; }
  /// Whether the address lies in this network. Never across families.
  [[nodiscard]] constexpr bool contains(const Address& address) const noexcept;
  [[nodiscard]] constexpr AddressText text() const noexcept {
    AddressText text = address_.text();
    text.put('/');
    text.put_number(length_);
    return text;
  }

  friend constexpr bool operator==(const Prefix&, const Prefix&) noexcept = default;

private:
  Address address_;
  unsigned length_ = 0;
};

/// A TCP or UDP port. 0 asks for any free one.
class Port {
public:
  constexpr Port() noexcept = default;
  explicit constexpr Port(std::uint16_t number) noexcept : number_(number) {}

  /// Reads a decimal number up to 65535.
  [[nodiscard]] static constexpr Parsed<Port> parse(std::string_view text) noexcept;
  [[nodiscard]] constexpr std::uint16_t number() const noexcept { return number_; }
  friend constexpr auto operator<=>(Port, Port) noexcept = default;

private:
  std::uint16_t number_ = 0;
};

/// One end of a conversation: "192.0.2.1:80", "[2001:db8::1]:80".
struct Endpoint {
  Address address;
  Port port;

  [[nodiscard]] static constexpr Parsed<Endpoint> parse(std::string_view text) noexcept;
  [[nodiscard]] constexpr AddressText text() const noexcept {
    AddressText text;
    if (address.is_v6())
      text.put('[');
    text.put(address.text().view());
    text.put(address.is_v6() ? "]:" : ":");
    text.put_number(port.number());
    return text;
  }
  friend constexpr auto operator<=>(const Endpoint&, const Endpoint&) noexcept = default;
};

void format_value(os::Writer& out, const Address& address);
void format_value(os::Writer& out, const Prefix& prefix);
void format_value(os::Writer& out, Port port);
void format_value(os::Writer& out, const Endpoint& endpoint);

constexpr bool Prefix::contains(const Address& address) const noexcept {
  if (address.is_v6() != address_.is_v6())
    return false;
  for (unsigned bit = 0; bit < length_; bit += 8) {
    const unsigned left = length_ - bit;
    const unsigned mask = left >= 8 ? 0xffu : 0xffu << (8 - left) & 0xffu;
    if ((address.bytes()[bit / 8] ^ address_.bytes()[bit / 8]) & mask)
      return false;
  }
  return true;
}

} // namespace mir::net

#include <mir/net/address_text.hpp> // the constexpr bodies
