#include "check.hpp"

#include <string.h>

namespace mir::conformance {
namespace {

void say_number(uint64_t number) {
  char digits[21];
  char* at = digits + sizeof digits;
  *--at = '\0';
  do
    *--at = static_cast<char>('0' + number % 10);
  while ((number /= 10) != 0);
  say(at);
}

void say_place(const char* file, int line) {
  say(file);
  say(":");
  say_number(static_cast<uint64_t>(line));
  say(": ");
}

} // namespace

void say(const char* text) { mir_port_console_write(text, strlen(text)); }

bool Check::that(bool holds, const char* what, const char* file, int line) {
  if (holds)
    return true;
  ++failures_;
  say_place(file, line);
  say(what);
  say("\n");
  return false;
}

bool Check::equal(uint64_t is, uint64_t wanted, const char* what, const char* file, int line) {
  if (is == wanted)
    return true;
  that(false, what, file, line);
  say("  is ");
  say_number(is);
  say(", should be ");
  say_number(wanted);
  say("\n");
  return false;
}

uint64_t in_milliseconds(uint64_t count) { return mir_port_monotonic_ns() + count * 1'000'000; }

} // namespace mir::conformance
