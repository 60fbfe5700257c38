/// \file
/// The run loop of one system: ready tasks, timers, events. One thread, no locks.
#pragma once

#include <cstdint>

#include <mir/os/base/error.hpp>
#include <mir/os/base/time.hpp>
#include <mir/os/mem/frame_pool.hpp>
#include <mir/os/platform/platform.hpp>
#include <mir/os/task/frame.hpp>
#include <mir/os/task/task.hpp>
#include <mir/os/task/timer_wheel.hpp>

namespace mir::os {

class Readiness;

/// Runs the tasks of one system on one platform.
///
/// A turn of the loop asks the platform for events, fires timers, then runs at most kTurn ready
/// tasks, first come, first served. So tasks that are always ready delay neither input nor timers
/// by more than kTurn steps.
class Scheduler {
public:
  /// Most tasks resumed between two looks at the platform: a look costs about as much as eight
  /// resumptions, so this keeps it near 10 % of a busy loop.
  static constexpr unsigned kTurn = 64;

  explicit Scheduler(Platform& platform) noexcept;
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;
  ~Scheduler();

  /// Runs a task, and all that it spawns, to its end. Rethrows what it throws.
  /// \returns its result; Errc::Cancelled when stop() or the platform's stop event came first.
  template <class T> Result<T> run(Task<T> task);
  /// Cancels the program, as a stop event of the platform does.
  void stop(StopReason reason = StopReason::Terminate) noexcept {
    stopping_ = true;
    stop_reason_ = reason;
  }
  [[nodiscard]] bool stopping() const noexcept { return stopping_; }
  /// Who wanted it. While stopping(), or after run() has returned Errc::Cancelled.
  [[nodiscard]] StopReason stop_reason() const noexcept { return stop_reason_; }

  /// One turn of the loop, for those who drive several systems: asks the platform for events, which
  /// waits only if nothing is ready, then runs what is.
  void turn() noexcept;
  /// When turn() would have something to do without an event: now (the clock's beginning) while
  /// tasks are ready.
  [[nodiscard]] Instant next_turn() noexcept { return ready_.empty() ? timers_.next() : Instant(); }

  [[nodiscard]] Instant now() noexcept { return platform_.now(); }
  [[nodiscard]] Platform& platform() noexcept { return platform_; }
  [[nodiscard]] TimerWheel& timers() noexcept { return timers_; }
  [[nodiscard]] FramePool& frames() noexcept { return frames_; }
  /// The job whose frame is running; null between two.
  [[nodiscard]] Job* running() const noexcept { return running_; }

  /// Appends something that is in no queue to the ready queue.
  void ready(Runnable& runnable) noexcept { ready_.push_back(runnable); }
  /// Resumes a suspended frame of any job. For a Runnable's run().
  void resume(Frame& frame) noexcept;
  /// Marks a job for bury(). Does nothing to one that is marked.
  void doom(Job& job) noexcept;
  /// Destroys the frames of the jobs that are marked, unless a task is running: then that happens
  /// when it suspends.
  void bury() noexcept;

  /// From now on events of this kind and device number go to `readiness`, until it is destroyed or
  /// attached elsewhere.
  void attach(Event::Kind kind, std::uint64_t source, Readiness& readiness) noexcept;
  /// Wakes who waits for an event, or stops. For who has called Platform::wait() himself: no event
  /// comes twice.
  void dispatch(const Event& event) noexcept;

private:
  void run_ready() noexcept;
  void poll() noexcept;

  Platform& platform_;
  FramePool frames_; // first to be made, last to go: whatever dies below may free frames
  TimerWheel timers_;
  List<Runnable> ready_;
  List<Job, Job> doomed_;
  Job* running_ = nullptr;
  bool burying_ = false;
  bool stopping_ = false;
  StopReason stop_reason_ = StopReason::Terminate;
  List<Readiness, Readiness> attached_; // a handful: console and devices
};

/// The outermost task of a scheduler, for those who call turn() themselves. Destroying it cancels
/// the task.
template <class T> class Program final : private Job {
public:
  Program(Scheduler& scheduler, Task<T> task) noexcept : promise_(std::move(task).release()) {
    start(scheduler, promise_);
  }
  /// Whether turn() is no longer to be called: the task has ended, or the scheduler was told to
  /// stop.
  [[nodiscard]] bool ended() const noexcept { return done() || scheduler().stopping(); }
  /// The result, once it has ended: as of Scheduler::run(). Destroys all frames of a program that
  /// was stopped.
  Result<T> take() {
    if (!done()) {
      destroy_frames();
      return fail(Errc::Cancelled);
    }
    if constexpr (std::is_void_v<T>) {
      promise_.take();
      return {};
    } else {
      return promise_.take();
    }
  }

private:
  void finished() noexcept override {}
  void cancelled() noexcept override {}
  typename Task<T>::promise_type& promise_;
};

template <class T> Result<T> Scheduler::run(Task<T> task) {
  stopping_ = false;
  Program<T> program(*this, std::move(task));
  while (!program.ended())
    turn();
  return program.take();
}

} // namespace mir::os
