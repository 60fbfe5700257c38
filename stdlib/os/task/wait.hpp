/// \file
/// How a coroutine waits: Waiter, the base of every awaiter that suspends; sleep and yield.
#pragma once

#include <mir/os/base/time.hpp>
#include <mir/os/task/scheduler.hpp>

namespace mir::os {

/// A suspended frame in a queue: somebody's List<Waiter>, then, once woken, the scheduler's ready
/// queue. Lives in the frame that waits, so a cancelled frame leaves the queue when its awaiter is
/// destroyed.
class Waiter : public Runnable {
public:
  /// Moves from the queue it is in, if any, to the end of the ready queue.
  void wake() noexcept {
    unlink();
    frame_->scheduler().ready(*this);
  }

protected:
  Waiter() noexcept = default;
  ~Waiter() = default;
  /// For await_suspend(): from now on wake() may be called.
  void suspend(Frame& frame) noexcept { frame_ = &frame; }
  [[nodiscard]] Scheduler& scheduler() const noexcept { return frame_->scheduler(); }

private:
  void run() noexcept final { frame_->scheduler().resume(*frame_); }
  Frame* frame_ = nullptr;
};

namespace detail {

class YieldAwaiter final : public Waiter {
public:
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <FramePromise P> void await_suspend(std::coroutine_handle<P> handle) noexcept {
    suspend(handle.promise());
    wake();
  }
  void await_resume() const noexcept {}
};

/// Sleeps until an instant, or for a duration that begins when it is awaited.
class SleepAwaiter final : public Waiter, private Timer {
public:
  explicit SleepAwaiter(Instant deadline) noexcept : deadline_(deadline) {}
  explicit SleepAwaiter(Duration duration) noexcept : duration_(duration), relative_(true) {}
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <FramePromise P> void await_suspend(std::coroutine_handle<P> handle) noexcept {
    suspend(handle.promise());
    if (relative_)
      deadline_ = scheduler().now() + duration_;
    scheduler().timers().arm(*this, deadline_);
  }
  void await_resume() const noexcept {}

private:
  void expired() noexcept override { wake(); }
  Instant deadline_;
  Duration duration_;
  bool relative_ = false;
};

} // namespace detail

/// Lets the other ready tasks run: `co_await yield();`
[[nodiscard]] inline detail::YieldAwaiter yield() noexcept { return {}; }
/// Waits at least this long, at least until the next turn: `co_await sleep(10_ms);`
[[nodiscard]] inline detail::SleepAwaiter sleep(Duration duration) noexcept {
  return detail::SleepAwaiter(duration);
}
/// Waits until the monotonic clock shows at least this; Instant::never() waits for cancellation.
[[nodiscard]] inline detail::SleepAwaiter sleep_until(Instant deadline) noexcept {
  return detail::SleepAwaiter(deadline);
}

namespace detail {
class SchedulerAwaiter {
public:
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <FramePromise P> bool await_suspend(std::coroutine_handle<P> handle) noexcept {
    scheduler_ = &handle.promise().scheduler();
    return false; // goes on at once
  }
  [[nodiscard]] Scheduler& await_resume() const noexcept { return *scheduler_; }

private:
  Scheduler* scheduler_ = nullptr;
};
} // namespace detail

/// The scheduler that runs the calling task, without suspending: `Group group(co_await
/// this_scheduler());`
[[nodiscard]] inline detail::SchedulerAwaiter this_scheduler() noexcept { return {}; }

} // namespace mir::os

namespace mir {
using os::sleep;
using os::sleep_until;
using os::this_scheduler;
using os::yield;
} // namespace mir
