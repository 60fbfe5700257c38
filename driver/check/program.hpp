/// \file
/// The application as a whole: what it reaches from app_main, through all its sources.
#pragma once

#include <string>
#include <vector>

#include "driver/check/facts.hpp"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {

/// Reports, with the chain of calls, each use of what the target lacks, and an app_main that is
/// missing.
///
/// \param out diagnostics, with the line of the source where it can be read.
/// \returns the names of the capabilities that the application uses, one a line; nothing when an
/// error was reported.
std::optional<std::string> check_program(const std::vector<Facts>& sources, llvm::StringRef target,
                                         bool colour, llvm::raw_ostream& out);

} // namespace mir::driver
