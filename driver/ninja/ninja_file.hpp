/// \file
/// A plan as a Ninja file.
#pragma once

#include <span>
#include <string>

#include "driver/plan/plan.hpp"

namespace mir::driver {

std::string ninja_file(const Plan& plan);

/// A Ninja file that carries out all plans, which belong to one project: it names the plans' own.
std::string ninja_file_of_all(std::span<const Plan> plans);

} // namespace mir::driver
