#include "driver/project/pattern.hpp"

#include "llvm/ADT/STLExtras.h"

namespace mir::driver {
namespace {

/// Matches one name, without folders.
bool matches_name(llvm::StringRef pattern, llvm::StringRef name) {
  // Where the last '*' was, to let it take one more character when what follows does not fit.
  std::size_t at = 0, star = llvm::StringRef::npos, resume = 0;
  for (std::size_t i = 0; i < name.size();) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      resume = i;
    } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == name[i])) {
      ++at, ++i;
    } else if (star != llvm::StringRef::npos) {
      at = star + 1;
      i = ++resume;
    } else {
      return false;
    }
  }
  return pattern.drop_front(at).find_first_not_of('*') == llvm::StringRef::npos;
}

llvm::Error add_files(Disk& disk, const std::string& folder, const std::string& below,
                      std::vector<std::string>& files) {
  auto entries = disk.list(folder);
  if (!entries)
    return entries.takeError();
  auto has = [&](llvm::StringRef name) {
    return llvm::any_of(*entries, [&](const FolderEntry& entry) { return entry.name == name; });
  };
  if (!below.empty() && (has("CACHEDIR.TAG") || has("mir.toml")))
    return llvm::Error::success();
  for (const FolderEntry& entry : *entries) {
    if (entry.name.starts_with('.'))
      continue;
    if (!entry.is_folder)
      files.push_back(below + entry.name);
    else if (auto error =
                 add_files(disk, folder + "/" + entry.name, below + entry.name + "/", files))
      return error;
  }
  return llvm::Error::success();
}

} // namespace

bool is_pattern(llvm::StringRef text) { return text.find_first_of("*?") != llvm::StringRef::npos; }

bool matches(llvm::StringRef pattern, llvm::StringRef path) {
  if (pattern.consume_front("**/")) {
    for (;;) {
      if (matches(pattern, path))
        return true;
      auto rest = path.split('/').second;
      if (rest.empty())
        return false;
      path = rest;
    }
  }
  auto [pattern_name, pattern_rest] = pattern.split('/');
  auto [name, rest] = path.split('/');
  if (pattern_rest.empty() != rest.empty() || !matches_name(pattern_name, name))
    return false;
  return rest.empty() || matches(pattern_rest, rest);
}

llvm::Expected<std::vector<std::string>> files_below(Disk& disk, llvm::StringRef folder) {
  std::vector<std::string> files;
  if (auto error = add_files(disk, folder.str(), "", files))
    return error;
  llvm::sort(files);
  return files;
}

} // namespace mir::driver
