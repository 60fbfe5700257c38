/// \file
/// The forms of text that a manifest's values take.
#pragma once

#include <cstdint>
#include <optional>

#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// A size such as "16M": digits, then nothing (bytes), K, M or G (powers of 1024).
///
/// \returns nothing when it is not one, is zero or does not fit.
std::optional<std::uint64_t> parse_size(llvm::StringRef text);

/// True for an IPv4 address in dotted decimal or an IPv6 address (RFC 4291 2.2).
bool is_ip_address(llvm::StringRef text);

/// True for an address, a slash and a prefix length that fits the family.
bool is_ip_network(llvm::StringRef text);

} // namespace mir::driver
