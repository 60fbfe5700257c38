// Waiting by io_uring(7): multishot polls on one ring. Arming a poll costs no system call of its
// own, and asking whether anything is ready costs none while nothing is.
#include "start.hpp"
#include "wait.hpp"

#include <errno.h>
#include <linux/io_uring.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace mir::rt {
namespace {

inline constexpr unsigned kSubmissions =
    256; // entries; polls armed between two waits, more cost a system call
inline constexpr unsigned kCompletions =
    4096;                              // entries of 16 bytes; the kernel keeps what does not fit
inline constexpr uint64_t kNobody = 0; // user_data of requests whose completion says nothing

unsigned acquire(const unsigned* shared) { return __atomic_load_n(shared, __ATOMIC_ACQUIRE); }
void release(unsigned* shared, unsigned value) {
  __atomic_store_n(shared, value, __ATOMIC_RELEASE);
}

class IoUring final : public Waiter {
public:
  /// Sets up the ring and proves on an eventfd that everything used here works. False leaves
  /// nothing open.
  bool start() {
    if (!set_up())
      return false;
    if (map_rings() && proves_itself())
      return true;
    close(ring_);
    return false;
  }

  bool watch(int fd, Token token) override {
    arm(fd, token);
    return true;
  }

  /// An armed poll holds the file open behind the descriptor's back: unless it is gone before
  /// close(2), no FIN is sent and the port stays taken. One system call cancels it and runs what
  /// that left to do. Not POLL_REMOVE: it gives up (EALREADY) on a poll that is just about to
  /// report.
  void forget(int, Token token) override {
    io_uring_sqe& request = next_request();
    request.opcode = IORING_OP_ASYNC_CANCEL;
    request.fd = -1;
    request.addr = token;
    request.user_data = kNobody;
    request.flags = IOSQE_CQE_SKIP_SUCCESS;
    publish();
    enter(0, 0);
  }

  size_t collect(uint64_t deadline_ns, Ready* ready, size_t capacity) override {
    for (;;) {
      if (size_t const count = reap(ready, capacity))
        return count;
      uint64_t const now = deadline_ns == MIR_FOREVER ? 0 : mir_port_monotonic_ns();
      if (now < deadline_ns) {
        enter(1, deadline_ns == MIR_FOREVER ? MIR_FOREVER : deadline_ns - now);
        continue;
      }
      if (is_idle())
        return 0;
      enter(0, 0);
      return reap(ready, capacity);
    }
  }

private:
  bool set_up() {
    io_uring_params parameters = {};
    // DEFER_TASKRUN (Linux 6.1): completions are made inside our own calls, several wake-ups of one
    // descriptor become one, and no packet interrupts the application.
    parameters.flags = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP | IORING_SETUP_SINGLE_ISSUER |
                       IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_TASKRUN_FLAG;
    parameters.cq_entries = kCompletions;
    ring_ = static_cast<int>(syscall(SYS_io_uring_setup, kSubmissions, &parameters));
    if (ring_ < 0)
      return false;
    constexpr unsigned kNeeded =
        IORING_FEAT_SINGLE_MMAP | IORING_FEAT_NODROP | IORING_FEAT_EXT_ARG | IORING_FEAT_CQE_SKIP;
    if ((parameters.features & kNeeded) != kNeeded) {
      close(ring_);
      return false;
    }
    parameters_ = parameters;
    return true;
  }

  bool map_rings() {
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

  void* map(size_t size, off_t offset) const {
    return mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring_, offset);
  }

  /// Whether a multishot poll reports twice and goes on, a time limit ends a wait, and a poll can
  /// be removed: some kernels and sandboxes accept the set-up and then refuse these.
  bool proves_itself() {
    int const fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0)
      return false;
    constexpr Token kProbe = 1;
    arm(fd, kProbe);
    bool works =
        try_enter(1, 1000) && acquire(cq_tail_) == *cq_head_ + 1; // writable from the start
    uint64_t const one = 1;
    works = works && write(fd, &one, sizeof one) == sizeof one && try_enter(2, 1000);
    works = works && acquire(cq_tail_) == *cq_head_ + 2;
    for (unsigned head = *cq_head_; works && head != acquire(cq_tail_); ++head) {
      const io_uring_cqe& completion = completion_at(head);
      works = completion.user_data == kProbe && completion.res > 0 &&
              (completion.flags & IORING_CQE_F_MORE);
    }
    if (works)
      forget(fd, kProbe);
    release(cq_head_, acquire(cq_tail_));
    close(fd);
    return works;
  }

  void arm(int fd, Token token) {
    io_uring_sqe& request = next_request();
    request.opcode = IORING_OP_POLL_ADD;
    request.fd = fd;
    request.len = IORING_POLL_ADD_MULTI;
    request.poll32_events =
        POLLIN | POLLOUT | POLLRDHUP; // reported as edges: no IORING_POLL_ADD_LEVEL
    request.user_data = token;
    publish();
  }

  /// A cleared request, to be filled in and then published.
  io_uring_sqe& next_request() {
    while (queued() == parameters_.sq_entries)
      enter(0, 0);
    io_uring_sqe& request = requests_[*sq_tail_ & (parameters_.sq_entries - 1)];
    request = {};
    return request;
  }

  void publish() { release(sq_tail_, *sq_tail_ + 1); }

  unsigned queued() const { return *sq_tail_ - acquire(sq_head_); }

  /// Nothing to submit, and the kernel has nothing to hand over.
  bool is_idle() const {
    return queued() == 0 && !(acquire(sq_flags_) & (IORING_SQ_TASKRUN | IORING_SQ_CQ_OVERFLOW));
  }

  /// Submits what is queued, lets the kernel finish what is pending, and waits for `wanted`
  /// completions at most `timeout_ns`.
  void enter(unsigned wanted, uint64_t timeout_ns) {
    if (!try_enter(wanted, timeout_ns))
      bug("io_uring failed");
  }

  bool try_enter(unsigned wanted, uint64_t timeout_ns) {
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

  const io_uring_cqe& completion_at(unsigned head) const {
    return completions_[head & (parameters_.cq_entries - 1)];
  }

  size_t reap(Ready* ready, size_t capacity) {
    size_t count = 0;
    unsigned head = *cq_head_;
    while (count < capacity && head != acquire(cq_tail_)) {
      io_uring_cqe const completion = completion_at(head);
      release(cq_head_, ++head);
      if (take(completion, ready[count]))
        ++count;
    }
    return count;
  }

  /// Turns a completion into a report; false if it is none.
  bool take(const io_uring_cqe& completion, Ready& ready) {
    Token const token = completion.user_data;
    if (token == kNobody || completion.res == -ECANCELED || !is_current(token))
      return false;
    if (!(completion.flags & IORING_CQE_F_MORE))
      arm(descriptor_of(token), token); // the kernel ends a multishot poll when the ring overflows
    // A poll that failed says nothing of the descriptor: let the caller look.
    constexpr uint32_t kLook = MIR_READABLE | MIR_WRITABLE | MIR_HANGUP;
    ready = {token,
             completion.res < 0 ? kLook : ready_from_poll(static_cast<uint32_t>(completion.res))};
    return true;
  }

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

constinit IoUring io_uring;

} // namespace

Waiter* start_io_uring() { return io_uring.start() ? &io_uring : nullptr; }

} // namespace mir::rt
