#include "rt/xen/x86_64/real_time_clock.hpp"

#include <chrono>

namespace mir::rt {

namespace {

constexpr uint8_t kBinary = 4, kHours24 = 2, kAfternoon = 0x80;

unsigned number(uint8_t value, bool binary) {
  return binary ? value : (value >> 4) * 10u + (value & 15u);
}

unsigned hour_of(const CmosTime& time, bool binary) {
  if (time.mode & kHours24)
    return number(time.hour, binary);
  const unsigned hour = number(time.hour & ~kAfternoon & 0xff, binary);
  return hour % 12 + (time.hour & kAfternoon ? 12 : 0); // 12 o'clock is hour 0 of its half
}

} // namespace

uint64_t seconds_of(const CmosTime& time) {
  const bool binary = (time.mode & kBinary) != 0;
  const unsigned second = number(time.second, binary);
  const unsigned minute = number(time.minute, binary);
  const unsigned hour = hour_of(time, binary);
  const unsigned year = number(time.year, binary);
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(2000 + year)),
                                         std::chrono::month(number(time.month, binary)),
                                         std::chrono::day(number(time.day, binary))};
  if (second > 59 || minute > 59 || hour > 23 || year > 99 || !date.ok())
    return 0;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return static_cast<uint64_t>(days) * 86'400 + hour * 3'600 + minute * 60 + second;
}

} // namespace mir::rt
