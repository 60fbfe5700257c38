#pragma once
// The texts a compilation reads, and places in them.

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace llvm {
class SourceMgr;
}

namespace mir::mplc {

/// A file that was read; 1 is the first.
using FileId = std::uint32_t;

/// The bytes [begin, end) of one file. file 0 means "no place": a message about the command line.
struct Range {
  FileId file = 0;
  std::uint32_t begin = 0, end = 0;
};

/// From the start of `first` to the end of `last`, which lies in the same file and not before it.
[[nodiscard]] inline Range join(Range first, Range last) {
  return {first.file, first.begin, last.end};
}

struct LineColumn {
  std::uint32_t line = 0, column = 0; ///< from 1; 0 is "no place"
};

/// Owns the text of every file read; ranges and string_views of it stay valid as long as it lives.
class SourceManager {
public:
  explicit SourceManager(std::vector<std::string> include_folders);
  ~SourceManager();
  SourceManager(const SourceManager&) = delete;
  SourceManager& operator=(const SourceManager&) = delete;

  /// Reads `path`, or returns the file of that path if it was read before.
  /// \returns why the file cannot be read, without its name.
  [[nodiscard]] std::expected<FileId, std::string> open(std::string_view path);

  /// Takes a text that is in no file, under a name for messages.
  FileId add(std::string_view name, std::string_view text);

  /// The path of `name` if there is such a file: in the folder of `beside`, then in each include
  /// folder; else "".
  [[nodiscard]] std::string find(std::string_view name, FileId beside) const;

  [[nodiscard]] std::string_view text(FileId file) const;
  [[nodiscard]] std::string_view text(Range range) const;
  [[nodiscard]] std::string_view path(FileId file) const;
  [[nodiscard]] LineColumn line_column(FileId file, std::uint32_t offset) const;
  /// Number of files read: ids are 1 to this.
  [[nodiscard]] FileId count() const { return static_cast<FileId>(paths_.size()); }
  [[nodiscard]] llvm::SourceMgr& llvm() const { return *manager_; }

private:
  std::vector<std::string> include_folders_;
  std::vector<std::string> paths_; // [id - 1], as given or found
  std::unique_ptr<llvm::SourceMgr> manager_;
};

} // namespace mir::mplc
