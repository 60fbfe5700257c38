// Waiting by io_uring(7): multishot polls on one ring. Arming a poll costs no system call of its
// own, and asking whether anything is ready costs none while nothing is.
#include "../wait.hpp"
#include "io_ring.hpp"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace mir::rt {
namespace {

inline constexpr unsigned kSubmissions =
    256; // entries; polls armed between two waits, more cost a system call
inline constexpr unsigned kCompletions =
    4096;                              // entries of 16 bytes; the kernel keeps what does not fit
inline constexpr uint64_t kNobody = 0; // user_data of requests whose completion says nothing

class IoUring final : public Waiter {
public:
  /// Sets up the ring and proves on an eventfd that everything used here works. False leaves
  /// nothing open.
  bool start() {
    if (!ring_.open(kSubmissions, kCompletions))
      return false;
    if (proves_itself())
      return true;
    ring_.close();
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
    io_uring_sqe& request = ring_.next_request();
    request.opcode = IORING_OP_ASYNC_CANCEL;
    request.fd = -1;
    request.addr = token;
    request.user_data = kNobody;
    request.flags = IOSQE_CQE_SKIP_SUCCESS;
    ring_.publish();
    ring_.enter(0, 0);
  }

  size_t collect(uint64_t deadline_ns, Ready* ready, size_t capacity) override {
    for (;;) {
      if (size_t const count = reap(ready, capacity))
        return count;
      uint64_t const now = deadline_ns == MIR_FOREVER ? 0 : mir_port_monotonic_ns();
      if (now < deadline_ns) {
        ring_.enter(1, deadline_ns == MIR_FOREVER ? MIR_FOREVER : deadline_ns - now);
        continue;
      }
      if (ring_.is_idle())
        return 0;
      ring_.enter(0, 0);
      return reap(ready, capacity);
    }
  }

private:
  /// Whether a multishot poll reports twice and goes on, a time limit ends a wait, and a poll can
  /// be removed: some kernels and sandboxes accept the set-up and then refuse these.
  bool proves_itself() {
    int const fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0)
      return false;
    constexpr Token kProbe = 1;
    arm(fd, kProbe);
    bool works = ring_.try_enter(1, 1000) && ring_.completed() == 1; // writable from the start
    uint64_t const one = 1;
    works = works && write(fd, &one, sizeof one) == sizeof one && ring_.try_enter(2, 1000);
    works = works && ring_.completed() == 2;
    for (unsigned i = 0; works && i < ring_.completed(); ++i) {
      const io_uring_cqe& completion = ring_.completion(i);
      works = completion.user_data == kProbe && completion.res > 0 &&
              (completion.flags & IORING_CQE_F_MORE);
    }
    if (works)
      forget(fd, kProbe);
    ring_.drop(ring_.completed());
    close(fd);
    return works;
  }

  void arm(int fd, Token token) {
    io_uring_sqe& request = ring_.next_request();
    request.opcode = IORING_OP_POLL_ADD;
    request.fd = fd;
    request.len = IORING_POLL_ADD_MULTI;
    request.poll32_events =
        POLLIN | POLLOUT | POLLRDHUP; // reported as edges: no IORING_POLL_ADD_LEVEL
    request.user_data = token;
    ring_.publish();
  }

  size_t reap(Ready* ready, size_t capacity) {
    size_t count = 0;
    while (count < capacity && ring_.completed() != 0) {
      io_uring_cqe const completion = ring_.completion(0);
      ring_.drop(1);
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

  IoRing ring_;
};

constinit IoUring io_uring;

} // namespace

Waiter* start_io_uring() { return io_uring.start() ? &io_uring : nullptr; }

} // namespace mir::rt
