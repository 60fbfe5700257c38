#include "rt/xen/x86_64/interval_timer.hpp"

#include "rt/xen/x86_64/cpu.hpp"
#include "rt/xen/x86_64/trap.hpp"

namespace mir::rt {

namespace {

constexpr uint64_t kTimerHertz = 1'193'182;
constexpr uint16_t kChannel0 = 0x40, kChannel2 = 0x42, kControl = 0x43;
constexpr uint8_t kOneShot0 = 0x30,
                  kOneShot2 = 0xb0; // mode 0: the output rises at the end of the count
constexpr uint16_t kSpeaker = 0x61;
constexpr uint8_t kSpeakerGate = 1, kSpeakerData = 2, kSpeakerOutput = 0x20;
constexpr uint16_t kController1 = 0x20, kController2 = 0xa0; // the mask is one port further
constexpr uint64_t kMostTicks = 59'659;                      // 50 ms; the counter has 16 bits

constinit bool controllers_ready = false;

void load(uint8_t command, uint16_t channel, uint64_t ticks) {
  out8(kControl, command);
  out8(channel, static_cast<uint8_t>(ticks));
  out8(channel, static_cast<uint8_t>(ticks >> 8));
}

// Initialisation words 1 to 4, then everything masked but the timer on the first controller.
void set_up_controllers() {
  out8(kController1, 0x11);
  out8(kController2, 0x11);
  out8(kController1 + 1, kTimerVector);
  out8(kController2 + 1, kTimerVector + 8);
  out8(kController1 + 1, 4); // the second one hangs on line 2
  out8(kController2 + 1, 2);
  out8(kController1 + 1, 1);
  out8(kController2 + 1, 1);
  out8(kController1 + 1, 0xfe);
  out8(kController2 + 1, 0xff);
  controllers_ready = true;
}

} // namespace

uint64_t measure_time_stamp_hertz() {
  constexpr uint64_t kTicks = kTimerHertz / 100;
  out8(kSpeaker, static_cast<uint8_t>((in8(kSpeaker) & ~kSpeakerData) | kSpeakerGate));
  load(kOneShot2, kChannel2, kTicks);
  const uint64_t begin = time_stamp();
  // A machine without this timer never raises the output; ten thousand million ticks are seconds on
  // any processor.
  uint64_t end = begin;
  while (!(in8(kSpeaker) & kSpeakerOutput) && end - begin < 10'000'000'000)
    end = time_stamp();
  const uint64_t hertz = (end - begin) * kTimerHertz / kTicks;
  return hertz ? hertz : 1;
}

void halt_for(uint64_t ns) {
  if (!controllers_ready)
    set_up_controllers();
  const uint64_t ticks = ns > 50'000'000 ? kMostTicks : ns * kTimerHertz / 1'000'000'000 + 1;
  load(kOneShot0, kChannel0, ticks);
  // `sti` takes effect after the next instruction: an interrupt cannot slip in between and leave
  // the halt without one.
  asm volatile("sti; hlt; cli" : : : "memory");
}

} // namespace mir::rt
