/// \file
/// Arguments: `--name=value` options of the command line, or of the domain's on Xen, with errors a
/// user can act on.
#pragma once

#include <concepts>
#include <cstdint>
#include <expected>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <mir/os/base/format.hpp>
#include <mir/os/base/time.hpp>

namespace mir::os {

/// Why an option's value was not accepted, for the user: "--port=x: expected a whole number from 0
/// to 65535".
struct ArgumentError {
  std::string text;
};
inline void format_value(Writer& out, const ArgumentError& error) { out.write(error.text); }

/// What an option can be read as.
template <class T>
concept ArgumentValue =
    std::integral<T> || std::same_as<T, Duration> || std::same_as<T, std::string_view>;

/// The arguments of one system. Borrows their characters, which live as long as the program.
class Arguments {
public:
  explicit Arguments(std::span<char* const> arguments);

  /// The program's name; empty where the platform has none.
  [[nodiscard]] std::string_view program() const noexcept { return program_; }
  /// The argument of this number, from 0, that is not an option; everything after a lone `--` is
  /// none.
  [[nodiscard]] std::optional<std::string_view> positional(std::size_t number) const noexcept;

  /// The text after `--name=`, empty for a bare `--name`; nothing when it is not there. The last
  /// one counts.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) noexcept;

  /// The option as a value, or `otherwise` when it is not there.
  ///
  /// Integers in decimal or with 0x; bool as `--name`, or true, false, yes, no, 1, 0; Duration as a
  /// whole number and ns, us, ms, s, min or h.
  template <ArgumentValue T>
  [[nodiscard]] std::expected<T, ArgumentError> get(std::string_view name, T otherwise) {
    const std::optional<std::string_view> text = find(name);
    if (!text)
      return otherwise;
    if constexpr (std::same_as<T, std::string_view>) {
      return *text;
    } else if constexpr (std::same_as<T, bool>) {
      return read_bool(name, *text);
    } else if constexpr (std::same_as<T, Duration>) {
      return read_duration(name, *text);
    } else if constexpr (std::signed_integral<T>) {
      using Limits = std::numeric_limits<T>;
      return cast<T>(read_signed(name, *text, Limits::min(), Limits::max()));
    } else {
      return cast<T>(read_unsigned(name, *text, std::numeric_limits<T>::max()));
    }
  }

  /// The name of an option that nobody has asked for, probably misspelt; nothing when there is
  /// none.
  [[nodiscard]] std::optional<std::string_view> unused() const noexcept;

private:
  /// `--name=value`, split.
  struct Option {
    std::string_view name;
    std::string_view value;
  };
  [[nodiscard]] std::optional<Option> option(std::size_t index) const noexcept;
  template <class T, class Wide>
  static std::expected<T, ArgumentError> cast(const std::expected<Wide, ArgumentError>& wide) {
    return wide.transform([](Wide value) { return static_cast<T>(value); });
  }
  static std::expected<bool, ArgumentError> read_bool(std::string_view name, std::string_view text);
  static std::expected<Duration, ArgumentError> read_duration(std::string_view name,
                                                              std::string_view text);
  static std::expected<std::int64_t, ArgumentError>
  read_signed(std::string_view name, std::string_view text, std::int64_t least, std::int64_t most);
  static std::expected<std::uint64_t, ArgumentError>
  read_unsigned(std::string_view name, std::string_view text, std::uint64_t most);

  std::string_view program_;
  std::span<char* const> words_;  // without the program
  std::size_t options_end_ = 0;   // index of the lone `--`, or the end
  std::unique_ptr<bool[]> asked_; // a flag a word: somebody asked for this option
};

} // namespace mir::os
