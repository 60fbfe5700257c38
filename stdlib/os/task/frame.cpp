#include <mir/os/task/frame.hpp>

#include <utility>

#include <mir/os/task/scheduler.hpp>

namespace mir::os {

Scheduler& Frame::scheduler() const noexcept { return job_->scheduler(); }

void Frame::enter_from(Frame& parent, std::coroutine_handle<>& owner) noexcept {
  parent_ = &parent;
  owner_ = &owner;
  job_ = parent.job_;
  job_->innermost_ = this;
}

std::coroutine_handle<> Frame::leave() noexcept {
  if (parent_ != nullptr) {
    job_->innermost_ = parent_;
    return parent_->handle_;
  }
  job_->done_ = true; // Scheduler::resume() sees it when this frame has let go of the stack
  return std::noop_coroutine();
}

void Job::start(Scheduler& scheduler, Frame& first) noexcept {
  MIR_CHECK(innermost_ == nullptr);
  scheduler_ = &scheduler;
  first_ = first.handle_;
  first.owner_ = &first_;
  first.job_ = this;
  innermost_ = &first;
  scheduler.ready(*this);
}

void Job::run() noexcept { scheduler_->resume(*innermost_); }

void Job::destroy_frames() noexcept {
  if (innermost_ == nullptr)
    return;
  MIR_CHECK(scheduler_->running() != this);
  // A loop, not the recursion that destroying the first frame would be: a chain may be deeper than
  // the stack.
  while (innermost_ != nullptr) {
    Frame& frame = *std::exchange(innermost_, innermost_->parent_);
    *frame.owner_ = nullptr;
    frame.handle_.destroy();
  }
}

void Job::cancel_soon() noexcept {
  if (innermost_ == nullptr || done_)
    return;
  scheduler_->doom(*this);
  scheduler_->bury();
}

} // namespace mir::os
