/// \file
/// The files of a folder that become the keys of an image.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "driver/diag/diagnostics.hpp"
#include "driver/env/disk.hpp"
#include "driver/image/layout.hpp"

namespace mir::driver {

struct Collecting {
  std::string folder;                ///< absolute
  std::string image;                 ///< absolute; it may not be in the folder
  bool hidden = false;               ///< also what begins with a '.'
  std::vector<std::string> excluded; ///< patterns of keys
};

/// Lists the files below the folder, reads each once for its checksum. Links are followed; their
/// targets may lie anywhere.
///
/// \returns nothing when an error was reported.
std::optional<std::vector<ImageEntry>> collect_files(Disk& disk, const Collecting& wanted,
                                                     Diagnostics& diagnostics);

} // namespace mir::driver
