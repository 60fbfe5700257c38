/// \file
/// Asks another program of this machine through its socket.
#pragma once

#include <functional>
#include <string>

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace mir::driver {

/// Connects to the stream socket of this path, sends the question, ends its half, and reads the
/// answer to its end. Waits for a socket that is not there yet.
///
/// \param limit_s seconds until it gives up.
/// \param goes_on false gives up, too.
llvm::Expected<std::string> ask_local_socket(const std::string& path, llvm::StringRef question,
                                             unsigned limit_s,
                                             const std::function<bool()>& goes_on);

} // namespace mir::driver
