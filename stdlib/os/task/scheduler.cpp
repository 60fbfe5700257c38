#include <mir/os/task/scheduler.hpp>

#include <mir/os/task/readiness.hpp>

namespace mir::os {

Scheduler::Scheduler(Platform& platform) noexcept : platform_(platform), timers_(platform.now()) {}

Scheduler::~Scheduler() { MIR_CHECK(running_ == nullptr); }

void Scheduler::resume(Frame& frame) noexcept {
  Job& job = frame.job();
  running_ = &job;
  frame.handle().resume();
  running_ = nullptr;
  if (job.done()) {
    static_cast<ListNode<Job>&>(job).unlink(); // cancelled by itself, but it got to its end
    job.finished();
  }
  bury();
}

void Scheduler::doom(Job& job) noexcept {
  if (!job.done() && !static_cast<ListNode<Job>&>(job).linked())
    doomed_.push_back(job);
}

void Scheduler::bury() noexcept {
  if (running_ != nullptr || burying_)
    return; // burying: the loop below comes to those marked meanwhile
  burying_ = true;
  while (Job* job = doomed_.pop_front()) {
    static_cast<Runnable*>(job)->unlink(); // it may not have started yet
    job->destroy_frames();
    job->cancelled();
  }
  burying_ = false;
}

void Scheduler::turn() noexcept {
  const FramePool::Current current(frames_);
  poll(); // first: what runs last in a program's last turn must not be followed by a wait
  if (!stopping_)
    run_ready();
}

void Scheduler::run_ready() noexcept {
  for (unsigned count = 0; count < kTurn; ++count) {
    Runnable* next = ready_.pop_front();
    if (next == nullptr)
      return;
    next->run();
  }
}

void Scheduler::poll() noexcept {
  constexpr std::size_t kBatch = 64;             // events a turn; what is left comes with the next
  [[clang::uninitialized]] Event events[kBatch]; // cleared, it would be half the cost of a turn
  const std::size_t count = platform_.wait(next_turn(), events);
  for (std::size_t i = 0; i < count; ++i)
    dispatch(events[i]);
  timers_.advance(platform_.now());
}

void Scheduler::dispatch(const Event& event) noexcept {
  const auto notify = [&](Readiness& to) {
    to.notify(event.readable || event.hangup, event.writable || event.hangup);
  };
  switch (event.kind) {
  case Event::Kind::Stop:
    return stop(static_cast<StopReason>(event.source));
  case Event::Kind::Socket:
    return notify(*reinterpret_cast<Readiness*>(event.source));
  case Event::Kind::Console:
  case Event::Kind::Net:
  case Event::Kind::Block:
    attached_.for_each([&](Readiness& readiness) {
      if (readiness.kind_ == event.kind && readiness.source_ == event.source)
        notify(readiness);
    });
  }
}

void Scheduler::attach(Event::Kind kind, std::uint64_t source, Readiness& readiness) noexcept {
  static_cast<ListNode<Readiness>&>(readiness).unlink();
  readiness.kind_ = kind;
  readiness.source_ = source;
  attached_.push_back(readiness);
}

} // namespace mir::os
