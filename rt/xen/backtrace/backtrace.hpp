/// \file
/// Who called whom, for a panic.
#pragma once

#include <cstdint>

namespace mir::rt {

/// Prints a line a frame: its number, the address, and the function's name where the image has it.
/// \param rip where the panic was. \param frame the frame pointer there.
void print_backtrace(uint64_t rip, uint64_t frame);

} // namespace mir::rt
