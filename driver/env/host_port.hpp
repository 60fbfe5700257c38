/// \file
/// Ports of this machine that lead to ports of a guest.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "driver/diag/diagnostics.hpp"
#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// A port of 127.0.0.1, and where what comes there goes.
struct HostPort {
  std::uint16_t host; ///< 0 for any that is free
  std::uint16_t guest;
  bool udp = false; ///< else TCP

  [[nodiscard]] llvm::StringRef protocol() const { return udp ? "udp" : "tcp"; }
};

/// Reads "HOST:GUEST" or "PORT", with "/tcp" or "/udp" behind it. \returns nothing for anything
/// else.
std::optional<HostPort> parse_host_port(llvm::StringRef text);

/// Finds out whether all of them can be had at once, and which ones those are that may be any.
/// Another program may still be faster than who wants to use them.
///
/// \returns false when an error was reported: of the first that cannot.
bool choose_host_ports(std::vector<HostPort>& ports, Diagnostics& diagnostics);

} // namespace mir::driver
