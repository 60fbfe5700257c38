/// \file
/// Exceptions of the processor: each ends the program with an account of where and why.
#pragma once

#include <cstdint>

namespace mir::rt {

/// What trap.S leaves on the exception stack.
struct TrapFrame {
  uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax;
  uint64_t vector, error;
  uint64_t rip, cs, rflags, rsp, ss; // pushed by the processor
};

/// The vector Xen would raise for events (never raised while all ports are masked; see
/// event_channel.hpp).
inline constexpr uint8_t kEventVector = 0xf3;
/// The interval timer's, without a hypervisor.
inline constexpr uint8_t kTimerVector = 0x20;

/// Loads the descriptor tables. Exceptions run on a stack of their own, so that a stack overflow
/// can be told.
void set_up_traps();

} // namespace mir::rt
