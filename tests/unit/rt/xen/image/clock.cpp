/// \file
/// Time on the platform: no wait ends early, none is far too late, and both clocks run alike.
#include <mir/rt/port.hpp>

#include <algorithm>
#include <cstdio>

namespace {

constexpr uint64_t kMs = 1'000'000, kSecond = 1000 * kMs; // ns
constexpr size_t kWaits = 40;
// Far more than any busy machine takes, far less than a mistake of a unit makes of 20 ms.
constexpr uint64_t kFarTooLate = 10 * kSecond;

int failed = 0;

void expect(bool holds, const char* what) {
  if (holds)
    return;
  ++failed;
  std::printf("does not hold: %s\n", what);
}

// Waits of 1 to 20 ms, and how late each was.
void try_waits() {
  uint64_t late_ns[kWaits];
  for (size_t i = 0; i < kWaits; ++i) {
    const uint64_t deadline = mir_port_monotonic_ns() + (1 + i / 2) * kMs;
    mir_event event;
    while (mir_port_wait(deadline, &event, 1) > 0) {
    }
    const uint64_t now = mir_port_monotonic_ns();
    expect(now >= deadline, "a wait lasts until its deadline");
    late_ns[i] = now - deadline;
  }
  std::sort(late_ns, late_ns + kWaits);
  expect(late_ns[kWaits - 1] < kFarTooLate, "a wait ends after its deadline");
  std::printf("%zu waits, none was early; late by %llu us in the middle, %llu us at most\n", kWaits,
              static_cast<unsigned long long>(late_ns[kWaits / 2] / 1000),
              static_cast<unsigned long long>(late_ns[kWaits - 1] / 1000));
}

// A deadline that has passed, and one that passes while an event is looked for.
void try_edges() {
  mir_event event;
  const uint64_t before = mir_port_monotonic_ns();
  expect(mir_port_wait(0, &event, 1) == 0 && mir_port_wait(before, &event, 1) == 0,
         "a deadline that has passed is no wait");
  for (int i = 0; i < 1000; ++i)
    mir_port_wait(mir_port_monotonic_ns() + 1, &event, 1);
  expect(mir_port_monotonic_ns() - before < kFarTooLate, "a nanosecond is not a long time");
}

} // namespace

int mir_main(int, char**) {
  const uint64_t wall = mir_port_wall_ns(), monotonic = mir_port_monotonic_ns();
  std::printf("wall clock: %llu\n", static_cast<unsigned long long>(wall / kSecond));
  try_waits();
  try_edges();
  const auto apart = static_cast<int64_t>(mir_port_wall_ns() - wall) -
                     static_cast<int64_t>(mir_port_monotonic_ns() - monotonic);
  expect(wall == 0 || (apart > -static_cast<int64_t>(kSecond) && apart < int64_t{kSecond}),
         "both clocks run alike");
  return failed != 0;
}
