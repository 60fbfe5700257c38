/// \file
/// What Xen's toolstack is told about an image.
#pragma once

#include <string>

#include "driver/manifest/manifest.hpp"

namespace mir::driver {

/// The guest's configuration as xl.cfg(5) wants it: a PVH guest with what the manifest declares.
///
/// \param image the image's name; the toolstack looks for it in the folder it is started in.
/// \param command_line the kernel's.
std::string xl_configuration(const Manifest& manifest, llvm::StringRef image,
                             llvm::StringRef command_line);

} // namespace mir::driver
