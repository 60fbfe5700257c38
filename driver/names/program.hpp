/// \file
/// An ELF file (64 bits, this machine's byte order) as much as the table of names needs it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mir::driver {

struct Function {
  std::uint64_t address;
  std::uint64_t size;    ///< bytes; 0 when the assembler did not say
  std::string_view name; ///< as the linker knows it
};

/// The functions of a program's symbol table, by address; of several at one address the first.
/// Borrows from `file`. \returns nothing when the file is not a program with symbols.
std::optional<std::vector<Function>> functions_of(std::string_view file);

/// A loadable program with one more segment, read-only, behind all others: at a place that nothing
/// else has, in the file and in memory. It takes the header of PT_GNU_STACK, which says to a UNIX
/// kernel only what no loader of an image asks.
/// \returns nothing when there is no such header, or the file is no program.
std::optional<std::string> with_segment(std::string_view file, std::string_view bytes);

} // namespace mir::driver
