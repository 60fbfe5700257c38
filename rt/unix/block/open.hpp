/// \file
/// How a file or block device becomes a disk of the program.
#pragma once

#include <mir/rt/port.hpp>

namespace mir::rt {

/// An open file, and what the port says of it.
struct OpenDisk {
  int file = -1;
  mir_block_info info = {}; ///< all but its slots
};

/// Opens what the value of a `--disk=` names: FILE, and behind commas `ro` (never write) and
/// `sector=512|4096` (bytes; of a block device the kernel tells). A file that may not be written is
/// read only. Whoever may write has it for himself; readers share it.
///
/// \returns false, with the reason on standard error.
[[nodiscard]] bool open_disk(const char* value, OpenDisk& disk);

} // namespace mir::rt
