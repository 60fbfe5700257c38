#pragma once
// How code goes over the fields of a view.

#include "mplc/backends/cpp/print/printer.hpp"
#include "mplc/ir/ir.hpp"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <string>

namespace mir::mplc::cpp {

/// Prints statements that go over all fields of `view`, in the order of the specification: those of
/// a classify in an `if` for each clause, between `out.enter(NAME)` and `out.leave()`.
///
/// \param field prints the statement for one field; `view` is what its accessor is called on, with
///        the dot or arrow: "view." or "clause1->".
void print_field_walk(
    Printer& out, const ir::Packet& packet,
    llvm::function_ref<void(const ir::Field& field, const std::string& view)> field);

} // namespace mir::mplc::cpp
