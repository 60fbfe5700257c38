#include "rt/xen/backtrace/backtrace.hpp"

#include "rt/xen/backtrace/function_names.hpp"
#include "rt/xen/console.hpp"
#include "rt/xen/memory.hpp"

namespace mir::rt {

namespace {

constexpr int kMostFrames = 40;

// A return address may be the first byte of the next function: the call lies before it.
void print_frame(FunctionNames& names, int number, uint64_t address) {
  print("  #");
  print_decimal(static_cast<uint64_t>(number));
  print(number < 10 ? "  0x" : " 0x");
  print_hex(address);
  if (const auto name = names.at(number == 0 ? address : address - 1); !name.empty()) {
    print(" ");
    print(name);
  }
  print("\n");
}

} // namespace

// Everything is compiled with frame pointers: each frame begins with the caller's and the return
// address. What they say is believed only as far as it can be read and leads upwards.
void print_backtrace(uint64_t rip, uint64_t frame) {
  FunctionNames names(last_segment());
  print_frame(names, 0, rip);
  for (int number = 1; number < kMostFrames; ++number) {
    if (frame % sizeof(uint64_t) || !is_readable(frame, 2 * sizeof(uint64_t)))
      return;
    const auto* words = reinterpret_cast<const uint64_t*>(frame);
    if (access_to(words[1]) != Access::ReadExecute)
      return;
    print_frame(names, number, words[1]);
    if (words[0] <= frame)
      return;
    frame = words[0];
  }
}

} // namespace mir::rt
