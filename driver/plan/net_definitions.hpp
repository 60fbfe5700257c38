/// \file
/// How [net] of the manifest reaches the program.
#pragma once

#include <string>
#include <vector>

#include "driver/manifest/manifest.hpp"

namespace mir::driver {

/// The one source of the library OS that the manifest's settings are compiled into, below
/// Home::stdlib(). They are what boot arguments override.
inline constexpr llvm::StringLiteral kNetDefaultsSource = "net/defaults.cpp";

/// What that source is compiled with: a definition for each key that is set.
std::vector<std::string> net_definitions(const Manifest::Net& net);

} // namespace mir::driver
