#include "driver/env/held_signals.hpp"

namespace mir::driver {
namespace {

constexpr int kEnding[] = {SIGINT, SIGTERM, SIGHUP};

/// nohup and the like have asked for it; a program that is started inherits it.
bool is_ignored(int signal) {
  struct sigaction now{};
  return ::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

} // namespace

HeldSignals::HeldSignals() {
  sigemptyset(&held_);
  for (const int signal : kEnding)
    if (!is_ignored(signal))
      sigaddset(&held_, signal);
  sigprocmask(SIG_BLOCK, &held_, &before_);
}

HeldSignals::~HeldSignals() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

bool HeldSignals::has_come() const {
  sigset_t pending;
  sigemptyset(&pending);
  sigpending(&pending);
  for (const int signal : kEnding)
    if (sigismember(&held_, signal) == 1 && sigismember(&pending, signal) == 1)
      return true;
  return false;
}

} // namespace mir::driver
