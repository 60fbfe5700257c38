/// \file
/// What is in an image that is there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "driver/diag/diagnostics.hpp"
#include "driver/env/disk.hpp"
#include "driver/image/layout.hpp"

namespace mir::driver {

/// Reads all of an image and holds everything in it against its checksums.
///
/// \returns the keys, in their order, without files; nothing when an error was reported: it is no
/// image, or damaged.
std::optional<std::vector<ImageEntry>> read_image(Disk& disk, const std::string& path,
                                                  Diagnostics& diagnostics);

} // namespace mir::driver
