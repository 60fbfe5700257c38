/// \file
/// What the scheduler knows of a coroutine: Frame, the base of every promise, and Job, a chain of
/// frames that runs by itself.
///
/// How cancellation works. A cancelled job never runs again: its frames are destroyed where they
/// are suspended, the innermost first, so the destructors of every local run in the order in which
/// a `return` would run them. Nothing is thrown, so no `catch (...)` can swallow it, it works
/// without exceptions, it takes no time of its own, and when it has been done nothing of the job is
/// left. What a coroutine waits in (a queue, the timer wheel) it leaves by the destructor of its
/// awaiter. The price: clean-up cannot wait; what must, belongs to a task of a longer-lived group.
#pragma once

#include <coroutine>
#include <exception>

#include <mir/os/base/list.hpp>

namespace mir::os {

class Job;
class Scheduler;

/// The untyped half of a coroutine's promise.
class Frame {
public:
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  [[nodiscard]] Job& job() const noexcept { return *job_; }
  [[nodiscard]] Scheduler& scheduler() const noexcept;
  [[nodiscard]] std::coroutine_handle<> handle() const noexcept { return handle_; }

  /// Makes this frame, not yet started, the innermost of the job that `parent` runs in.
  /// \param owner where the owner keeps the handle; emptied if the job destroys the frame first.
  void enter_from(Frame& parent, std::coroutine_handle<>& owner) noexcept;
  /// At final suspension: the frame to go on with, or a no-op after the job's last.
  [[nodiscard]] std::coroutine_handle<> leave() noexcept;

protected:
  explicit Frame(std::coroutine_handle<> handle) noexcept : handle_(handle) {}
  ~Frame() = default;

private:
  friend class Job;
  std::coroutine_handle<> handle_;
  std::coroutine_handle<>* owner_ = nullptr;
  Frame* parent_ = nullptr; // the frame that awaits this one; null for the first of a job
  Job* job_ = nullptr;
};

/// Anything that waits for its turn in the scheduler's ready queue, or in a queue for that.
class Runnable : public ListNode<> {
public:
  virtual void run() noexcept = 0;

protected:
  Runnable() noexcept = default;
  ~Runnable() = default;
};

/// A coroutine that runs concurrently to others, with all that it awaits. Embedded in what owns it:
/// a group, a combinator, Scheduler::run().
///
/// Destroying a job cancels it. A job must not be destroyed from within itself; cancel_soon() is
/// for that.
class Job : public Runnable, private ListNode<Job> {
public:
  Job() noexcept = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  /// Queues a first frame to run. The job owns the coroutine from here on.
  void start(Scheduler& scheduler, Frame& first) noexcept;
  /// Destroys all frames now, the innermost first. The job must not be the running one.
  void destroy_frames() noexcept;
  /// Cancels at the first moment at which no task runs: at once, or as soon as the running task
  /// suspends. Then calls cancelled(); but a job that is itself running and comes to its end before
  /// it suspends has finished().
  void cancel_soon() noexcept;

  [[nodiscard]] bool done() const noexcept { return done_; }
  [[nodiscard]] Scheduler& scheduler() const noexcept { return *scheduler_; }

protected:
  ~Job() { destroy_frames(); }

  /// The first frame has come to its end; its promise holds the result until destroy_frames(). No
  /// task is running. May destroy the job.
  virtual void finished() noexcept = 0;
  /// cancel_soon() has destroyed the frames. No task is running. May destroy the job.
  virtual void cancelled() noexcept = 0;

private:
  friend class Frame;
  friend class Scheduler;
  friend class List<Job, Job>;
  void run() noexcept override; // the start

  Scheduler* scheduler_ = nullptr;
  std::coroutine_handle<> first_;
  Frame* innermost_ = nullptr;
  bool done_ = false;
};

} // namespace mir::os
