/// \file
/// Agreement between tasks: Semaphore, Mutex, Condition, Signal. First come, first served; safe to
/// cancel.
#pragma once

#include <cstddef>
#include <utility>

#include <mir/os/task/wait.hpp>

namespace mir::os {

/// A number of permits; who finds none waits for one to come back.
class Semaphore {
public:
  explicit Semaphore(std::size_t permits) noexcept : permits_(permits) {}
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;
  /// Nobody may be waiting.
  ~Semaphore() { MIR_CHECK(waiters_.empty()); }

  /// A permit, given back when it dies. The semaphore must outlive it.
  class [[nodiscard]] Permit {
  public:
    Permit() noexcept = default; ///< of no semaphore
    Permit(Permit&& other) noexcept : semaphore_(std::exchange(other.semaphore_, nullptr)) {}
    Permit& operator=(Permit&& other) noexcept {
      std::swap(semaphore_, other.semaphore_);
      other.release();
      return *this;
    }
    ~Permit() { release(); }
    /// Gives it back before its end.
    void release() noexcept {
      if (semaphore_ != nullptr)
        std::exchange(semaphore_, nullptr)->put_back();
    }
    [[nodiscard]] bool held() const noexcept { return semaphore_ != nullptr; }

  private:
    friend class Semaphore;
    explicit Permit(Semaphore& semaphore) noexcept : semaphore_(&semaphore) {}
    Semaphore* semaphore_ = nullptr;
  };

  class Awaiter;
  [[nodiscard]] Awaiter acquire() noexcept; ///< `auto permit = co_await semaphore.acquire();`
  [[nodiscard]] std::size_t available() const noexcept { return permits_; }

private:
  void put_back() noexcept;
  std::size_t permits_;
  List<Awaiter> waiters_;
};

class Semaphore::Awaiter final : public Waiter {
public:
  explicit Awaiter(Semaphore& semaphore) noexcept : semaphore_(semaphore) {}
  /// Cancelled between being given the permit and running: the next one gets it.
  ~Awaiter() {
    if (granted_)
      semaphore_.put_back();
  }
  [[nodiscard]] bool await_ready() noexcept {
    if (semaphore_.permits_ == 0)
      return false;
    --semaphore_.permits_;
    return granted_ = true;
  }
  template <detail::FramePromise P> void await_suspend(std::coroutine_handle<P> handle) noexcept {
    suspend(handle.promise());
    semaphore_.waiters_.push_back(*this);
  }
  Permit await_resume() noexcept {
    granted_ = false;
    return Permit(semaphore_);
  }

private:
  friend class Semaphore;
  void grant() noexcept {
    granted_ = true;
    wake();
  }
  Semaphore& semaphore_;
  bool granted_ = false;
};

inline Semaphore::Awaiter Semaphore::acquire() noexcept { return Awaiter(*this); }

inline void Semaphore::put_back() noexcept {
  if (waiters_.empty())
    ++permits_;
  else
    waiters_.front().grant();
}

/// One at a time. Needed only around a critical section that itself awaits: without co_await nobody
/// else runs.
class Mutex {
public:
  using Lock = Semaphore::Permit;
  [[nodiscard]] Semaphore::Awaiter lock() noexcept { return free_.acquire(); }
  [[nodiscard]] bool locked() const noexcept { return free_.available() == 0; }

private:
  Semaphore free_{1};
};

/// Waiting for something to change. Wakes only who waits at that moment; look at the condition
/// again afterwards.
class Condition {
public:
  Condition() noexcept = default;
  Condition(const Condition&) = delete;
  Condition& operator=(const Condition&) = delete;
  ~Condition() { MIR_CHECK(waiters_.empty()); } ///< Nobody may be waiting.

  class Awaiter final : public Waiter {
  public:
    explicit Awaiter(Condition& condition) noexcept : condition_(condition) {}
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <detail::FramePromise P> void await_suspend(std::coroutine_handle<P> handle) noexcept {
      suspend(handle.promise());
      condition_.waiters_.push_back(*this);
    }
    void await_resume() const noexcept {}

  private:
    Condition& condition_;
  };

  /// `while (queue.empty()) co_await changed.wait();`
  [[nodiscard]] Awaiter wait() noexcept { return Awaiter(*this); }
  /// Gives the lock back while it waits, and takes it again.
  [[nodiscard]] Task<void> wait(Mutex& mutex, Mutex::Lock& lock) {
    lock.release();
    co_await wait();
    lock = co_await mutex.lock();
  }
  /// Wakes the one that has waited longest. Wakes nobody else in its place if that one is cancelled
  /// before it runs: where the wake-up carries something that must not be lost, use a Semaphore or
  /// a Channel.
  void notify_one() noexcept {
    if (!waiters_.empty())
      waiters_.front().wake();
  }
  void notify_all() noexcept {
    while (!waiters_.empty())
      waiters_.front().wake();
  }

private:
  List<Waiter> waiters_;
};

/// A flag that tasks can wait for: "ready", "closing".
class Signal {
public:
  void set() noexcept {
    set_ = true;
    changed_.notify_all();
  }
  void reset() noexcept { set_ = false; }
  [[nodiscard]] bool is_set() const noexcept { return set_; }

  class Awaiter {
  public:
    explicit Awaiter(Signal& signal) noexcept : signal_(signal), wait_(signal.changed_.wait()) {}
    [[nodiscard]] bool await_ready() const noexcept { return signal_.set_; }
    template <detail::FramePromise P> void await_suspend(std::coroutine_handle<P> handle) noexcept {
      wait_.await_suspend(handle);
    }
    void await_resume() const noexcept {}

  private:
    Signal& signal_;
    Condition::Awaiter wait_;
  };
  /// Returns at once while set. Who was waiting when it was set goes on, even if it is reset before
  /// that one runs.
  [[nodiscard]] Awaiter wait() noexcept { return Awaiter(*this); }

private:
  bool set_ = false;
  Condition changed_;
};

} // namespace mir::os

namespace mir {
using os::Condition;
using os::Mutex;
using os::Semaphore;
using os::Signal;
} // namespace mir
