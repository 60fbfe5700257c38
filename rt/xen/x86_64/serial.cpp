#include "rt/xen/x86_64/serial.hpp"

#include "rt/xen/x86_64/cpu.hpp"

namespace mir::rt {

namespace {

constexpr uint16_t kData = 0x3f8, kStatus = kData + 5;
constexpr uint8_t kReceived = 1, kRoom = 0x20, kIdle = 0x40;
constexpr int kMostPolls = 1'000'000; // a port that is not there never has room

void wait_for(uint8_t status) {
  for (int i = 0; i < kMostPolls && !(in8(kStatus) & status); ++i)
    asm volatile("pause");
}

} // namespace

void serial_write(char byte) {
  wait_for(kRoom);
  out8(kData, static_cast<uint8_t>(byte));
}

void serial_drain() { wait_for(kIdle); }

bool serial_read(char& byte) {
  const uint8_t status = in8(kStatus);
  if (status == 0xff || !(status & kReceived)) // all ones: nobody drives the bus
    return false;
  byte = static_cast<char>(in8(kData));
  return true;
}

} // namespace mir::rt
