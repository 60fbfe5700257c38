/// \file
/// Task<T>: a coroutine that runs when it is awaited, spawned or handed to a combinator.
#pragma once

#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>

#include <mir/os/mem/frame_pool.hpp>
#include <mir/os/task/frame.hpp>

namespace mir::os {

template <class T> class Task;

namespace detail {

/// What all promises of Task share.
class TaskPromiseBase : public Frame {
public:
  using Frame::Frame;

  /// Frames come from the pool of the scheduler that is running, see FramePool::Current.
  static void* operator new(std::size_t size) { return FramePool::allocate_current(size); }
  static void operator delete(void* block) noexcept { FramePool::free(block); }

  struct FinalAwaiter {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> handle) const noexcept {
      return handle.promise().leave();
    }
    void await_resume() const noexcept {}
  };
  [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
  [[nodiscard]] FinalAwaiter final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { exception_ = std::current_exception(); }
  /// Whether the coroutine ended by an exception that nobody has taken yet.
  [[nodiscard]] bool failed() const noexcept { return exception_ != nullptr; }
  [[nodiscard]] std::exception_ptr take_exception() noexcept {
    return std::exchange(exception_, nullptr);
  }

protected:
  ~TaskPromiseBase() = default;
  void rethrow() {
    if (failed())
      std::rethrow_exception(take_exception());
  }

private:
  std::exception_ptr exception_;
};

template <class T> class TaskPromise final : public TaskPromiseBase {
public:
  TaskPromise() noexcept
      : TaskPromiseBase(std::coroutine_handle<TaskPromise>::from_promise(*this)) {}
  Task<T> get_return_object() noexcept;
  template <class Value = T>
    requires std::constructible_from<T, Value&&>
  void return_value(Value&& value) noexcept(std::is_nothrow_constructible_v<T, Value&&>) {
    value_.emplace(std::forward<Value>(value));
  }
  /// The result, once; rethrows what the coroutine threw.
  T take() {
    rethrow();
    MIR_CHECK(value_.has_value());
    return std::move(*value_);
  }

private:
  std::optional<T> value_;
};

template <> class TaskPromise<void> final : public TaskPromiseBase {
public:
  TaskPromise() noexcept
      : TaskPromiseBase(std::coroutine_handle<TaskPromise>::from_promise(*this)) {}
  Task<void> get_return_object() noexcept;
  void return_void() const noexcept {}
  void take() { rethrow(); }
};

/// A promise that our awaiters can work with.
template <class P>
concept FramePromise = std::derived_from<P, Frame>;

} // namespace detail

/// A coroutine with a result of type T. Lazy: nothing runs before it is awaited, and destroying it
/// before that destroys its parameters. Move-only; awaited once, as `co_await std::move(task)` or
/// `co_await f()`.
///
/// Awaiting costs no allocation beyond the coroutine's frame and no stack: control passes by
/// symmetric transfer. What the coroutine throws comes out of the await. Parameters are copied into
/// the frame, so take them by value.
///
/// Deviates from clang's advice to mark the class [[clang::coro_return_type]]: that makes
/// `std::function<Task<>()>`, and every lambda that merely returns a Task, an error inside the
/// standard library's headers.
template <class T = void> class [[nodiscard]] Task {
public:
  using promise_type = detail::TaskPromise<T>;
  using Value = T;

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    Task old(std::exchange(handle_, std::exchange(other.handle_, nullptr)));
    return *this;
  }
  ~Task() {
    if (handle_)
      handle_.destroy();
  }

  class Awaiter {
  public:
    explicit Awaiter(std::coroutine_handle<promise_type> child) noexcept
        : child_(child), owned_(child) {}
    Awaiter(const Awaiter&) = delete;
    Awaiter& operator=(const Awaiter&) = delete;
    ~Awaiter() {
      if (owned_)
        owned_.destroy();
    }
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <detail::FramePromise P>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<P> parent) noexcept {
      child_.promise().enter_from(parent.promise(), owned_);
      return child_;
    }
    T await_resume() { return child_.promise().take(); }

  private:
    std::coroutine_handle<promise_type> child_;
    std::coroutine_handle<> owned_; // empty once a cancelled job has destroyed the child
  };
  [[nodiscard]] Awaiter operator co_await() && noexcept {
    MIR_CHECK(handle_); // awaited twice, or moved from
    return Awaiter(std::exchange(handle_, nullptr));
  }

  /// For what runs tasks: gives the coroutine away, not started.
  [[nodiscard]] promise_type& release() && noexcept {
    MIR_CHECK(handle_);
    return std::exchange(handle_, nullptr).promise();
  }

private:
  friend promise_type;
  explicit Task(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

namespace detail {
template <class T> Task<T> TaskPromise<T>::get_return_object() noexcept {
  return Task<T>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}
inline Task<void> TaskPromise<void>::get_return_object() noexcept {
  return Task<void>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}
} // namespace detail

} // namespace mir::os

namespace mir {
using os::Task;
} // namespace mir
