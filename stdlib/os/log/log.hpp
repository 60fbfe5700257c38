/// \file
/// Log: lines with a level, to the console.
#pragma once

#include <cstdint>

#include <mir/os/base/format.hpp>
#include <mir/os/device/console.hpp>

namespace mir::os {

/// How much a line matters.
enum class LogLevel : std::uint8_t { Debug, Info, Warning, Error };

/// Writes lines to the console, each in one piece: Info as it is, the others with their level in
/// front.
class Log {
public:
  explicit Log(Console& console, Scheduler& scheduler) noexcept
      : console_(console), scheduler_(scheduler) {}

  /// Lines below this level are dropped. At first Info.
  void set_level(LogLevel level) noexcept { level_ = level; }
  [[nodiscard]] LogLevel level() const noexcept { return level_; }
  /// Whether a line begins with the seconds since this call. At first not.
  void set_timestamps(bool on) noexcept;

  template <class... Args> void debug(FormatString<Args...> text, const Args&... args) {
    line(LogLevel::Debug, text, args...);
  }
  template <class... Args> void info(FormatString<Args...> text, const Args&... args) {
    line(LogLevel::Info, text, args...);
  }
  template <class... Args> void warning(FormatString<Args...> text, const Args&... args) {
    line(LogLevel::Warning, text, args...);
  }
  template <class... Args> void error(FormatString<Args...> text, const Args&... args) {
    line(LogLevel::Error, text, args...);
  }

private:
  template <class... Args>
  void line(LogLevel level, FormatString<Args...> text, const Args&... args) {
    if (level < level_)
      return;
    const detail::Argument list[] = {detail::argument(args)..., {}};
    write(level, text.text(), {list, sizeof...(Args)});
  }
  void write(LogLevel level, std::string_view text, std::span<const detail::Argument> arguments);

  Console& console_;
  Scheduler& scheduler_;
  LogLevel level_ = LogLevel::Info;
  bool timestamps_ = false;
  Instant start_; // what timestamps count from
};

} // namespace mir::os
