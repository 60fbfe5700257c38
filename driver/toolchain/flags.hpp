/// \file
/// How target code is compiled and linked: one table for applications and for the library OS.
#pragma once

#include <string>
#include <vector>

#include "driver/toolchain/home.hpp"

namespace mir::driver {

enum class Mode { Release, Debug };

/// Flags of every compilation, without files and without the include folders of a project.
std::vector<std::string> compile_flags(const Home& home, Mode mode);

/// The same for a program of this machine that tests run in: with sanitizers in Mode::Debug.
std::vector<std::string> host_compile_flags(const Home& home, Mode mode);

/// Flags of its link, for the compiler.
std::vector<std::string> host_link_flags(Mode mode);

/// Flags of every link, without files and without what is the target's own.
std::vector<std::string> link_flags();

/// The C and C++ libraries, in the order of the link.
std::vector<std::string> library_files(const Home& home);

} // namespace mir::driver
