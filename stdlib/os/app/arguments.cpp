#include <mir/os/app/arguments.hpp>

#include <algorithm>
#include <charconv>

namespace mir::os {
namespace {

std::unexpected<ArgumentError> refuse(std::string_view name, std::string_view text,
                                      std::string_view expected) {
  return std::unexpected(ArgumentError{os::format("--{}={}: expected {}", name, text, expected)});
}

/// Digits, all of them. \returns nothing if there are others, none, or too many.
std::optional<std::uint64_t> read_digits(std::string_view text) {
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    base = 16;
    text.remove_prefix(2);
  }
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc() || stop != end)
    return std::nullopt;
  return value;
}

} // namespace

Arguments::Arguments(std::span<char* const> arguments) {
  if (arguments.empty())
    return;
  program_ = arguments.front();
  words_ = arguments.subspan(1);
  const auto lone = [](std::string_view word) { return word == "--"; };
  options_end_ = static_cast<std::size_t>(std::ranges::find_if(words_, lone) - words_.begin());
  asked_ = std::make_unique<bool[]>(words_.size());
}

std::optional<Arguments::Option> Arguments::option(std::size_t index) const noexcept {
  std::string_view word = words_[index];
  if (index >= options_end_ || !word.starts_with("--"))
    return std::nullopt;
  word.remove_prefix(2);
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos)
    return Option{word, ""};
  return Option{word.substr(0, equals), word.substr(equals + 1)};
}

std::optional<std::string_view> Arguments::positional(std::size_t number) const noexcept {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (i == options_end_ || option(i))
      continue;
    if (number-- == 0)
      return words_[i];
  }
  return std::nullopt;
}

std::optional<std::string_view> Arguments::find(std::string_view name) noexcept {
  std::optional<std::string_view> value;
  for (std::size_t i = 0; i < options_end_; ++i) {
    const std::optional<Option> candidate = option(i);
    if (!candidate || candidate->name != name)
      continue;
    asked_[i] = true;
    value = candidate->value;
  }
  return value;
}

std::optional<std::string_view> Arguments::unused() const noexcept {
  for (std::size_t i = 0; i < options_end_; ++i) {
    const std::optional<Option> candidate = option(i);
    if (candidate && !asked_[i])
      return candidate->name;
  }
  return std::nullopt;
}

std::expected<bool, ArgumentError> Arguments::read_bool(std::string_view name,
                                                        std::string_view text) {
  if (text.empty() || text == "true" || text == "yes" || text == "1")
    return true;
  if (text == "false" || text == "no" || text == "0")
    return false;
  return refuse(name, text, "true or false");
}

std::expected<Duration, ArgumentError> Arguments::read_duration(std::string_view name,
                                                                std::string_view text) {
  struct Unit {
    std::string_view name;
    Duration length;
  };
  using namespace literals;
  constexpr Unit kUnits[] = {{"ns", 1_ns},   {"us", 1_us}, {"ms", 1_ms},
                             {"min", 1_min}, {"s", 1_s},   {"h", 1_h}};
  for (const Unit& unit : kUnits) { // "s" stands behind the units that end in it
    if (!text.ends_with(unit.name))
      continue;
    const auto number = read_digits(text.substr(0, text.size() - unit.name.size()));
    if (!number || *number > static_cast<std::uint64_t>(Duration::max().ns() / unit.length.ns())) {
      break;
    }
    return unit.length * static_cast<std::int64_t>(*number);
  }
  return refuse(name, text, "a duration such as 250ms, 10s or 5min");
}

std::expected<std::int64_t, ArgumentError> Arguments::read_signed(std::string_view name,
                                                                  std::string_view text,
                                                                  std::int64_t least,
                                                                  std::int64_t most) {
  const bool negative = text.starts_with('-');
  const auto magnitude = read_digits(text.substr(negative ? 1 : 0));
  const std::uint64_t limit =
      negative ? 0 - static_cast<std::uint64_t>(least) : static_cast<std::uint64_t>(most);
  if (!magnitude || *magnitude > limit) {
    return refuse(name, text, os::format("a whole number from {} to {}", least, most));
  }
  return static_cast<std::int64_t>(negative ? 0 - *magnitude : *magnitude);
}

std::expected<std::uint64_t, ArgumentError>
Arguments::read_unsigned(std::string_view name, std::string_view text, std::uint64_t most) {
  const auto value = read_digits(text);
  if (!value || *value > most) {
    return refuse(name, text, os::format("a whole number from 0 to {}", most));
  }
  return *value;
}

} // namespace mir::os
