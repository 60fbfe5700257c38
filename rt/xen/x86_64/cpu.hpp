/// \file
/// The processor: identification, time stamp, machine registers, ports, and the mode the image runs
/// in.
#pragma once

#include <cstdint>

namespace mir::rt {

struct Cpuid {
  uint32_t eax, ebx, ecx, edx;
};

inline Cpuid cpuid(uint32_t leaf, uint32_t subleaf = 0) {
  Cpuid r;
  asm volatile("cpuid"
               : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
               : "a"(leaf), "c"(subleaf));
  return r;
}

/// The time stamp counter, not before the instructions in front of it are done.
inline uint64_t time_stamp() {
  uint32_t low, high;
  asm volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
  return uint64_t{high} << 32 | low;
}

inline void write_msr(uint32_t index, uint64_t value) {
  asm volatile("wrmsr" : : "c"(index), "a"(static_cast<uint32_t>(value)), "d"(value >> 32));
}

inline void out8(uint16_t port, uint8_t value) {
  asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

inline void out32(uint16_t port, uint32_t value) {
  asm volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

inline uint8_t in8(uint16_t port) {
  uint8_t value;
  asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
  return value;
}

/// Stops the processor for good.
[[noreturn]] inline void halt_for_ever() {
  for (;;)
    asm volatile("cli; hlt" : : : "memory");
}

/// Switches on what compiled code may use (SSE, and AVX where there is one) and the protections
/// that need no page table: supervisor code never runs from user pages, and user code could not
/// read descriptor tables. Nothing here is ever saved: there is one thread of control, and an
/// exception never returns.
void set_up_cpu();

/// Whether the processor is AMD's or Hygon's: it then takes `vmmcall`, else `vmcall`.
bool is_amd();

/// Finds Xen's CPUID leaves. \returns the first of them, 0 when this is not Xen.
uint32_t find_xen_leaf();

/// Random bits from the processor itself, RDSEED before RDRAND. \returns false when it has none, or
/// none now.
bool hardware_random(uint64_t& value);

} // namespace mir::rt
