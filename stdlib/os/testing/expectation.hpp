/// \file
/// What MIR_EXPECT() makes of its condition: whether it holds and, if not, the two values.
#pragma once

#include <concepts>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <mir/os/base/error.hpp>
#include <mir/os/base/format.hpp>

namespace mir::os::testing {

/// A condition that has been looked at.
struct Verdict {
  bool holds;
  std::string values; ///< what stood on both sides; empty where it holds or shows nothing

  /// For conditions of && and ||.
  explicit operator bool() const noexcept { return holds; }
};

namespace detail {

/// A text between quotes, so that blanks at its ends and control characters can be seen.
std::string quoted(std::string_view text);
std::string number(double value);

template <class T>
concept Text = std::convertible_to<const T&, std::string_view> && !std::same_as<T, std::nullptr_t>;

template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                  !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                  !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

} // namespace detail

/// A value as a failed expectation prints it. What cannot be printed is "?": give its type a
/// `format_value(mir::os::Writer&, const T&)`.
template <class T> std::string shown(const T& value) {
  if constexpr (detail::Text<T>) {
    return detail::quoted(std::string_view(value));
  } else if constexpr (std::same_as<T, char>) {
    return detail::quoted(std::string_view(&value, 1));
  } else if constexpr (std::floating_point<T>) {
    return detail::number(static_cast<double>(value));
  } else if constexpr (std::same_as<T, std::byte>) {
    return format("0x{:02x}", std::to_integer<unsigned>(value));
  } else if constexpr (os::detail::is_printable<T>()) {
    return format("{}", value);
  } else if constexpr (requires { value.has_value(), value.error(); }) { // std::expected
    if (!value.has_value())
      return "error: " + shown(value.error());
    if constexpr (std::is_void_v<typename T::value_type>)
      return "success";
    else
      return shown(*value);
  } else if constexpr (requires { value.has_value(), *value; }) { // std::optional
    return value.has_value() ? shown(*value) : std::string("nothing");
  } else if constexpr (std::ranges::input_range<const T>) {
    constexpr int kMost = 64; // elements: what is longer is not read anyway
    std::string text;
    int count = 0;
    for (const auto& element : value)
      if (++count <= kMost)
        text += (text.empty() ? "" : ", ") + shown(element);
    return "[" + text + (count > kMost ? format(", ... {} in all]", count) : "]");
  } else {
    return "?";
  }
}

/// The left side of a comparison, or the whole of a condition.
template <class T> class Left {
public:
  explicit Left(const T& value) noexcept : value_(value) {}

  /// For conditions of && and ||, whose parts are not shown.
  explicit operator bool() const { return static_cast<bool>(value_); }
  operator Verdict() const { // NOLINT: a condition without a comparison
    const bool holds = static_cast<bool>(value_);
    // "false" says nothing that the failure does not.
    return {holds, holds || std::same_as<T, bool> ? std::string() : shown(value_)};
  }

  template <class U> friend Verdict operator==(Left left, const U& right) {
    return left.verdict(equal(left.value_, right), " == ", right);
  }
  template <class U> friend Verdict operator!=(Left left, const U& right) {
    return left.verdict(!equal(left.value_, right), " != ", right);
  }
  template <class U> friend Verdict operator<(Left left, const U& right) {
    return left.verdict(less(left.value_, right), " < ", right);
  }
  template <class U> friend Verdict operator>(Left left, const U& right) {
    return left.verdict(less(right, left.value_), " > ", right);
  }
  template <class U> friend Verdict operator<=(Left left, const U& right) {
    return left.verdict(!less(right, left.value_), " <= ", right);
  }
  template <class U> friend Verdict operator>=(Left left, const U& right) {
    return left.verdict(!less(left.value_, right), " >= ", right);
  }

private:
  // Numbers are compared as numbers, whatever their types: a size is not -1.
  template <class A, class B> static bool equal(const A& a, const B& b) {
    if constexpr (detail::Integer<A> && detail::Integer<B>)
      return std::cmp_equal(a, b);
    else
      return a == b;
  }
  template <class A, class B> static bool less(const A& a, const B& b) {
    if constexpr (detail::Integer<A> && detail::Integer<B>)
      return std::cmp_less(a, b);
    else
      return a < b;
  }
  template <class U>
  Verdict verdict(bool holds, std::string_view comparison, const U& right) const {
    if (holds)
      return {true, {}};
    return {false, shown(value_) + std::string(comparison) + shown(right)};
  }

  const T& value_; // of the full expression, which it does not outlive
};

/// Takes a condition apart: in `Expectation() <= a == b` it meets `a` first.
struct Expectation {
  template <class T> friend Left<T> operator<=(Expectation, const T& value) noexcept {
    return Left<T>(value);
  }
};

/// A condition of && or ||.
inline Verdict verdict_of(bool holds) { return {holds, {}}; }
inline Verdict verdict_of(Verdict verdict) { return verdict; }
template <class T> Verdict verdict_of(Left<T> left) { return left; }

} // namespace mir::os::testing
