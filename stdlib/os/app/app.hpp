/// \file
/// App: everything an application is given. There are no globals: who needs it passes it on.
#pragma once

#include <mir/os/app/arguments.hpp>
#include <mir/os/device/console.hpp>
#include <mir/os/log/log.hpp>
#include <mir/os/random/random.hpp>
#include <mir/os/task.hpp>

namespace mir::os {

/// One system, as its application sees it. Outlives every task of the application.
class App {
public:
  App(Platform& platform, std::span<char* const> arguments);
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// The program's name and target: "echo", "unix-socket".
  [[nodiscard]] std::string_view name() const noexcept { return arguments_.program(); }
  [[nodiscard]] std::string_view target() const noexcept { return platform_.target(); }

  [[nodiscard]] Instant now() noexcept { return scheduler_.now(); }
  /// Nanoseconds since 1970-01-01 00:00 UTC, or nothing where the platform does not know.
  [[nodiscard]] std::optional<std::uint64_t> wall_ns() noexcept;

  [[nodiscard]] Scheduler& scheduler() noexcept { return scheduler_; }
  [[nodiscard]] Platform& platform() noexcept { return platform_; }
  [[nodiscard]] Console& console() noexcept { return console_; }
  [[nodiscard]] Random& random() noexcept { return random_; }
  [[nodiscard]] Log& logger() noexcept { return log_; }
  [[nodiscard]] Arguments& arguments() noexcept { return arguments_; }

  /// The option `--name=value` as a T, or `otherwise`:
  /// `auto port = app.argument("port", std::uint16_t{8081}); if (!port) co_return app.fail("{}",
  /// port.error());`
  template <ArgumentValue T>
  [[nodiscard]] std::expected<T, ArgumentError> argument(std::string_view name, T otherwise) {
    return arguments_.get(name, otherwise);
  }
  /// The same for a text. \returns a borrow of the command line, or of `otherwise`.
  [[nodiscard]] std::string_view argument(std::string_view name, const char* otherwise) {
    return arguments_.find(name).value_or(otherwise);
  }

  /// Writes a line to the log: `app.log("listening on {}:{}", address, port);`
  template <class... Args> void log(FormatString<Args...> text, const Args&... args) {
    log_.info(text, args...);
  }
  /// Writes an error to the log. \returns the exit code of a program that failed: `co_return
  /// app.fail("no disk");`
  template <class... Args> int fail(FormatString<Args...> text, const Args&... args) {
    log_.error(text, args...);
    return 1;
  }

private:
  Platform& platform_;
  Arguments arguments_;
  Scheduler scheduler_;
  Console console_;
  Log log_;
  Random random_;
};

/// Exit codes that are not the application's.
inline constexpr int kExitStopped =
    128; ///< plus the StopReason, as a shell shows a signal: the platform asked it to end
inline constexpr int kExitException = 70; ///< an exception left app_main: EX_SOFTWARE of sysexits.h

/// Builds a system on a platform and runs its application to the end.
///
/// A stop event cancels the application: its frames are destroyed, and so its tasks, connections
/// and devices closed.
/// \returns what the application returned, 255 for a value that is no exit code, or one of the
/// codes above.
int run_app(Platform& platform, std::span<char* const> arguments, Task<int> (*app_main)(App&));

} // namespace mir::os

namespace mir {
using os::App;
using os::Unit;
} // namespace mir
