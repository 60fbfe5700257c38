/// \file
/// One source, read by the compiler's own front end: by itself, or as it is compiled.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "driver/check/facts.hpp"

namespace mir::driver {

/// Parses a source as its compilation would and applies every rule to what is the application's in
/// it. Diagnostics, with fix-its, go to the error stream as the compiler's do.
///
/// \param command the compiler and its arguments, with -fsyntax-only.
/// \param fix changes the source as the fix-its say.
/// \returns nothing when an error was reported.
std::optional<Facts> check_source(const std::vector<std::string>& command, bool fix);

/// The same in the compilation of the source, which then reads it once: the object is the one that
/// the command makes by itself.
///
/// \param command the compiler and its arguments, with -c.
/// \returns nothing when an error was reported; then there is no new object.
std::optional<Facts> compile_source(const std::vector<std::string>& command);

} // namespace mir::driver
