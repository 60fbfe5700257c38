/// \file
/// The end of a program that cannot go on: says why on the console, then shuts the domain down as
/// crashed.
#pragma once

#include <cstdint>

#include "rt/xen/x86_64/trap.hpp"

namespace mir::rt {

/// A broken invariant of the run time or of its caller, or a platform on which nothing can run.
/// \param message one line, no period.
[[noreturn]] void panic(const char* message);

/// An exception of the processor. \param fault_address CR2, meaningful for page faults.
[[noreturn]] void panic_at(const TrapFrame& frame, uint64_t fault_address);

/// Panics unless the condition holds. Never compiled out.
inline void check(bool condition, const char* message) {
  if (!condition) [[unlikely]]
    panic(message);
}

} // namespace mir::rt
