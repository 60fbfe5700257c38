/// \file
/// The bill of materials of an image.
#pragma once

#include <string>

#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// A document of SPDX 2.3 in JSON: the application and what is linked into it, with licences. The
/// same image gives the same document.
///
/// \param versions share/mir's list of what the sysroot was built from, a name and a version a
/// line.
/// \param digest of the image, in hexadecimal digits of SHA-256.
std::string bill_of_materials(llvm::StringRef application, llvm::StringRef version,
                              llvm::StringRef versions, llvm::StringRef digest);

} // namespace mir::driver
