// What prints packets; in each header of `mplc --emit=print`. It is the same text in each of them
// and counts once, so it has a guard of its own where a header of one file would have #pragma once.
#if !defined(MPL_PRINT)
#define MPL_PRINT 1

#include <concepts>
#include <initializer_list>
#include <string>
#if __has_include(<format>)
#include <format>
#endif

namespace mpl {

/// A bit of a set of flags, and its name.
struct FlagName {
  std::string_view name;
  std::uint64_t bits;
};

namespace detail {

inline void put_hex(std::string& out, Bytes bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const std::byte b : bytes) {
    out += digits[std::to_integer<std::size_t>(b) >> 4];
    out += digits[std::to_integer<std::size_t>(b) & 15];
  }
}

/// A string in quotes; JSON reads it, too. \param escape_high octets above 0x7e, which may be no
/// UTF-8, are escaped as \xHH.
inline void put_quoted(std::string& out, std::string_view text, bool escape_high) {
  out += '"';
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (octet < 0x20 || (escape_high && octet > 0x7e)) {
      out += escape_high ? "\\x" : "\\u00";
      const auto byte = static_cast<std::byte>(octet);
      put_hex(out, Bytes(&byte, 1));
    } else {
      out += c;
    }
  }
  out += '"';
}

/// Whether the text is UTF-8 (RFC 3629 4).
[[nodiscard]] inline bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    if (lead < 0x80)
      continue;
    const std::size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || text.size() - i < more)
      return false;
    std::uint32_t code = lead & (0x3fu >> more);
    for (std::size_t end = i + more; i < end; ++i) {
      const auto next = static_cast<unsigned char>(text[i]);
      if (next >> 6 != 2)
        return false;
      code = code << 6 | (next & 0x3fu);
    }
    constexpr std::array<std::uint32_t, 4> least{0, 0x80, 0x800, 0x10000};
    if (code < least[more] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
      return false;
  }
  return true;
}

/// Prints views into a string, as one line of text or as JSON.
class Out {
public:
  Out(std::string& out, bool json) : out_(out), json_(json) {}

  template <class View> void packet(const View& view) {
    if (!json_)
      (out_ += mpl_name(view)) += ' ';
    block(view);
  }

  // What mpl_print() of a packet calls.
  template <class T> void field(std::string_view name, const T& value) {
    begin(name);
    put(value);
  }
  template <class T> void bit(std::string_view name, const T& value) {
    begin(name);
    if constexpr (requires { value.has_value(); }) {
      value.has_value() ? number(*value ? 1u : 0u) : absent();
    } else {
      number(value ? 1u : 0u);
    }
  }
  template <class T>
  void flags(std::string_view name, const T& value, std::initializer_list<FlagName> names) {
    begin(name);
    if constexpr (requires { value.has_value(); }) {
      value.has_value() ? set(static_cast<std::uint64_t>(*value), names) : absent();
    } else {
      set(static_cast<std::uint64_t>(value), names);
    }
  }
  void enter(std::string_view clause) {
    begin(clause, " ");
    open('{');
  }
  void leave() { close('}'); }

private:
  template <class View> void block(const View& view) {
    open('{');
    mpl_print(view, *this);
    close('}');
  }
  void open(char bracket) {
    out_ += bracket;
    first_ = true;
  }
  void close(char bracket) {
    out_ += bracket;
    first_ = false;
  }
  void separate() {
    if (!first_)
      out_ += json_ ? "," : ", ";
    first_ = false;
  }
  void begin(std::string_view name, std::string_view sign = " = ") {
    separate();
    if (json_) {
      put_quoted(out_, name, false);
      out_ += ':';
    } else {
      (out_ += name) += sign;
    }
  }

  template <class T> void put(const T& value) {
    if constexpr (requires { mpl_print(value, *this); }) {
      block(value);
    } else if constexpr (requires { value.wire_size(); }) {
      std::array<char, T::kLongestText> text;
      put_quoted(out_, value.print(text), false);
    } else if constexpr (requires { value.magnitude(); }) {
      std::string octets;
      for (std::size_t i = 0; i < value.size(); ++i)
        octets += std::to_integer<char>(value[i]);
      bytes(std::as_bytes(std::span(octets)));
    } else if constexpr (requires { value.view(); }) {
      text(value.view());
    } else if constexpr (requires { value.has_value(); }) {
      value.has_value() ? put(*value) : absent();
    } else if constexpr (std::is_enum_v<T>) {
      tag(to_string(value), static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::is_same_v<T, bool>) {
      out_ += value ? "true" : "false";
    } else if constexpr (std::is_integral_v<T>) {
      number(value);
    } else if constexpr (std::is_convertible_v<const T&, Bytes>) {
      bytes(value);
    } else {
      open('[');
      for (const auto& element : value) {
        separate();
        put(element);
      }
      close(']');
    }
  }

  /// Readers of JSON keep 53 bits exactly: larger numbers are strings.
  template <class T> void number(T value) {
    constexpr auto exact = std::int64_t{1} << 53;
    const bool large = json_ && (std::cmp_greater(value, exact) || std::cmp_less(value, -exact));
    if (large)
      out_ += '"';
    out_ += std::to_string(value);
    if (large)
      out_ += '"';
  }
  template <class T> void tag(std::string_view name, T value) {
    if (name.empty())
      return number(value);
    if (json_)
      return put_quoted(out_, name, false);
    ((out_ += name) += " (") += std::to_string(value) + ")";
  }
  void set(std::uint64_t value, std::initializer_list<FlagName> names) {
    std::uint64_t rest = value;
    open('[');
    for (const FlagName& flag : names)
      if ((rest & flag.bits) == flag.bits) {
        separate();
        json_ ? put_quoted(out_, flag.name, false) : void(out_ += flag.name);
        rest &= ~flag.bits;
      }
    if (rest != 0) {
      separate();
      std::string digits;
      for (; rest != 0; rest >>= 4)
        digits.insert(0, 1, "0123456789abcdef"[rest & 15]);
      json_ ? put_quoted(out_, "0x" + digits, false) : void((out_ += "0x") += digits);
    }
    close(']');
  }
  void absent() { out_ += json_ ? "null" : "absent"; }
  void text(std::string_view value) {
    if (!json_ || is_utf8(value))
      put_quoted(out_, value, !json_);
    else
      bytes(std::as_bytes(std::span(value)));
  }
  void bytes(Bytes value) {
    constexpr std::size_t shown = 32; // of a text: half a line
    if (json_) {
      out_ += '"';
      put_hex(out_, value);
      out_ += '"';
      return;
    }
    put_hex(out_, value.first(value.size() < shown ? value.size() : shown));
    out_ += value.size() > shown ? ".." : "";
    out_ += (value.empty() ? "(" : " (") + std::to_string(value.size()) + " bytes)";
  }

  std::string& out_;
  bool json_;
  bool first_ = true;
};

} // namespace detail

/// A packet that can be printed.
template <class View>
concept Printable = requires(const View& view, detail::Out& out) {
  { mpl_name(view) } -> std::same_as<std::string_view>;
  mpl_print(view, out);
};

/// One line: `udp {source_port = 53, destination_port = 4000, payload = 0102 (2 bytes)}`.
template <Printable View> [[nodiscard]] std::string to_text(const View& view) {
  std::string text;
  detail::Out(text, false).packet(view);
  return text;
}

/// An object, as `mplc decode --json` prints it under "fields"; on one line.
template <Printable View> [[nodiscard]] std::string to_json(const View& view) {
  std::string text;
  detail::Out(text, true).packet(view);
  return text;
}

namespace detail {

/// `{}` is to_text(), `{:j}` is to_json().
struct Formatter {
  bool json = false;
  template <class Context> constexpr auto parse(Context& context) {
    auto at = context.begin();
    if (at != context.end() && *at == 'j') {
      json = true;
      ++at;
    }
    return at; // anything but '}' is refused by the caller
  }
  template <Printable View, class Context> auto format(const View& view, Context& context) const {
    auto out = context.out();
    for (const char c : json ? to_json(view) : to_text(view))
      *out++ = c;
    return out;
  }
};

} // namespace detail

} // namespace mpl

#if defined(__cpp_lib_format)
template <mpl::Printable View> struct std::formatter<View, char> : mpl::detail::Formatter {};
#endif
#endif // MPL_PRINT

#if defined(FMT_VERSION) && !defined(MPL_PRINT_FMT) // fmt counts where it was included before
#define MPL_PRINT_FMT
template <mpl::Printable View> struct fmt::formatter<View, char> : mpl::detail::Formatter {};
#endif
