/// \file
/// A signal handler runs and returns, with registers and mask as they were. Linux only: no other
/// target has signals.
#include <csignal>
#include <cstdio>

namespace {
volatile std::sig_atomic_t seen = 0;
}

int main() {
  struct sigaction action = {};
  action.sa_handler = [](int signal) { seen = seen * 100 + signal; };
  sigaction(SIGUSR1, &action, nullptr);
  sigaction(SIGUSR2, &action, nullptr);
  volatile double kept = 1.5;
  std::raise(SIGUSR1);
  std::raise(SIGUSR2);
  bool right = seen == SIGUSR1 * 100 + SIGUSR2 && kept * 2 == 3.0;
  std::printf("signal: %s\n", right ? "ok" : "FAILED");
  return right ? 0 : 1;
}
