/// \file
/// Group: tasks that run concurrently and belong together.
#pragma once

#include <cstddef>
#include <exception>
#include <type_traits>

#include <mir/os/task/wait.hpp>

namespace mir::os {

/// Runs tasks side by side; none of them outlives it. Destroying the group cancels what still runs.
///
/// The first task that fails, by an exception or with an Error, cancels the others, and join()
/// reports it. Tasks of which one may fail without the others, such as a server's connections,
/// handle their errors and are Task<void>.
class Group {
public:
  explicit Group(Scheduler& scheduler) noexcept : scheduler_(scheduler) {}
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;
  ~Group();

  /// Starts a task; it runs when the caller suspends. Its memory is given back as soon as it ends.
  void spawn(Task<void> task) { add(std::move(task)); }
  void spawn(Task<Result<void>> task) { add(std::move(task)); }

  /// Cancels all tasks as soon as the caller, which may be one of them, suspends. None of them runs
  /// again. Errors seen before that stay to be reported.
  void cancel() noexcept;

  class JoinAwaiter;
  /// Waits until no task is left: `auto joined = co_await group.join();` The group can then be used
  /// again.
  /// \returns the first error; rethrows the first exception. Cancelled tasks are no error.
  [[nodiscard]] JoinAwaiter join() noexcept;

  [[nodiscard]] std::size_t size() const noexcept { return size_; } ///< tasks that have not ended
  [[nodiscard]] Scheduler& scheduler() const noexcept { return scheduler_; }

private:
  class Child;
  template <class T> class ChildOf;
  template <class T> void add(Task<T> task);
  void remove(Child& child) noexcept;
  void failed(Error error) noexcept;
  void failed(std::exception_ptr exception) noexcept;
  Result<> take_outcome();

  Scheduler& scheduler_;
  List<Child, Group> children_;
  List<Waiter> joiners_;
  std::size_t size_ = 0;
  Result<> error_;
  std::exception_ptr exception_;
};

class Group::Child : public Job, private ListNode<Group> {
public:
  explicit Child(Group& group) noexcept : group_(group) {}
  virtual ~Child() = default;

protected:
  friend class Group;
  friend class List<Child, Group>;
  void cancelled() noexcept final { group_.remove(*this); }
  Group& group_;
};

template <class T> class Group::ChildOf final : public Child {
public:
  ChildOf(Group& group, Task<T> task) noexcept : Child(group), promise_(std::move(task).release()) {
    start(group.scheduler_, promise_);
  }
  static void* operator new(std::size_t size, FramePool& pool) { return pool.allocate(size); }
  static void operator delete(void* block) noexcept { FramePool::free(block); }
  static void operator delete(void* block, FramePool&) noexcept { FramePool::free(block); }

private:
  void finished() noexcept override {
    if (promise_.failed()) {
      group_.failed(promise_.take_exception());
    } else if constexpr (!std::is_void_v<T>) {
      if (const T outcome = promise_.take(); !outcome)
        group_.failed(outcome.error());
    }
    group_.remove(*this);
  }
  typename Task<T>::promise_type& promise_;
};

template <class T> void Group::add(Task<T> task) {
  Child* child = new (scheduler_.frames()) ChildOf<T>(*this, std::move(task));
  children_.push_back(*child);
  ++size_;
}

class Group::JoinAwaiter final : public Waiter {
public:
  explicit JoinAwaiter(Group& group) noexcept : group_(group) {}
  [[nodiscard]] bool await_ready() const noexcept { return group_.size_ == 0; }
  template <detail::FramePromise P> void await_suspend(std::coroutine_handle<P> handle) noexcept {
    suspend(handle.promise());
    group_.joiners_.push_back(*this);
  }
  Result<> await_resume() const { return group_.take_outcome(); }

private:
  Group& group_;
};

inline Group::JoinAwaiter Group::join() noexcept { return JoinAwaiter(*this); }

} // namespace mir::os

namespace mir {
using os::Group;
} // namespace mir
