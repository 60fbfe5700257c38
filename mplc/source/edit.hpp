#pragma once
// Changes to a text: what a fix-it asks for.

#include "mplc/source/source.hpp"

#include <span>
#include <string>
#include <string_view>

namespace mir::mplc {

/// `replacement` instead of the bytes of `range`; an empty range is an insertion.
struct Edit {
  Range range;
  std::string replacement;
};

/// Whether both can be made, in either order, with one result.
[[nodiscard]] bool compatible(const Edit& a, const Edit& b);

/// `text` with all edits made, which are of one file and compatible with each other.
[[nodiscard]] std::string apply_edits(std::string_view text, std::span<const Edit> edits);

} // namespace mir::mplc
