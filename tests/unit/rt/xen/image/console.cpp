/// \file
/// Waits for lines on the console and repeats them; ends at the end of input, on a stop request, or
/// after two minutes. A program that stops because it was asked ends with 143.
#include <mir/rt/port.hpp>

#include <cstdio>
#include <cstring>

namespace {

// \returns whether input has ended.
bool repeat_lines() {
  char text[256];
  size_t got = 0;
  while (mir_port_console_read(text, sizeof text, &got) == MIR_OK) {
    if (got == 0)
      return true;
    std::printf("heard: %.*s", static_cast<int>(got), text);
  }
  return false;
}

} // namespace

int mir_main(int, char**) {
  std::printf("listening\n");
  const uint64_t end_ns = mir_port_monotonic_ns() + 120'000'000'000;
  mir_event event;
  while (mir_port_wait(end_ns, &event, 1) == 1) {
    if (event.kind == MIR_EVENT_STOP) {
      std::printf("asked to stop\n");
      return 128 + static_cast<int>(event.source);
    }
    if (event.kind == MIR_EVENT_CONSOLE && repeat_lines()) {
      std::printf("end of input\n");
      return 0;
    }
  }
  std::printf("nobody came\n");
  return 1;
}
