#pragma once
// A message as text for people and as JSON for tools.

#include "mplc/diag/diagnostics.hpp"

namespace mir::mplc {

/// `FILE:LINE:COLUMN: error: TEXT [ID]`, the line with a caret and the fix-it, and the notes.
[[nodiscard]] std::string print_text(const Message& message, const SourceManager& sources,
                                     bool color);

/// The same as an object of JSON on one line (docs/mplc.md).
[[nodiscard]] std::string print_json(const Message& message, const SourceManager& sources);

} // namespace mir::mplc
