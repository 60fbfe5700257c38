/// \file
/// Runs the tests of a program one after the other and tells `mir test` of each, line by line.
#pragma once

#include <span>
#include <string_view>

#include <mir/os/testing/test.hpp>

namespace mir::os::testing {

/// What the tests stand on: on the build machine memory and a virtual clock, on a target the
/// target.
class Ground {
public:
  virtual ~Ground() = default;
  /// A fresh system for one test, which lives until the next call or the ground's end.
  virtual App& begin() = 0;
  /// Takes the system away.
  virtual void end() = 0;
  /// Why the system stopped before its program had ended.
  [[nodiscard]] virtual std::string_view why_stopped() const = 0;
  /// To the console, whole lines.
  virtual void write(std::string_view text) = 0;
  [[nodiscard]] virtual bool is_virtual() const noexcept = 0;

protected:
  Ground() = default;
  Ground(const Ground&) = default;
  Ground& operator=(const Ground&) = default;
};

/// Runs the tests that the arguments choose: `--filter=PATTERN` (any number; `*` and `?` as in a
/// shell) by "suite/name", `--first=N` leaves out those before the N-th of them.
///
/// Lines that begin with "mir-test: " are for mir: "plan N", then for each test "begin N SUITE:
/// NAME", any number of "failed TEXT", "end N passed|failed|skipped NS [WHY]", at last "done".
/// \returns the exit code: 0, or 1 when one has failed.
int run_tests(Ground& ground, std::span<const Entry> entries, std::span<char* const> arguments);

/// Whether the pattern, in which `*` stands for any characters and `?` for one, fits all of a text.
bool fits(std::string_view pattern, std::string_view text) noexcept;

} // namespace mir::os::testing
