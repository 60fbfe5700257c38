/// \file
/// Where the loader's world ends and the C library's begins, and the way back.
#pragma once

namespace mir::rt {

/// Ends the program: tells the code on the console, waits until the console has it, shuts the
/// domain down.
[[noreturn]] void end_program(int code);

} // namespace mir::rt
