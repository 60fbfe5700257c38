/// \file
/// Prints a plan.
#pragma once

#include "driver/plan/plan.hpp"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {

/// For people: the target, then each step with its command.
void print_plan(const Plan& plan, llvm::raw_ostream& out);

/// For programs: one JSON object a line, first the plan's, then each step's. docs/mir.md lists the
/// members.
void print_plan_json(const Plan& plan, llvm::raw_ostream& out);

/// For Graphviz: a node a file, an edge from what a step reads to what it makes.
void print_plan_dot(const Plan& plan, llvm::raw_ostream& out);

/// The compilation database of the plans, as clangd and clang-tidy read it.
std::string compile_commands(const std::vector<Plan>& plans);

} // namespace mir::driver
