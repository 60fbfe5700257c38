#pragma once
// Files that appear whole or not at all.

#include <expected>
#include <string>
#include <string_view>

namespace mir::mplc {

/// Puts `text` at `path` in one step: whoever looks sees the old file or the new one, never a part.
///
/// \returns why it cannot be written; nothing is changed then.
[[nodiscard]] std::expected<void, std::string> write_atomically(std::string_view path,
                                                                std::string_view text);

} // namespace mir::mplc
