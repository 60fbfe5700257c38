#include "rt/xen/x86_64/real_time_clock.hpp"

#include "rt/xen/x86_64/cpu.hpp"

namespace mir::rt {

namespace {

constexpr uint16_t kIndex = 0x70, kValue = 0x71;
constexpr uint8_t kStatusA = 0x0a, kStatusB = 0x0b;
constexpr uint8_t kUpdating = 0x80;
constexpr int kMostPolls = 100'000; // an update takes 2 ms

uint8_t read(uint8_t index) {
  out8(kIndex, index);
  return in8(kValue);
}

CmosTime read_registers() {
  for (int i = 0; i < kMostPolls && (read(kStatusA) & kUpdating); ++i)
    asm volatile("pause");
  return {.second = read(0),
          .minute = read(2),
          .hour = read(4),
          .day = read(7),
          .month = read(8),
          .year = read(9),
          .mode = read(kStatusB)};
}

} // namespace

// Twice the same: no update came in between.
uint64_t read_real_time_clock() {
  constexpr int kAttempts = 10;
  uint64_t seconds = seconds_of(read_registers());
  for (int i = 0; i < kAttempts; ++i) {
    const uint64_t again = seconds_of(read_registers());
    if (again == seconds)
      return seconds;
    seconds = again;
  }
  return 0;
}

} // namespace mir::rt
