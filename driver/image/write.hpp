/// \file
/// From a plan to the file of an image.
#pragma once

#include <string>

#include "driver/diag/diagnostics.hpp"
#include "driver/env/disk.hpp"
#include "driver/image/layout.hpp"

namespace mir::driver {

/// Writes the image and puts it in the place of what is there, in one step. Reads each file a
/// second time, piece by piece. \returns false when an error was reported; then nothing has
/// changed.
bool write_image(Disk& disk, const ImagePlan& plan, const std::string& path,
                 Diagnostics& diagnostics);

} // namespace mir::driver
