#pragma once
// `mplc decode`: the packets of a capture, as a specification sees them.

#include "mplc/command/compile.hpp"

namespace mir::mplc {

// What a script can tell from the exit status of `mplc decode`.
constexpr int kDecoded = 0;
constexpr int kMalformed = 1;    ///< a packet does not keep to the specification
constexpr int kMeaningless = 2;  ///< the command line means nothing
constexpr int kUnreadable = 3;   ///< the specification has mistakes, or a capture cannot be read
constexpr int kNothingFound = 4; ///< no frame carries such a packet

/// Decodes every packet of the captures, and prints each. \returns one of the above.
[[nodiscard]] int decode_captures(const Env& env, const Command& command);

} // namespace mir::mplc
