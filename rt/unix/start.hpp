/// \file
/// What the files of this run time need from the one that starts and ends the program.
#pragma once

namespace mir::rt {

/// Makes the platform ready for the port's functions; main() calls it once, before mir_main().
void bring_up();

/// What the program was started with.
struct Arguments {
  int count = 0;
  char** texts = nullptr;
};

/// Notes them for devices that are opened when they are first asked for; main() calls it.
void keep_arguments(Arguments arguments);
Arguments kept_arguments();

/// Ends the program because a caller broke the port's contract: prints `what` to standard error and
/// aborts.
[[noreturn]] void bug(const char* what);

} // namespace mir::rt
