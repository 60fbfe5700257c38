/// \file
/// The kernel's random numbers.
#pragma once

namespace mir::rt {

/// Waits until the kernel's generator has been seeded: only a machine that has just booted makes
/// this take time.
void start_entropy();

} // namespace mir::rt
