/// \file
/// The arithmetic of Xen's clock: the time stamp counter scaled to nanoseconds.
#pragma once

#include <cstdint>

namespace mir::rt {

/// Nanoseconds = base_ns + ((time stamp - at) << shift) * multiplier / 2^32 (struct vcpu_time_info
/// of xen.h).
struct TimeScale {
  uint64_t base_ns;
  uint64_t at; ///< time stamp that belongs to base_ns
  uint32_t multiplier;
  int8_t shift; ///< negative shifts to the right

  /// The time at a time stamp; a stamp from before `at` counts as `at`. Both are modulo 2^64: the
  /// counter of a guest begins at 0 when the guest does, and the sample that it counts from may be
  /// older (Xen's __update_vcpu_system_time adds the guest's offset to it).
  [[nodiscard]] constexpr uint64_t ns(uint64_t stamp) const {
    const auto ahead = static_cast<int64_t>(stamp - at);
    const uint64_t delta = ahead > 0 ? static_cast<uint64_t>(ahead) : 0;
    const unsigned __int128 shifted =
        shift >= 0 ? static_cast<unsigned __int128>(delta) << (shift & 63) : delta >> (-shift & 63);
    return base_ns + static_cast<uint64_t>(shifted * multiplier >> 32);
  }
};

/// The scale for a counter of `hertz` ticks a second, more than 2^-31 of a nanosecond exact. hertz
/// > 0.
[[nodiscard]] constexpr TimeScale scale_for(uint64_t base_ns, uint64_t at, uint64_t hertz) {
  constexpr uint64_t kSecond = 1'000'000'000;
  int8_t shift = 0;
  while (hertz <= kSecond) { // below 1 GHz a tick is more nanoseconds than the multiplier holds
    hertz <<= 1;
    ++shift;
  }
  return {base_ns, at, static_cast<uint32_t>((kSecond << 32) / hertz), shift};
}

/// Begins to count. Without Xen this measures the counter for 10 ms.
void set_up_clock();

/// Goes on at `before_ns` of the monotonic clock, after the machine has stood still or become
/// another one. On Xen only.
void continue_clock(uint64_t before_ns);

/// A moment of the monotonic clock on the hypervisor's own, as SCHEDOP_poll takes it.
[[nodiscard]] uint64_t to_xen_time(uint64_t monotonic_ns);

} // namespace mir::rt
