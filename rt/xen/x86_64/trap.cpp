#include "rt/xen/x86_64/trap.hpp"

#include "rt/xen/panic.hpp"

extern "C" {
extern const char mir_xen_trap_stubs[]; // 32 stubs, kStubSize apart
extern const char mir_xen_interrupt_stub[];
extern const char mir_xen_timer_stub[];
[[noreturn]] void mir_xen_trap(const mir::rt::TrapFrame* frame);
}

namespace mir::rt {

namespace {

constexpr uint64_t kStubSize = 16; // bytes
constexpr unsigned kExceptions = 32;
constexpr uint16_t kCodeSelector = 0x08, kTaskSelector = 0x18;
constexpr uint8_t kInterruptGate = 0x8e; // present, ring 0, interrupts off
constexpr unsigned kExceptionStackSize = 8192;

struct Gate {
  uint16_t offset_low;
  uint16_t selector;
  uint8_t stack; // of TaskState::interrupt_stacks, counted from 1; 0 stays on the current one
  uint8_t type;
  uint16_t offset_middle;
  uint32_t offset_high;
  uint32_t reserved;
};

struct [[gnu::packed]] TaskState {
  uint32_t reserved0;
  uint64_t ring_stacks[3];
  uint64_t reserved1;
  uint64_t interrupt_stacks[7];
  uint64_t reserved2;
  uint16_t reserved3;
  uint16_t io_map;
};
static_assert(sizeof(TaskState) == 104);

struct [[gnu::packed]] TablePointer {
  uint16_t limit;
  uint64_t base;
};

alignas(16) constinit Gate gates[256] = {};
alignas(16) constinit TaskState task_state = {};
alignas(16) constinit uint64_t descriptors[5] = {0, 0x00af9b000000ffff, 0x00cf93000000ffff, 0, 0};
alignas(16) constinit char exception_stack[kExceptionStackSize] = {};

Gate gate(const char* handler, uint8_t stack) {
  const auto address = reinterpret_cast<uint64_t>(handler);
  return {.offset_low = static_cast<uint16_t>(address),
          .selector = kCodeSelector,
          .stack = stack,
          .type = kInterruptGate,
          .offset_middle = static_cast<uint16_t>(address >> 16),
          .offset_high = static_cast<uint32_t>(address >> 32),
          .reserved = 0};
}

void load_task_state() {
  task_state.interrupt_stacks[0] =
      reinterpret_cast<uint64_t>(exception_stack + kExceptionStackSize);
  task_state.io_map = sizeof task_state; // beyond the limit: no map
  const auto base = reinterpret_cast<uint64_t>(&task_state);
  descriptors[3] = (sizeof task_state - 1) | (base & 0xffffff) << 16 | uint64_t{0x89} << 40 |
                   (base >> 24 & 0xff) << 56;
  descriptors[4] = base >> 32;
  const TablePointer pointer{sizeof descriptors - 1, reinterpret_cast<uint64_t>(descriptors)};
  asm volatile("lgdt %0; ltr %1" : : "m"(pointer), "r"(kTaskSelector));
}

} // namespace

void set_up_traps() {
  for (unsigned vector = 0; vector < 256; ++vector)
    gates[vector] = vector < kExceptions ? gate(mir_xen_trap_stubs + vector * kStubSize, 1)
                                         : gate(mir_xen_interrupt_stub, 0);
  gates[kTimerVector] = gate(mir_xen_timer_stub, 0);
  load_task_state();
  const TablePointer pointer{sizeof gates - 1, reinterpret_cast<uint64_t>(gates)};
  asm volatile("lidt %0" : : "m"(pointer));
}

} // namespace mir::rt

void mir_xen_trap(const mir::rt::TrapFrame* frame) {
  uint64_t fault_address;
  asm volatile("mov %%cr2, %0" : "=r"(fault_address));
  mir::rt::panic_at(*frame, fault_address);
}
