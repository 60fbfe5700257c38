/// \file
/// The PC's interval timer (8254) and interrupt controllers (8259): what time is made of without a
/// hypervisor.
#pragma once

#include <cstdint>

namespace mir::rt {

/// Counts time stamps for 10 ms of the interval timer. \returns ticks a second, at least 1.
[[nodiscard]] uint64_t measure_time_stamp_hertz();

/// Halts the processor for so long, or 50 ms if that is less.
void halt_for(uint64_t ns);

} // namespace mir::rt
