/// \file
/// QEMU without Xen: the machine that `mir run --bare` and `mir debug` boot an image on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "driver/diag/diagnostics.hpp"
#include "driver/env/env.hpp"

namespace mir::driver {

/// The path of QEMU. \returns nothing when an error was reported.
std::optional<std::string> find_qemu(Env& env, Diagnostics& diagnostics);

/// QEMU's words for a machine with nothing but memory and a way to end, of which an exit code is
/// told. Its serial port is still to be connected.
///
/// \param memory bytes.
/// \param arguments of the program.
std::vector<std::string> bare_machine(const std::string& image, std::uint64_t memory,
                                      const std::vector<std::string>& arguments);

} // namespace mir::driver
