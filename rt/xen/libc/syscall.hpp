/// \file
/// The floor of the C library: every kernel entry of musl is a call of uk_syscall().
#pragma once

extern "C" {

/// Linux's system call `number` (asm/unistd_64.h). \returns its result, or -errno.
long uk_syscall(long number, long a, long b, long c, long d, long e, long f);
}

namespace mir::rt {

/// Tells on the console which system calls the program made that do not exist here, and how often.
void report_unknown_calls();

} // namespace mir::rt
