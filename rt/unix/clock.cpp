#include <mir/rt/port.hpp>

#include <time.h>

namespace {

uint64_t read_clock(clockid_t clock) {
  timespec now;
  clock_gettime(clock,
                &now); // cannot fail: both clocks exist on every Linux, and the address is ours
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(now.tv_nsec);
}

} // namespace

// CLOCK_MONOTONIC stands still while the machine sleeps, as the port says; CLOCK_BOOTTIME would
// not.
extern "C" uint64_t mir_port_monotonic_ns() { return read_clock(CLOCK_MONOTONIC); }

extern "C" uint64_t mir_port_wall_ns() { return read_clock(CLOCK_REALTIME); }
