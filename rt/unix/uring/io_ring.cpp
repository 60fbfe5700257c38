#include "io_ring.hpp"

#include "../start.hpp"

#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace mir::rt {

bool IoRing::open(unsigned submissions, unsigned completions) {
  io_uring_params parameters = {};
  // DEFER_TASKRUN: several wake-ups of one descriptor become one.
  parameters.flags = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP | IORING_SETUP_SINGLE_ISSUER |
                     IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_TASKRUN_FLAG;
  parameters.cq_entries = completions;
  ring_ = static_cast<int>(syscall(SYS_io_uring_setup, submissions, &parameters));
  if (ring_ < 0)
    return false;
  constexpr unsigned kNeeded =
      IORING_FEAT_SINGLE_MMAP | IORING_FEAT_NODROP | IORING_FEAT_EXT_ARG | IORING_FEAT_CQE_SKIP;
  parameters_ = parameters;
  if ((parameters.features & kNeeded) == kNeeded && map_rings())
    return true;
  close();
  return false;
}

void IoRing::close() { ::close(ring_); }

bool IoRing::map_rings() {
  const io_sqring_offsets& sq = parameters_.sq_off;
  const io_cqring_offsets& cq = parameters_.cq_off;
  size_t const sq_size = sq.array + parameters_.sq_entries * sizeof(unsigned);
  size_t const cq_size = cq.cqes + parameters_.cq_entries * sizeof(io_uring_cqe);
  void* rings = map(sq_size > cq_size ? sq_size : cq_size, IORING_OFF_SQ_RING);
  void* requests = map(parameters_.sq_entries * sizeof(io_uring_sqe), IORING_OFF_SQES);
  if (rings == MAP_FAILED || requests == MAP_FAILED)
    return false; // a mapping that did succeed costs nothing but addresses
  char* const base = static_cast<char*>(rings);
  auto const at = [base](unsigned offset) { return reinterpret_cast<unsigned*>(base + offset); };
  sq_head_ = at(sq.head);
  sq_tail_ = at(sq.tail);
  sq_flags_ = at(sq.flags);
  cq_head_ = at(cq.head);
  cq_tail_ = at(cq.tail);
  completions_ = reinterpret_cast<io_uring_cqe*>(base + cq.cqes);
  requests_ = static_cast<io_uring_sqe*>(requests);
  for (unsigned i = 0; i < parameters_.sq_entries; ++i)
    at(sq.array)[i] = i; // requests are always filled in the order of the ring
  return true;
}

void* IoRing::map(size_t size, uint64_t offset) const {
  return mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring_,
              static_cast<off_t>(offset));
}

io_uring_sqe& IoRing::next_request() {
  while (queued() == parameters_.sq_entries)
    enter(0, 0);
  io_uring_sqe& request = requests_[*sq_tail_ & (parameters_.sq_entries - 1)];
  request = {};
  return request;
}

void IoRing::enter(unsigned wanted, uint64_t timeout_ns) {
  if (!try_enter(wanted, timeout_ns))
    bug("io_uring failed");
}

bool IoRing::try_enter(unsigned wanted, uint64_t timeout_ns) {
  __kernel_timespec timeout = {static_cast<long long>(timeout_ns / 1'000'000'000),
                               static_cast<long long>(timeout_ns % 1'000'000'000)};
  io_uring_getevents_arg argument = {};
  if (wanted != 0 && timeout_ns != MIR_FOREVER)
    argument.ts = reinterpret_cast<uintptr_t>(&timeout);
  long const result =
      syscall(SYS_io_uring_enter, ring_, queued(), wanted,
              IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, &argument, sizeof argument);
  // EBUSY and EAGAIN: completions have to be taken first, or memory is short for a moment. Both
  // pass.
  return result >= 0 || errno == EINTR || errno == ETIME || errno == EBUSY || errno == EAGAIN;
}

} // namespace mir::rt
