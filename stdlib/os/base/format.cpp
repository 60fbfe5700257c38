#include <mir/os/base/format.hpp>

#include <mir/os/base/check.hpp>

namespace mir::os {
namespace {

using detail::Argument;
using detail::Spec;

/// The digits of a number, and what stands before them.
struct Number {
  char digits[64]; // as many as base 2 needs
  std::size_t length = 0;
  std::string_view prefix;

  [[nodiscard]] std::string_view text() const noexcept {
    return {digits + sizeof digits - length, length};
  }
};

Number to_digits(std::uint64_t value, char base) {
  Number number;
  const char* alphabet = base == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
  const unsigned radix = base == 0 ? 10 : base == 'b' ? 2 : 16;
  do {
    number.digits[sizeof number.digits - ++number.length] = alphabet[value % radix];
    value /= radix;
  } while (value != 0);
  return number;
}

void write_number(Writer& out, std::uint64_t magnitude, bool negative, const Spec& spec) {
  Number number = to_digits(magnitude, spec.base);
  std::string_view prefix;
  if (spec.prefix)
    prefix = spec.base == 'b' ? "0b" : "0x";
  const std::size_t length = number.length + prefix.size() + (negative ? 1 : 0);
  const std::size_t padding = spec.width > length ? spec.width - length : 0;
  const bool zeros = spec.fill == '0' && spec.align == 0;
  if (!zeros && spec.align != '<')
    out.fill(spec.fill, padding);
  if (negative)
    out.put('-');
  out.write(prefix);
  if (zeros)
    out.fill('0', padding);
  out.write(number.text());
  if (spec.align == '<')
    out.fill(spec.fill, padding);
}

void write_text(Writer& out, std::string_view text, const Spec& spec) {
  const std::size_t padding = spec.width > text.size() ? spec.width - text.size() : 0;
  if (spec.align == '>')
    out.fill(spec.fill, padding);
  out.write(text);
  if (spec.align != '>')
    out.fill(spec.fill, padding);
}

/// Prints once; a width needs the length first, so what has one is printed aside, up to 256
/// characters.
void write_custom(Writer& out, const Argument& argument, const Spec& spec) {
  if (spec.width == 0)
    return argument.custom.print(out, argument.custom.value);
  char aside[256];
  Writer counted(aside);
  argument.custom.print(counted, argument.custom.value);
  write_text(out, counted.text(), spec);
}

void write_argument(Writer& out, const Argument& argument, Spec spec) {
  using Kind = Argument::Kind;
  switch (argument.kind) {
  case Kind::Bool:
    return write_text(out, argument.unsigned_value != 0 ? "true" : "false", spec);
  case Kind::Character: {
    const char c = static_cast<char>(argument.unsigned_value);
    return write_text(out, {&c, 1}, spec);
  }
  case Kind::Signed: {
    const auto bits = static_cast<std::uint64_t>(argument.signed_value);
    const bool negative = argument.signed_value < 0;
    return write_number(out, negative ? 0 - bits : bits, negative, spec);
  }
  case Kind::Unsigned:
    return write_number(out, argument.unsigned_value, false, spec);
  case Kind::Text:
    return write_text(out, argument.text, spec);
  case Kind::Pointer:
    spec.base = 'x';
    spec.prefix = true;
    return write_number(out, argument.unsigned_value, false, spec);
  case Kind::Custom:
    return write_custom(out, argument, spec);
  }
}

} // namespace

void Writer::write_decimal(std::uint64_t value) noexcept { write(to_digits(value, 0).text()); }

namespace detail {

void format_arguments(Writer& out, std::string_view text, std::span<const Argument> arguments) {
  std::size_t next = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t brace = text.find_first_of("{}", at);
    out.write(text.substr(at, brace - at)); // npos: the rest
    if (brace == std::string_view::npos)
      return;
    MIR_CHECK(brace + 1 < text.size()); // check_format() let no other text through, here and below
    at = brace + 1;
    if (text[at] == text[brace]) {
      out.put(text[at++]);
      continue;
    }
    Spec spec;
    if (text[at] == ':')
      ++at;
    MIR_CHECK(parse_spec(text, at, spec) == nullptr && next < arguments.size());
    write_argument(out, arguments[next++], spec);
  }
}

std::string format_string(std::string_view text, std::span<const Argument> arguments) {
  char buffer[256]; // most lines: formatted once, allocated once
  Writer first(buffer);
  format_arguments(first, text, arguments);
  if (!first.truncated())
    return std::string(first.text());
  std::string whole(first.size(), '\0');
  Writer second(whole);
  format_arguments(second, text, arguments);
  return whole;
}

} // namespace detail
} // namespace mir::os
