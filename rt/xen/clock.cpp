#include "rt/xen/clock.hpp"

#include "rt/xen/domain.hpp"
#include "rt/xen/x86_64/cpu.hpp"
#include "rt/xen/x86_64/interval_timer.hpp"
#include "rt/xen/x86_64/real_time_clock.hpp"
#include <mir/rt/port.hpp>

namespace mir::rt {

namespace {

// Without Xen:
constinit TimeScale own_scale{};
constinit uint64_t own_start_s = 0;         // of the wall clock, 0 when it is not known
constexpr uint64_t kSecond = 1'000'000'000; // ns

constinit uint64_t latest_ns = 0;
// What the monotonic clock is ahead of Xen's, modulo 2^64: every host counts from its own start.
constinit uint64_t ahead_ns = 0;

// An odd version, or one that has changed meanwhile, marks a half-written sample (vcpu_time_info in
// xen.h).
template <class Read> auto read_stable(const uint32_t& version, Read read) {
  for (;;) {
    const uint32_t before = __atomic_load_n(&version, __ATOMIC_ACQUIRE);
    const auto value = read();
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (!(before & 1) && __atomic_load_n(&version, __ATOMIC_RELAXED) == before)
      return value;
    asm volatile("pause");
  }
}

uint64_t xen_time_ns() {
  const volatile vcpu_time_info& time = shared().vcpu_info[0].time;
  return read_stable(shared().vcpu_info[0].time.version, [&] {
    const TimeScale scale{time.system_time, time.tsc_timestamp, time.tsc_to_system_mul,
                          time.tsc_shift};
    return scale.ns(time_stamp());
  });
}

} // namespace

void set_up_clock() {
  if (on_xen())
    return;
  own_scale = scale_for(0, time_stamp(), measure_time_stamp_hertz());
  own_start_s = read_real_time_clock();
}

void continue_clock(uint64_t before_ns) { ahead_ns = before_ns - xen_time_ns(); }

uint64_t to_xen_time(uint64_t monotonic_ns) { return monotonic_ns - ahead_ns; }

} // namespace mir::rt

uint64_t mir_port_monotonic_ns() {
  using namespace mir::rt;
  const uint64_t now = on_xen() ? xen_time_ns() + ahead_ns : own_scale.ns(time_stamp());
  if (now > latest_ns)
    latest_ns = now;
  return latest_ns;
}

uint64_t mir_port_wall_ns() {
  using namespace mir::rt;
  if (!on_xen())
    return own_start_s == 0 ? 0 : own_start_s * kSecond + own_scale.ns(time_stamp());
  const volatile shared_info& info = shared();
  const uint64_t at_boot_ns = read_stable(shared().wc_version, [&] {
    const uint64_t seconds = uint64_t{info.wc_sec_hi} << 32 | info.wc_sec;
    return seconds * kSecond + info.wc_nsec;
  });
  return at_boot_ns + xen_time_ns();
}
