#include "mplc/source/edit.hpp"

#include <algorithm>
#include <vector>

namespace mir::mplc {

bool compatible(const Edit& a, const Edit& b) {
  if (a.range.file != b.range.file)
    return true;
  // Two insertions at one place have an order, and nobody has said which.
  return a.range.begin != b.range.begin &&
         (a.range.end <= b.range.begin || b.range.end <= a.range.begin);
}

std::string apply_edits(std::string_view text, std::span<const Edit> edits) {
  std::vector<Edit> sorted(edits.begin(), edits.end());
  std::ranges::sort(sorted, {}, [](const Edit& edit) { return edit.range.begin; });
  std::string out;
  std::size_t at = 0;
  for (const Edit& edit : sorted) {
    out += text.substr(at, edit.range.begin - at);
    out += edit.replacement;
    at = edit.range.end;
  }
  out += text.substr(at);
  return out;
}

} // namespace mir::mplc
