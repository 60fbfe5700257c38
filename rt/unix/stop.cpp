// A handler and an eventfd, not a signalfd: the second signal has to end also a program that never
// waits.
#include "stop.hpp"

#include "start.hpp"
#include "wait.hpp"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace mir::rt {
namespace {

int stop_descriptor = -1;
volatile sig_atomic_t stop_requested = 0;

void on_signal(int number) {
  if (stop_requested) {
    // Still blocked here, it is delivered with its default action when the handler returns: the
    // parent then sees which signal ended the program.
    signal(number, SIG_DFL);
    raise(number);
    return;
  }
  stop_requested = 1;
  int const saved = errno;
  static_assert(MIR_STOP_INTERRUPT == SIGINT && MIR_STOP_TERMINATE == SIGTERM);
  uint64_t const reason = static_cast<uint64_t>(number); // the counter's value: it was 0
  (void)!write(stop_descriptor, &reason, sizeof reason); // and is far from full: cannot fail
  errno = saved;
}

/// A signal that the parent had ignored stays so: a shell starts background jobs without SIGINT.
void handle(int number) {
  struct sigaction old = {};
  sigaction(number, nullptr, &old);
  if (old.sa_handler == SIG_IGN)
    return;
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, nullptr);
}

} // namespace

void start_stop() {
  signal(SIGPIPE, SIG_IGN);
  stop_descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (stop_descriptor < 0)
    bug("no descriptor left at the start");
  handle(SIGTERM);
  handle(SIGINT);
  open_slot(stop_descriptor, Source::Stop);
  if (!watch_slot(stop_descriptor, 0))
    bug("the kernel cannot watch an eventfd");
}

uint64_t take_stop() {
  uint64_t reason;
  return read(stop_descriptor, &reason, sizeof reason) == sizeof reason ? reason : 0;
}

} // namespace mir::rt
