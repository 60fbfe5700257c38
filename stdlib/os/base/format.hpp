/// \file
/// A small formatter whose format strings are checked while the program is compiled.
///
/// `{}` prints an argument, `{:spec}` with a spec: `[[fill]<|>][#][0][width][x|X|b]`, and `{{`,
/// `}}` print braces. `x`, `X`, `b` and `#` take integers only. Without an arrow integers go to the
/// right, everything else to the left. Printable: bool, char, integers, enumerators (as integers),
/// texts, pointers (`const void*`), what has a `format_value(Writer&, const T&)` in its own
/// namespace.
///
/// It knows no floating point, locale or Unicode: std::format would cost a unikernel 200 KB for
/// them.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace mir::os {

/// Writes characters into a borrowed buffer. Past its end nothing is stored, but size() goes on
/// counting, so that a caller can see how much room the whole would have needed.
class Writer {
public:
  explicit Writer(std::span<char> buffer) noexcept : buffer_(buffer) {}

  void put(char c) noexcept {
    if (size_ < buffer_.size())
      buffer_[size_] = c;
    ++size_;
  }
  void write(std::string_view text) noexcept {
    if (size_ < buffer_.size() && !text.empty()) { // memcpy() takes no null, even for 0 bytes
      const std::size_t room = buffer_.size() - size_;
      std::memcpy(buffer_.data() + size_, text.data(), text.size() < room ? text.size() : room);
    }
    size_ += text.size();
  }
  void fill(char c, std::size_t count) noexcept {
    for (; count > 0; --count)
      put(c);
  }
  void write_decimal(std::uint64_t value) noexcept;

  [[nodiscard]] std::size_t size() const noexcept { return size_; } ///< characters asked for
  [[nodiscard]] bool truncated() const noexcept { return size_ > buffer_.size(); }
  [[nodiscard]] std::string_view text() const noexcept { ///< what is stored
    return {buffer_.data(), truncated() ? buffer_.size() : size_};
  }

private:
  std::span<char> buffer_;
  std::size_t size_ = 0;
};

namespace detail {

/// What stands between ':' and '}'.
struct Spec {
  char fill = ' ';
  char align = 0; ///< '<', '>' or 0: by type
  char base = 0;  ///< 'x', 'X', 'b' or 0: decimal
  bool prefix = false;
  std::uint8_t width = 0;
};

/// Reads a spec from the character after ':' up to '}' and moves `at` behind that.
/// \returns what is wrong with it, or null.
constexpr const char* parse_spec(std::string_view text, std::size_t& at, Spec& spec) {
  const auto peek = [&](std::size_t offset) {
    return at + offset < text.size() ? text[at + offset] : '\0';
  };
  const auto is_arrow = [](char c) { return c == '<' || c == '>'; };
  if (is_arrow(peek(1)) && peek(0) != '}')
    spec.fill = text[at++];
  if (is_arrow(peek(0)))
    spec.align = text[at++];
  if (peek(0) == '#')
    spec.prefix = true, ++at;
  if (peek(0) ==
      '0') { // zeros belong behind a sign or prefix, which only right-aligned numbers have
    if (spec.align != 0)
      return "0 cannot be combined with an alignment";
    spec.fill = '0';
    ++at;
  }
  unsigned width = 0;
  for (; peek(0) >= '0' && peek(0) <= '9'; ++at) {
    width = width * 10 + static_cast<unsigned>(peek(0) - '0');
    if (width > 255)
      return "the width is over 255";
  }
  spec.width = static_cast<std::uint8_t>(width);
  if (peek(0) == 'x' || peek(0) == 'X' || peek(0) == 'b')
    spec.base = text[at++];
  if (spec.prefix && spec.base == 0)
    return "# needs x, X or b";
  if (peek(0) != '}')
    return "unknown or unfinished format spec";
  ++at;
  return nullptr;
}

/// One argument without its type: what the formatter proper works on.
struct Argument {
  enum class Kind : std::uint8_t { Bool, Character, Signed, Unsigned, Text, Pointer, Custom };
  Kind kind;
  union {
    std::int64_t signed_value;
    std::uint64_t unsigned_value;
    std::string_view text;
    struct {
      const void* value;
      void (*print)(Writer&, const void*);
    } custom;
  };
};

template <class T>
concept Custom = requires(Writer& out, const T& value) { format_value(out, value); };

template <class T> consteval bool is_integer() {
  return (std::integral<T> || (std::is_enum_v<T> && !Custom<T>)) && !std::same_as<T, bool> &&
         !std::same_as<T, char>;
}

template <class T> consteval bool is_printable() {
  return Custom<T> || is_integer<T>() || std::same_as<T, bool> || std::same_as<T, char> ||
         std::convertible_to<const T&, std::string_view> || std::same_as<T, const void*> ||
         std::same_as<T, void*> || std::same_as<T, std::nullptr_t>;
}

template <class T> Argument argument(const T& value) noexcept {
  using Kind = Argument::Kind;
  if constexpr (Custom<T>) {
    const auto print = [](Writer& out, const void* p) {
      format_value(out, *static_cast<const T*>(p));
    };
    return {.kind = Kind::Custom, .custom = {&value, print}};
  } else if constexpr (std::same_as<T, bool>) {
    return {.kind = Kind::Bool, .unsigned_value = value};
  } else if constexpr (std::same_as<T, char>) {
    return {.kind = Kind::Character, .unsigned_value = static_cast<unsigned char>(value)};
  } else if constexpr (std::is_enum_v<T>) {
    return argument(static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (std::signed_integral<T>) {
    return {.kind = Kind::Signed, .signed_value = value};
  } else if constexpr (std::integral<T>) {
    return {.kind = Kind::Unsigned, .unsigned_value = value};
  } else if constexpr (std::convertible_to<const T&, std::string_view>) {
    return {.kind = Kind::Text, .text = std::string_view(value)};
  } else {
    return {.kind = Kind::Pointer, .unsigned_value = reinterpret_cast<std::uintptr_t>(value)};
  }
}

/// Calling it from a consteval function stops the compiler, which shows the text as the call's
/// argument.
void wrong_format(const char* why);

/// Walks a format string against its arguments' kinds (is the argument an integer?).
consteval void check_format(std::string_view text, const bool* integer, std::size_t count) {
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at++];
    if (c != '{' && c != '}')
      continue;
    if (at < text.size() && text[at] == c) {
      ++at;
    } else if (c == '}') {
      wrong_format("'}' stands alone; write '}}' to print one");
    } else if (at == text.size()) {
      wrong_format("'{' is never closed; write '{{' to print one");
    } else {
      Spec spec;
      if (text[at] == ':')
        ++at;
      else if (text[at] != '}')
        wrong_format("only '{}' and '{:spec}' are known");
      if (const char* why = parse_spec(text, at, spec))
        wrong_format(why);
      if (used == count)
        wrong_format("more '{}' than arguments");
      if ((spec.base != 0 || spec.prefix || spec.fill == '0') && !integer[used]) {
        wrong_format("x, X, b, # and 0 are for integers");
      }
      ++used;
    }
  }
  if (used != count)
    wrong_format("more arguments than '{}'");
}

void format_arguments(Writer& out, std::string_view text, std::span<const Argument> arguments);
std::string format_string(std::string_view text, std::span<const Argument> arguments);

} // namespace detail

/// A literal that was checked against the types of the arguments it will be used with.
template <class... Args> class BasicFormatString {
public:
  template <std::convertible_to<std::string_view> Text>
  consteval BasicFormatString(const Text& text)
      : text_(text) { // NOLINT: a literal is a format string
    static_assert((detail::is_printable<std::remove_cvref_t<Args>>() && ...),
                  "an argument has no format_value(Writer&, const T&)");
    const bool integer[] = {detail::is_integer<std::remove_cvref_t<Args>>()..., false};
    detail::check_format(text_, integer, sizeof...(Args));
  }
  [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }

private:
  std::string_view text_;
};

/// The format string for these arguments. type_identity keeps it out of template argument
/// deduction.
template <class... Args> using FormatString = BasicFormatString<std::type_identity_t<Args>...>;

/// Writes into a Writer. Does not allocate.
template <class... Args>
void format_to(Writer& out, FormatString<Args...> text, const Args&... args) {
  if constexpr (sizeof...(Args) == 0) {
    detail::format_arguments(out, text.text(), {});
  } else {
    const detail::Argument arguments[] = {detail::argument(args)...};
    detail::format_arguments(out, text.text(), arguments);
  }
}

/// Writes into a buffer. Does not allocate. \returns the part of the buffer that was filled; what
/// did not fit is lost.
template <class... Args>
std::string_view format_to(std::span<char> buffer, FormatString<Args...> text,
                           const Args&... args) {
  Writer out(buffer);
  format_to(out, text, args...);
  return out.text();
}

/// The text as a string of its own. Allocates.
template <class... Args>
[[nodiscard]] std::string format(FormatString<Args...> text, const Args&... args) {
  if constexpr (sizeof...(Args) == 0) {
    return detail::format_string(text.text(), {});
  } else {
    const detail::Argument arguments[] = {detail::argument(args)...};
    return detail::format_string(text.text(), arguments);
  }
}

} // namespace mir::os
