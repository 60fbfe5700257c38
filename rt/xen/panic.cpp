#include "rt/xen/panic.hpp"

#include <xen/xen.h>

#include <xen/sched.h>

#include "rt/xen/backtrace/backtrace.hpp"
#include "rt/xen/console.hpp"
#include "rt/xen/domain.hpp"
#include "rt/xen/memory.hpp"
#include "rt/xen/start.hpp"
#include "rt/xen/x86_64/cpu.hpp"

// The C library's, where a function of the program ends when the canary on its stack has changed.
extern "C" [[gnu::weak]] void __stack_chk_fail();

namespace mir::rt {

namespace {

constexpr int kPanicCode = 134; // as a process reports abort()
constexpr uint64_t kPageFault = 14, kInvalidOpcode = 6;
constexpr uint64_t kFaultPresent = 1, kFaultWrite = 2, kFaultReserved = 8, kFaultFetch = 16;
constexpr uint64_t kNullPage = 4096;

constexpr const char* kNames[32] = {"divide error",
                                    "debug",
                                    "non-maskable interrupt",
                                    "breakpoint",
                                    "overflow",
                                    "bound range",
                                    "invalid instruction",
                                    "device not available",
                                    "double fault",
                                    "exception 9",
                                    "invalid task state",
                                    "segment not present",
                                    "stack segment fault",
                                    "protection fault",
                                    "page fault",
                                    "exception 15",
                                    "x87 error",
                                    "alignment check",
                                    "machine check",
                                    "SIMD error",
                                    "virtualization",
                                    "control protection",
                                    "exception 22",
                                    "exception 23",
                                    "exception 24",
                                    "exception 25",
                                    "exception 26",
                                    "exception 27",
                                    "exception 28",
                                    "VMM communication",
                                    "security exception",
                                    "exception 31"};

// A panic inside a panic has nothing left to print with.
void enter_panic() {
  static constinit int depth = 0;
  if (++depth == 2)
    shut_down(SHUTDOWN_crash, kPanicCode);
  if (depth > 2)
    halt_for_ever();
  print("\nmir: panic: ");
}

const char* page_fault_cause(const TrapFrame& frame, uint64_t address) {
  if (is_stack_guard(address))
    return "the stack has overflowed";
  if (frame.error & kFaultReserved)
    return "the page tables are damaged";
  if (address < kNullPage)
    return "a null pointer was used";
  if (frame.error & kFaultFetch)
    return "what is there must not be executed";
  if (!(frame.error & kFaultPresent))
    return "no memory is there";
  return frame.error & kFaultWrite ? "what is there must not be written"
                                   : "what is there must not be read";
}

void print_page_fault(const TrapFrame& frame, uint64_t address) {
  print(frame.error & kFaultFetch   ? "executing at 0x"
        : frame.error & kFaultWrite ? "writing to 0x"
                                    : "reading from 0x");
  print_hex(address);
  print(": ");
  print(page_fault_cause(frame, address));
}

// Whether an address lies in the few instructions of __stack_chk_fail.
bool is_stack_check(uint64_t rip) {
  constexpr uint64_t kLongest = 16; // bytes: a frame and the instruction that traps
  const auto begin = reinterpret_cast<uint64_t>(&__stack_chk_fail);
  return begin != 0 && rip - begin < kLongest;
}

void print_cause(const TrapFrame& frame, uint64_t address) {
  if (frame.vector == kPageFault)
    return print_page_fault(frame, address);
  print(kNames[frame.vector & 31]);
  if (frame.vector != kInvalidOpcode)
    return;
  print(is_stack_check(frame.rip) ? ": a function has written past its variables on the stack"
                                  : ": a check has failed, of the program or of the C library");
}

void print_registers(const TrapFrame& frame) {
  struct Register {
    const char* name;
    uint64_t value;
  };
  const Register registers[] = {
      {"rip", frame.rip}, {"rsp", frame.rsp}, {"rbp", frame.rbp},    {"flg", frame.rflags},
      {"rax", frame.rax}, {"rbx", frame.rbx}, {"rcx", frame.rcx},    {"rdx", frame.rdx},
      {"rsi", frame.rsi}, {"rdi", frame.rdi}, {"r8 ", frame.r8},     {"r9 ", frame.r9},
      {"r10", frame.r10}, {"r11", frame.r11}, {"r12", frame.r12},    {"r13", frame.r13},
      {"r14", frame.r14}, {"r15", frame.r15}, {"vec", frame.vector}, {"err", frame.error}};
  int column = 0;
  for (const Register& each : registers) {
    print(column == 0 ? "\n  " : "  ");
    print(each.name);
    print(" ");
    print_hex(each.value);
    column = (column + 1) % 4;
  }
  print("\n");
}

} // namespace

void panic(const char* message) {
  enter_panic();
  print(message);
  print("\n");
  print_backtrace(reinterpret_cast<uint64_t>(__builtin_return_address(0)),
                  *static_cast<const uint64_t*>(__builtin_frame_address(0)));
  end_program(kPanicCode);
}

void panic_at(const TrapFrame& frame, uint64_t fault_address) {
  enter_panic();
  print_cause(frame, fault_address);
  print_registers(frame);
  print_backtrace(frame.rip, frame.rbp);
  end_program(kPanicCode);
}

} // namespace mir::rt
