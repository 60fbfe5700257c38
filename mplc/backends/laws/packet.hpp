#pragma once
// What the laws need to know of one packet, as C++.

#include "mplc/backends/cpp/print/printer.hpp"

namespace mir::mplc::laws {

/// The class of `packet` with its namespace.
[[nodiscard]] std::string class_name(const ir::Module& module, const ir::Packet& packet);
/// The name of the struct that print_packet() writes.
[[nodiscard]] std::string traits_name(const ir::Packet& packet);

/// mpl_same(), mpl_dump() and mpl_change() in the namespace of the module: two views compared by
/// what a build would be given, all fields printed, and one field changed.
void print_functions(cpp::Printer& out, const ir::Module& module, const ir::Packet& packet);

/// A struct with the packet's view, its arguments, and the ways to parse and to build it.
void print_traits(cpp::Printer& out, const ir::Module& module, const ir::Packet& packet);

} // namespace mir::mplc::laws
