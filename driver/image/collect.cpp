#include "driver/image/collect.hpp"

#include <algorithm>

#include "driver/image/value.hpp"
#include "driver/plan/shell.hpp"
#include "driver/project/pattern.hpp"
#include "llvm/ADT/STLExtras.h"

namespace mir::driver {
namespace {

class Collector {
public:
  Collector(Disk& disk, const Collecting& wanted, Diagnostics& diagnostics)
      : disk_(disk), wanted_(wanted), image_(disk.status(wanted.image)), diagnostics_(diagnostics) {
  }

  void visit(const std::string& folder, const std::string& prefix) {
    const auto status = disk_.status(folder);
    // A link to a folder around it would have no end.
    if (status && llvm::any_of(above_, [&](const FileStatus& other) {
          return other.device == status->device && other.file == status->file;
        })) {
      diagnostics_.report(kind::kLinkLoop, folder);
      return;
    }
    auto entries = disk_.list(folder);
    if (!entries) {
      diagnostics_.report(kind::kUnreadableFolder, llvm::toString(entries.takeError()));
      return;
    }
    if (status)
      above_.push_back(*status);
    for (const FolderEntry& entry : *entries) {
      const std::string key = prefix + entry.name;
      if ((!wanted_.hidden && entry.name.front() == '.') || is_excluded(key))
        continue;
      if (entry.is_folder)
        visit(folder + "/" + entry.name, key + "/");
      else
        add(folder + "/" + entry.name, key);
    }
    if (status)
      above_.pop_back();
  }

  /// Reads what visit() has found. \returns the entries with their checksums.
  std::vector<ImageEntry> finish() {
    if (fits())
      for (ImageEntry& entry : entries_)
        read(entry);
    return std::move(entries_);
  }

private:
  [[nodiscard]] bool is_excluded(const std::string& key) const {
    return llvm::any_of(wanted_.excluded,
                        [&](const std::string& pattern) { return matches(pattern, key); });
  }

  void add(const std::string& file, const std::string& key) {
    const auto status = disk_.status(file);
    if (key.size() > kLongestKey) {
      diagnostics_.report(kind::kLongKey, key, kLongestKey);
    } else if (status && !status->is_file) {
      diagnostics_.report(kind::kSpecialFile, file);
      diagnostics_.note(exclude(key) + " leaves it out");
    } else if (status && image_ && status->device == image_->device &&
               status->file == image_->file) {
      diagnostics_.report(kind::kInsideImage, wanted_.image);
      diagnostics_.note("write it somewhere else, or leave it out: " + exclude(key));
    } else {
      entries_.push_back({key, file, status ? status->size : 0});
    }
  }

  /// For a command line. A '*' of the key stands for itself, too.
  static std::string exclude(llvm::StringRef key) {
    return shell_quoted(("--exclude=" + key).str());
  }

  /// Before anything is read, which would take a while. \returns false when an error was reported.
  bool fits() {
    std::uint64_t total = 0; // of values alone: keys are nothing beside that
    for (const ImageEntry& entry : entries_)
      total += std::min(entry.size, kLargestImage);
    if (total < kLargestImage)
      return true;
    diagnostics_.report(kind::kTooMuch, wanted_.folder, kLargestImage);
    diagnostics_.note("--exclude=PATTERN leaves files out");
    return false;
  }

  void read(ImageEntry& entry) {
    auto sum = read_value(disk_, entry.file, [](llvm::StringRef) {});
    if (!sum)
      return diagnostics_.report(sum.takeError());
    entry.size = sum->size;
    entry.checksum = sum->checksum;
  }

  Disk& disk_;
  const Collecting& wanted_;
  std::optional<FileStatus> image_; // that is there already
  Diagnostics& diagnostics_;
  std::vector<FileStatus> above_; // the folders that are being visited
  std::vector<ImageEntry> entries_;
};

} // namespace

std::optional<std::vector<ImageEntry>> collect_files(Disk& disk, const Collecting& wanted,
                                                     Diagnostics& diagnostics) {
  Collector collector(disk, wanted, diagnostics);
  collector.visit(wanted.folder, "");
  auto entries = collector.finish();
  if (diagnostics.failed())
    return std::nullopt;
  return entries;
}

} // namespace mir::driver
