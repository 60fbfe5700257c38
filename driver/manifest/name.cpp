#include "driver/manifest/manifest.hpp"
#include "llvm/ADT/StringExtras.h"

namespace mir::driver {

bool is_application_name(llvm::StringRef name) {
  constexpr std::size_t kLongest = 63; // bytes: a label of the domain name system (RFC 1035 2.3.4)
  auto allowed = [](char c) { return llvm::isAlnum(c) || c == '-' || c == '_'; };
  return !name.empty() && name.size() <= kLongest && llvm::isAlpha(name.front()) &&
         llvm::all_of(name, allowed);
}

llvm::StringRef nearest(llvm::StringRef word, const std::vector<llvm::StringRef>& known) {
  // A third of the letters wrong is still a slip of the fingers; more is another word.
  unsigned best = static_cast<unsigned>(word.size()) / 3 + 1;
  llvm::StringRef found;
  for (llvm::StringRef candidate : known)
    if (unsigned distance = candidate.edit_distance_insensitive(word);
        distance <= best && found.empty())
      best = distance, found = candidate;
    else if (distance < best)
      best = distance, found = candidate;
  return found;
}

} // namespace mir::driver
