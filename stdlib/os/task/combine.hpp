/// \file
/// Tasks of tasks: when_all, when_any, timeout, CancelScope.
#pragma once

#include <optional>
#include <tuple>
#include <utility>
#include <variant>

#include <mir/os/task/wait.hpp>

namespace mir::os {

/// What a combinator gives for a task without a result.
using Unit = std::monostate;

namespace detail {

template <class T> using Lifted = std::conditional_t<std::is_void_v<T>, Unit, T>;

/// The result of a task that may be given up: Result<T>, and no Result of a Result.
template <class T> struct GivenUp {
  using Type = Result<T>;
};
template <class T> struct GivenUp<Result<T>> {
  using Type = Result<T>;
};
template <class T> using MayFail = typename GivenUp<T>::Type;

class PartJob;

/// The frame that waits for several parts. Woken once, when none is left: each has ended, or was
/// cancelled because another one decided.
class Gathering final : public Waiter {
public:
  /// \param first_decides whether the end of any part is enough; an exception always is.
  explicit Gathering(bool first_decides) noexcept : first_decides_(first_decides) {}
  /// Awaited, starts the parts.
  template <class... P> class Start;
  template <class... P> [[nodiscard]] Start<P...> run(P&... parts) noexcept;
  [[nodiscard]] const PartJob* winner() const noexcept { return winner_; }
  void part_ended(PartJob& part) noexcept;

private:
  friend class PartJob;
  bool first_decides_;
  bool woken_ = false;
  List<PartJob, Gathering> parts_;  // those that have not ended
  const PartJob* winner_ = nullptr; // the part that decided
};

/// One task of a combinator, running inside its frame.
class PartJob : public Job, private ListNode<Gathering> {
public:
  [[nodiscard]] virtual bool failed() const noexcept = 0;

protected:
  explicit PartJob(Gathering& gathering) noexcept : gathering_(gathering) {}
  ~PartJob() = default;
  void finished() noexcept final { gathering_.part_ended(*this); }
  void cancelled() noexcept final { gathering_.part_ended(*this); }

private:
  friend class Gathering;
  friend class List<PartJob, Gathering>;
  Gathering& gathering_;
};

/// The arguments of a Part as one value, so that a std::tuple can build it in place.
template <class T> struct PartOf {
  Gathering& gathering;
  Task<T>& task;
};

template <class T> class Part final : public PartJob {
public:
  Part(PartOf<T> of) noexcept : PartJob(of.gathering), task_(std::move(of.task)) {}
  void begin(Scheduler& scheduler) noexcept {
    promise_ = &std::move(task_).release();
    start(scheduler, *promise_);
  }
  [[nodiscard]] bool failed() const noexcept override { return done() && promise_->failed(); }
  /// Of a part that is done. Rethrows.
  Lifted<T> take() {
    if constexpr (std::is_void_v<T>) {
      promise_->take();
      return {};
    } else {
      return promise_->take();
    }
  }

private:
  Task<T> task_; // until begin()
  typename Task<T>::promise_type* promise_ = nullptr;
};

inline void Gathering::part_ended(PartJob& part) noexcept {
  static_cast<ListNode<Gathering>&>(part).unlink();
  if (winner_ == nullptr && part.done() && (first_decides_ || part.failed())) {
    winner_ = &part;
    parts_.for_each([&](PartJob& loser) { scheduler().doom(loser); });
    scheduler().bury();
  }
  if (parts_.empty() && !woken_) {
    woken_ = true;
    wake();
  }
}

template <class... P> class Gathering::Start {
public:
  Start(Gathering& gathering, P&... parts) noexcept : gathering_(gathering), parts_(parts...) {}
  [[nodiscard]] bool await_ready() const noexcept { return sizeof...(P) == 0; }
  template <FramePromise Promise>
  void await_suspend(std::coroutine_handle<Promise> handle) noexcept {
    gathering_.suspend(handle.promise());
    std::apply([&](P&... part) { (begin(part), ...); }, parts_);
  }
  void await_resume() const noexcept {}

private:
  template <class Part> void begin(Part& part) noexcept {
    gathering_.parts_.push_back(part);
    part.begin(gathering_.scheduler());
  }
  Gathering& gathering_;
  std::tuple<P&...> parts_;
};

template <class... P> Gathering::Start<P...> Gathering::run(P&... parts) noexcept {
  return Start<P...>(*this, parts...);
}

/// A Timer that cancels a part.
class Alarm final : public Timer {
public:
  explicit Alarm(PartJob& part) noexcept : part_(part) {}

private:
  void expired() noexcept override { part_.cancel_soon(); }
  PartJob& part_;
};

template <class T> MayFail<T> outcome(Part<T>& part, Errc given_up) {
  if (!part.done())
    return fail(given_up);
  if constexpr (std::is_void_v<T>) {
    part.take();
    return {};
  } else {
    return part.take();
  }
}

/// The alternative of a variant that corresponds to the part that won.
template <class Variant, std::size_t I = 0, class Parts>
Variant take_winner(Parts& parts, const PartJob* winner) {
  if constexpr (I + 1 < std::tuple_size_v<Parts>) {
    if (&std::get<I>(parts) != winner)
      return take_winner<Variant, I + 1>(parts, winner);
  }
  return Variant(std::in_place_index<I>, std::get<I>(parts).take());
}

} // namespace detail

/// Runs tasks side by side until all have ended: `auto [a, b] = co_await when_all(f(), g());`
///
/// A task without result gives a Unit. Results that hold an Error cancel nothing: look at each. The
/// first exception cancels the others and is rethrown.
template <class... T> Task<std::tuple<detail::Lifted<T>...>> when_all(Task<T>... tasks) {
  detail::Gathering gathering(false);
  std::tuple<detail::Part<T>...> parts(detail::PartOf<T>{gathering, tasks}...);
  co_await std::apply([&](auto&... part) { return gathering.run(part...); }, parts);
  // A part that failed comes first, because those it cancelled have no result.
  const auto rethrow = [](auto& part) {
    if (part.failed())
      part.take();
  };
  std::apply([&](auto&... part) { (rethrow(part), ...); }, parts);
  co_return std::apply(
      [](auto&... part) { return std::tuple<detail::Lifted<T>...>{part.take()...}; }, parts);
}

/// Runs tasks side by side until the first has ended, then cancels the others: `index()` of the
/// result tells which. Rethrows what the first one threw. Of several that end at the same moment
/// the first to end wins.
template <class... T>
  requires(sizeof...(T) > 0)
Task<std::variant<detail::Lifted<T>...>> when_any(Task<T>... tasks) {
  using Variant = std::variant<detail::Lifted<T>...>;
  detail::Gathering gathering(true);
  std::tuple<detail::Part<T>...> parts(detail::PartOf<T>{gathering, tasks}...);
  co_await std::apply([&](auto&... part) { return gathering.run(part...); }, parts);
  co_return detail::take_winner<Variant>(parts, gathering.winner());
}

/// Gives a task up at a deadline. \returns its result, or Errc::TimedOut after its frames have been
/// destroyed. A Task<Result<T>> gives Result<T> as well: its own errors and the time-out come the
/// same way.
template <class T> Task<detail::MayFail<T>> timeout_at(Instant deadline, Task<T> task) {
  detail::Gathering gathering(true);
  detail::Part<T> part({gathering, task});
  detail::Alarm alarm(part);
  (co_await this_scheduler()).timers().arm(alarm, deadline);
  co_await gathering.run(part);
  co_return detail::outcome(part, Errc::TimedOut);
}

/// timeout_at() with a duration that begins when the result is awaited: `co_await timeout(5_s,
/// flow.read());`
template <class T> Task<detail::MayFail<T>> timeout(Duration limit, Task<T> task) {
  detail::Gathering gathering(true);
  detail::Part<T> part({gathering, task});
  detail::Alarm alarm(part);
  Scheduler& scheduler = co_await this_scheduler();
  scheduler.timers().arm(alarm, scheduler.now() + limit);
  co_await gathering.run(part);
  co_return detail::outcome(part, Errc::TimedOut);
}

/// A handle by which somebody else cancels what runs in it.
class CancelScope {
public:
  CancelScope() noexcept = default;
  CancelScope(const CancelScope&) = delete;
  CancelScope& operator=(const CancelScope&) = delete;
  /// Nothing may be running in it.
  ~CancelScope() { MIR_CHECK(running_.empty()); }

  /// Runs a task inside. \returns its result, or Errc::Cancelled. In a scope that was cancelled
  /// before, nothing runs.
  template <class T> [[nodiscard]] Task<detail::MayFail<T>> run(Task<T> task) {
    if (cancelled_)
      co_return fail(Errc::Cancelled);
    detail::Gathering gathering(true);
    detail::Part<T> part({gathering, task});
    Entry entry(part);
    running_.push_back(entry);
    co_await gathering.run(part);
    co_return detail::outcome(part, Errc::Cancelled);
  }
  /// Cancels all that runs in it, now and later, as soon as the caller, which may be inside,
  /// suspends.
  void cancel() noexcept {
    cancelled_ = true;
    while (Entry* entry = running_.pop_front())
      entry->part.cancel_soon();
  }
  [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }

private:
  struct Entry : ListNode<CancelScope> {
    explicit Entry(detail::PartJob& p) noexcept : part(p) {}
    detail::PartJob& part;
  };
  List<Entry, CancelScope> running_;
  bool cancelled_ = false;
};

} // namespace mir::os

namespace mir {
using os::CancelScope;
using os::timeout;
using os::timeout_at;
using os::when_all;
using os::when_any;
} // namespace mir
