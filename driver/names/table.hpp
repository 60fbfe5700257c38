/// \file
/// The table from which a panic reads the names of functions (rt/xen/backtrace/function_names.hpp).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "driver/names/program.hpp"

namespace mir::driver {

/// A linker's name as a reader wants it in a backtrace: without parameters, and without what fills
/// a template's angle brackets. A name that is not C++'s stays.
std::string short_name(std::string_view name);

/// The table. Its form: kNamesMagic; its whole size in bytes, 4 bytes, little endian; then a record
/// a function, by address, of four numbers and bytes:
/// - how far its first byte lies behind the end of the function before, for the first behind 0
/// - its size
/// - how many bytes of its name are those of the name before
/// - how many more there are, and these.
/// A number is in groups of seven bits, the lowest first, with a bit that says that there are more
/// (LEB128).
std::string table_of(const std::vector<Function>& functions);

inline constexpr std::string_view kNamesMagic = "mirnames";

} // namespace mir::driver
