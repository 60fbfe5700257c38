#pragma once
// Packets that a test program makes up, from what the specification says of them.

#include "mplc/backends/cpp/print/printer.hpp"

namespace mir::mplc::laws {

/// `mpl_sample()` of a packet: Fields that a build may take, other ones each time; and
/// `mpl_class()`, the name by which a clause is told from that of another packet.
void print_sample(cpp::Printer& out, const ir::Packet& packet, const ir::Module& module);

/// Every clause of the module, as `packet.Clause.Inner`, in quotes with commas between them.
[[nodiscard]] std::string clause_list(const ir::Module& module);

} // namespace mir::mplc::laws
