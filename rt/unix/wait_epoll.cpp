// Waiting by epoll(7), edge triggered: for kernels without io_uring, or that forbid it.
#include "start.hpp"
#include "wait.hpp"

#include <errno.h>
#include <limits.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace mir::rt {
namespace {

inline constexpr size_t kMostEvents = 64; // of one system call

class Epoll final : public Waiter {
public:
  bool start() {
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    return epoll_ >= 0;
  }

  bool watch(int fd, Token token) override {
    epoll_event wanted = {};
    wanted.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    wanted.data.u64 = token;
    return epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &wanted) == 0;
  }

  void forget(int fd, Token) override { epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr); }

  size_t collect(uint64_t deadline_ns, Ready* ready, size_t capacity) override {
    [[clang::uninitialized]] epoll_event events[kMostEvents];
    int const most = static_cast<int>(capacity < kMostEvents ? capacity : kMostEvents);
    for (;;) {
      uint64_t const now = deadline_ns == MIR_FOREVER ? 0 : mir_port_monotonic_ns();
      int const count = wait_once(events, most, now, deadline_ns);
      for (int i = 0; i < count; ++i)
        ready[i] = {events[i].data.u64, ready_from_poll(events[i].events)};
      if (count > 0)
        return static_cast<size_t>(count);
      if (count < 0 && errno != EINTR)
        bug("epoll failed");
      if (count == 0 && now >= deadline_ns)
        return 0; // anything else came early: a clock that rounds, or a signal
    }
  }

private:
  /// One system call; a deadline that has passed polls.
  int wait_once(epoll_event* events, int most, uint64_t now, uint64_t deadline_ns) {
    if (deadline_ns == MIR_FOREVER)
      return epoll_wait(epoll_, events, most, -1);
    uint64_t const left = deadline_ns > now ? deadline_ns - now : 0;
    if (has_nanoseconds_) {
      timespec const timeout = {static_cast<time_t>(left / 1'000'000'000),
                                static_cast<long>(left % 1'000'000'000)};
      long const count =
          syscall(SYS_epoll_pwait2, epoll_, events, most, &timeout, nullptr, size_t{0});
      if (count >= 0 || errno != ENOSYS)
        return static_cast<int>(count);
      has_nanoseconds_ = false;
    }
    // Before Linux 5.11: whole milliseconds, upwards, so that the last one is not spent polling.
    uint64_t const milliseconds = (left + 999'999) / 1'000'000;
    return epoll_wait(epoll_, events, most,
                      milliseconds < INT_MAX ? static_cast<int>(milliseconds) : INT_MAX);
  }

  int epoll_ = -1;
  bool has_nanoseconds_ = true;
};

constinit Epoll epoll;

} // namespace

Waiter* start_epoll() { return epoll.start() ? &epoll : nullptr; }

} // namespace mir::rt
