/// \file
/// IoRing: requests to the kernel and their completions in shared memory (io_uring(7)).
#pragma once

#include <mir/rt/port.hpp>

#include <linux/io_uring.h>

namespace mir::rt {

/// One ring, of the only thread there is. Completions are made inside of our own calls
/// (DEFER_TASKRUN, Linux 6.1): no packet interrupts the application.
class IoRing {
public:
  /// Room for `submissions` requests between two calls and `completions` results; the kernel keeps
  /// what does not fit. False, with nothing open, where the kernel lacks what is used here or
  /// forbids it.
  bool open(unsigned submissions, unsigned completions);
  void close();

  /// A cleared request, to be filled in and then published. Enters the kernel when there is no
  /// room.
  io_uring_sqe& next_request();
  void publish() { release(sq_tail_, *sq_tail_ + 1); }

  /// Submits what is queued, lets the kernel finish what is pending, and waits for `wanted`
  /// completions at most `timeout_ns`.
  void enter(unsigned wanted, uint64_t timeout_ns);
  /// As enter(); false when the kernel refuses the call itself.
  bool try_enter(unsigned wanted, uint64_t timeout_ns);

  /// Nothing to submit, and the kernel has nothing to hand over.
  bool is_idle() const {
    return queued() == 0 && !(acquire(sq_flags_) & (IORING_SQ_TASKRUN | IORING_SQ_CQ_OVERFLOW));
  }

  /// Completions that wait to be taken.
  unsigned completed() const { return acquire(cq_tail_) - *cq_head_; }
  const io_uring_cqe& completion(unsigned index) const {
    return completions_[(*cq_head_ + index) & (parameters_.cq_entries - 1)];
  }
  void drop(unsigned count) { release(cq_head_, *cq_head_ + count); }

private:
  static unsigned acquire(const unsigned* shared) {
    return __atomic_load_n(shared, __ATOMIC_ACQUIRE);
  }
  static void release(unsigned* shared, unsigned value) {
    __atomic_store_n(shared, value, __ATOMIC_RELEASE);
  }
  bool map_rings();
  void* map(size_t size, uint64_t offset) const;
  unsigned queued() const { return *sq_tail_ - acquire(sq_head_); }

  int ring_ = -1;
  io_uring_params parameters_ = {};
  unsigned* sq_head_ = nullptr;
  unsigned* sq_tail_ = nullptr;
  const unsigned* sq_flags_ = nullptr;
  unsigned* cq_head_ = nullptr;
  unsigned* cq_tail_ = nullptr;
  io_uring_sqe* requests_ = nullptr;
  const io_uring_cqe* completions_ = nullptr;
};

} // namespace mir::rt
