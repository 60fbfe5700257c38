/// \file
/// The PC's battery-backed clock (MC146818): the date without a hypervisor.
#pragma once

#include <cstdint>

namespace mir::rt {

/// The clock's registers, as they are read.
struct CmosTime {
  uint8_t second, minute, hour, day, month, year;
  uint8_t
      mode; ///< register B: bit 2 binary instead of decimal digits, bit 1 24 hours instead of 12
};

/// Seconds since 1970-01-01 00:00 UTC, taking the clock for one of this century that shows UTC.
/// \returns 0 when it shows no date.
[[nodiscard]] uint64_t seconds_of(const CmosTime& time);

/// Reads the clock. \returns seconds as above, 0 when there is none.
[[nodiscard]] uint64_t read_real_time_clock();

} // namespace mir::rt
