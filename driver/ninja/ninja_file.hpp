/// \file
/// A plan as a Ninja file.
#pragma once

#include <string>

#include "driver/plan/plan.hpp"

namespace mir::driver {

std::string ninja_file(const Plan& plan);

} // namespace mir::driver
