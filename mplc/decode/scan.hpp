#pragma once
// Fields that say themselves how long they are, as generated code scans them.

#include "mplc/decode/decoded.hpp"

namespace mir::mplc::decode {

/// How long a field turns out to be.
struct Scanned {
  std::size_t size = 0;               ///< in bytes, with all that belongs to it
  std::optional<ir::Reason> broken{}; ///< then `size` is the value of the error
};

/// Scans a string, a long number or a name that begins at `at` in `bytes`, of which nothing after
/// `end` may be read.
///
/// \param message where the pointers of names count from.
[[nodiscard]] Scanned scan(const ir::Wire& wire, Bytes bytes, std::size_t message, std::size_t at,
                           std::size_t end);

/// The contents of a string, without its length, its end or what fills it up.
[[nodiscard]] std::string_view contents(const ir::Wire& wire, Bytes bytes, std::size_t begin,
                                        std::size_t end);

/// The labels of a name that scan() has found to be one.
[[nodiscard]] std::vector<std::string_view> labels(Bytes bytes, std::size_t message,
                                                   std::size_t at);

} // namespace mir::mplc::decode
