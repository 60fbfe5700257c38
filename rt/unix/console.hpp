/// \file
/// The console: standard input and standard output.
#pragma once

namespace mir::rt {

/// Finds out what standard input is, and watches it if it can keep a reader waiting.
void start_console();

/// True once when standard input is always readable (a file), which no mechanism of the kernel
/// would report.
bool take_console_always_ready();

} // namespace mir::rt
