#pragma once
// Text to words.

#include "mplc/diag/diagnostics.hpp"
#include "mplc/lex/token.hpp"

namespace mir::mplc {

/// Cuts `file` into words. Mistakes are reported and leave an Error token, so that parsing can go
/// on.
[[nodiscard]] TokenStream lex(const SourceManager& sources, FileId file, Diagnostics& diagnostics);

/// The words as text, one a line, for `--emit=tokens`.
[[nodiscard]] std::string print_tokens(const SourceManager& sources, const TokenStream& stream);

} // namespace mir::mplc
