/// \file
/// World and System: whole systems in one process, in virtual time.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <mir/os/app/app.hpp>
#include <mir/os/testing/virtual_platform.hpp>

namespace mir::os::testing {

/// One system of a World, with its platform and App. Borrows the characters of its arguments.
class System {
public:
  System(VirtualClock& clock, std::uint64_t seed, std::vector<char*> arguments = {})
      : platform_(clock, seed), arguments_(std::move(arguments)), app_(platform_, arguments_) {}

  [[nodiscard]] VirtualPlatform& platform() noexcept { return platform_; }
  [[nodiscard]] App& app() noexcept { return app_; }
  [[nodiscard]] Scheduler& scheduler() noexcept { return app_.scheduler(); }
  /// Console output so far.
  [[nodiscard]] const std::string& output() const noexcept { return platform_.output(); }

  /// Runs one task to its end, this system alone: the clock jumps from deadline to deadline.
  template <class T> Result<T> run(Task<T> task) { return scheduler().run(std::move(task)); }

private:
  VirtualPlatform platform_;
  std::vector<char*> arguments_; // which the app borrows
  App app_;
};

/// Several systems that share a clock. One turn of each in the order in which they were added, then
/// the clock jumps to the next deadline of any: the same programs and seed give the same run,
/// always.
class World {
public:
  explicit World(std::uint64_t seed) noexcept : seeds_(seed) {}
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// A new system, seeded from the world's seed. Lives as long as the world, and borrows its
  /// arguments.
  System& add(std::vector<char*> arguments = {});
  /// The task that makes up the system's program; several may be started on one system. Cancelled
  /// with the world.
  void start(System& system, Task<void> program);

  /// Runs until all programs have ended, or nothing can happen any more, or the clock shows
  /// `limit`.
  /// \returns whether all have ended.
  bool run(Instant limit = Instant::never());
  /// Runs for a span of virtual time. \returns whether all programs have ended.
  bool run_for(Duration duration) { return run(clock_.now() + duration); }

  [[nodiscard]] VirtualClock& clock() noexcept { return clock_; }

private:
  struct Running {
    System* system;
    std::unique_ptr<Program<void>> program;
  };
  [[nodiscard]] bool all_ended() const noexcept;
  /// The earliest moment at which any system has something to do.
  [[nodiscard]] Instant next();

  VirtualClock clock_;
  Random seeds_;
  std::vector<std::unique_ptr<System>> systems_;
  std::vector<Running> programs_; // destroyed before the systems they run on
};

} // namespace mir::os::testing
