/// \file
/// A file that becomes a value, piece by piece: it may be larger than memory.
#pragma once

#include <cstdint>
#include <string>

#include "driver/env/disk.hpp"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

namespace mir::driver {

struct ValueSum {
  std::uint64_t size = 0;     ///< bytes
  std::uint32_t checksum = 0; ///< CRC-32
};

/// Reads a file from its beginning to its end.
///
/// \param on_piece called with up to 1 MiB at a time.
llvm::Expected<ValueSum> read_value(Disk& disk, const std::string& file,
                                    llvm::function_ref<void(llvm::StringRef)> on_piece);

} // namespace mir::driver
