/// \file
/// The two ways to borrow bytes.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace mir::os {

using Bytes = std::span<const std::byte>;  ///< bytes to look at, owned by somebody else
using MutableBytes = std::span<std::byte>; ///< bytes to fill, owned by somebody else

/// The characters of a text as bytes; valid while the text is.
[[nodiscard]] inline Bytes as_bytes(std::string_view text) noexcept {
  return std::as_bytes(std::span(text.data(), text.size()));
}

/// Bytes seen as characters; valid while the bytes are.
[[nodiscard]] inline std::string_view as_text(Bytes bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace mir::os
