/// \file
/// The kernel's command line as a program's arguments.
#pragma once

#include <cstddef>
#include <span>

namespace mir::rt {

/// Cuts a command line into words at blanks. A part in double quotes keeps its blanks and loses its
/// quotes; a backslash takes the next character as it is.
///
/// \param line null-terminated; is overwritten, and the words point into it.
/// \param words receives the words; those that do not fit are dropped.
/// \returns how many words.
size_t split_arguments(char* line, std::span<char*> words);

} // namespace mir::rt
