/// \file
/// Runs a program that has main() as an image: the run time calls mir_main().
#include <mir/rt/port.hpp>

// C++ lets nobody call main() by its name.
extern "C" int program_main(int count, char** arguments) asm("main");

int mir_main(int count, char** arguments) { return program_main(count, arguments); }
