/// \file
/// Readiness: waiting for the edges of a socket or a device.
#pragma once

#include <mir/os/task/wait.hpp>

namespace mir::os {

/// Collects the edges of one socket or device, and wakes who waits for them. An edge stays until
/// somebody has waited for it, so none is lost between an operation's Errc::Again and the wait:
///
///     for (;;) {
///       auto got = sockets.read(socket, buffer);
///       if (got || got.error() != Errc::Again) co_return got;
///       co_await readiness.readable();
///     }
///
/// Its address is the cookie that the port reports a socket's events with, so it never moves, and
/// is destroyed after the socket is closed. For a device there is Scheduler::attach().
class Readiness : private ListNode<Readiness> {
public:
  Readiness() noexcept = default;
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;
  /// Nobody may be waiting.
  ~Readiness() { MIR_CHECK(readable_.waiters.empty() && writable_.waiters.empty()); }

  class Awaiter;
  /// Waits until reading (accepting, ...) may get on. May be spurious: try again, expect
  /// Errc::Again.
  [[nodiscard]] Awaiter readable() noexcept;
  /// The same for writing, and for the end of a connection attempt.
  [[nodiscard]] Awaiter writable() noexcept;

  /// An edge has come. For the scheduler, and for devices made of software.
  void notify(bool readable, bool writable) noexcept {
    if (readable)
      readable_.edge();
    if (writable)
      writable_.edge();
  }
  /// What the port is given, and gives back in Event::source.
  [[nodiscard]] std::uint64_t cookie() const noexcept {
    return reinterpret_cast<std::uintptr_t>(this);
  }

private:
  friend class Scheduler;
  friend class List<Readiness, Readiness>;
  struct Direction {
    bool seen = false; // an edge nobody has waited for yet
    List<Waiter> waiters;
    void edge() noexcept {
      seen = true;
      while (!waiters.empty())
        waiters.front().wake();
    }
  };
  Direction readable_, writable_;
  Event::Kind kind_ = Event::Kind::Socket; // of an attached device, with its number
  std::uint64_t source_ = 0;
};

class Readiness::Awaiter final : public Waiter {
public:
  explicit Awaiter(Direction& direction) noexcept : direction_(direction) {}
  [[nodiscard]] bool await_ready() const noexcept { return direction_.seen; }
  template <detail::FramePromise P> void await_suspend(std::coroutine_handle<P> handle) noexcept {
    suspend(handle.promise());
    direction_.waiters.push_back(*this);
  }
  void await_resume() const noexcept { direction_.seen = false; }

private:
  Direction& direction_;
};

inline Readiness::Awaiter Readiness::readable() noexcept { return Awaiter(readable_); }
inline Readiness::Awaiter Readiness::writable() noexcept { return Awaiter(writable_); }

} // namespace mir::os
