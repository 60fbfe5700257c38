/// \file
/// Console: whole lines out, lines in.
#pragma once

#include <string>
#include <string_view>

#include <mir/os/base/format.hpp>
#include <mir/os/task/readiness.hpp>
#include <mir/os/task/sync.hpp>

namespace mir::os {

/// The system's console. Writing takes effect at once, and no line is broken by another; it blocks
/// all tasks while the platform's console has no room.
class Console {
public:
  /// Longest input line, in bytes without its end.
  static constexpr std::size_t kLongestLine = 4096;

  explicit Console(Scheduler& scheduler) noexcept;
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  /// Writes text as it is.
  void write(std::string_view text) noexcept { platform_.write(text); }
  /// Writes formatted text as it is. Allocates only what is longer than 512 bytes.
  template <class... Args> void print(FormatString<Args...> text, const Args&... args) {
    print_arguments(text, "", args...);
  }
  /// Writes formatted text and the end of the line, in one piece.
  template <class... Args> void println(FormatString<Args...> text, const Args&... args) {
    print_arguments(text, "\n", args...);
  }

  /// Reads one line without its end (LF or CR LF). One reader at a time gets a line; others wait
  /// their turn.
  /// Input that never pauses lets the other tasks run every so often.
  /// \returns Errc::Closed at the end of input; Errc::TooLong, with the line skipped, above
  /// kLongestLine.
  [[nodiscard]] Task<Result<std::string>> read_line();

private:
  template <class... Args>
  void print_arguments(FormatString<Args...> text, std::string_view end, const Args&... args) {
    const detail::Argument list[] = {detail::argument(args)..., {}};
    print_list("", text.text(), end, {list, sizeof...(Args)});
  }
  friend class Log;
  void print_list(std::string_view prefix, std::string_view text, std::string_view end,
                  std::span<const detail::Argument> arguments);
  Task<Result<>> read_more();

  Platform& platform_;
  Readiness input_;
  Mutex reading_;
  std::string pending_;   // read, but not yet given out
  bool too_long_ = false; // the line is being skipped, also by the next reader if this one gives up
  bool ended_ = false;
  unsigned reads_ = 0;
};

} // namespace mir::os
