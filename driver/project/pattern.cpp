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

/// Walks a tree of folders. A link may lead back up: a folder is never entered from within itself.
class Walk {
public:
  Walk(Disk& disk, const std::function<bool(llvm::StringRef)>& enters)
      : disk_(disk), enters_(enters) {}

  /// \param below what the names of its files begin with: empty, or folders with a '/' at the end.
  llvm::Error enter(const std::string& folder, const std::string& below) {
    auto status = disk_.status(folder);
    auto here = std::pair(status ? status->device : 0, status ? status->file : 0);
    if (llvm::is_contained(inside_, here))
      return llvm::Error::success();
    auto entries = disk_.list(folder);
    if (!entries)
      return entries.takeError();
    auto is_boundary = [](const FolderEntry& entry) {
      return entry.name == "CACHEDIR.TAG" || entry.name == "mir.toml";
    };
    if (!below.empty() && llvm::any_of(*entries, is_boundary))
      return llvm::Error::success();
    inside_.push_back(here);
    for (const FolderEntry& entry : *entries) {
      if (entry.name.starts_with('.'))
        continue;
      if (!entry.is_folder)
        files_.push_back(below + entry.name);
      else if (!enters_(below + entry.name))
        continue;
      else if (auto error = enter(folder + "/" + entry.name, below + entry.name + "/"))
        return error;
    }
    inside_.pop_back();
    return llvm::Error::success();
  }

  std::vector<std::string> take() { return std::move(files_); }

private:
  Disk& disk_;
  const std::function<bool(llvm::StringRef)>& enters_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>>
      inside_; ///< device and file of the folders above
  std::vector<std::string> files_;
};

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

bool may_match_below(llvm::StringRef pattern, llvm::StringRef folder) {
  auto [pattern_name, pattern_rest] = pattern.split('/');
  auto [name, rest] = folder.split('/');
  if (pattern_rest.empty()) // it names files of a folder above
    return false;
  if (pattern_name == "**")
    return true;
  return matches_name(pattern_name, name) && (rest.empty() || may_match_below(pattern_rest, rest));
}

llvm::Expected<std::vector<std::string>>
files_below(Disk& disk, llvm::StringRef folder,
            const std::function<bool(llvm::StringRef)>& enters) {
  Walk walk(disk, enters);
  if (auto error = walk.enter(folder.str(), ""))
    return error;
  auto files = walk.take();
  llvm::sort(files);
  return files;
}

} // namespace mir::driver
