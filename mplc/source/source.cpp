#include "mplc/source/source.hpp"

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/SourceMgr.h>

namespace mir::mplc {
namespace {

// A specification is written by hand; what is larger than this is some other file given by mistake,
// and places are kept as 32-bit offsets.
constexpr std::uint64_t kLargestFile = 64u << 20; // bytes

} // namespace

SourceManager::SourceManager(std::vector<std::string> include_folders)
    : include_folders_(std::move(include_folders)), manager_(std::make_unique<llvm::SourceMgr>()) {}

SourceManager::~SourceManager() = default;

std::expected<FileId, std::string> SourceManager::open(std::string_view path) {
  for (FileId id = 1; id <= count(); ++id)
    if (paths_[id - 1] == path || llvm::sys::fs::equivalent(paths_[id - 1], path))
      return id;
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false);
  if (!buffer)
    return std::unexpected(buffer.getError().message());
  if ((*buffer)->getBufferSize() > kLargestFile)
    return std::unexpected(std::string("larger than 64 MiB"));
  manager_->AddNewSourceBuffer(std::move(*buffer), llvm::SMLoc());
  paths_.emplace_back(path);
  return count();
}

FileId SourceManager::add(std::string_view name, std::string_view text) {
  manager_->AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(text), llvm::SMLoc());
  paths_.emplace_back(name);
  return count();
}

std::string SourceManager::find(std::string_view name, FileId beside) const {
  llvm::SmallString<256> candidate(llvm::sys::path::parent_path(path(beside)));
  llvm::sys::path::append(candidate, name);
  if (llvm::sys::fs::is_regular_file(candidate))
    return std::string(candidate);
  for (const std::string& folder : include_folders_) {
    candidate = folder;
    llvm::sys::path::append(candidate, name);
    if (llvm::sys::fs::is_regular_file(candidate))
      return std::string(candidate);
  }
  return {};
}

std::string_view SourceManager::text(FileId file) const {
  return manager_->getMemoryBuffer(file)->getBuffer();
}

std::string_view SourceManager::text(Range range) const {
  return text(range.file).substr(range.begin, range.end - range.begin);
}

std::string_view SourceManager::path(FileId file) const { return paths_[file - 1]; }

LineColumn SourceManager::line_column(FileId file, std::uint32_t offset) const {
  if (file == 0)
    return {};
  const char* start = manager_->getMemoryBuffer(file)->getBufferStart();
  auto [line, column] =
      manager_->getLineAndColumn(llvm::SMLoc::getFromPointer(start + offset), file);
  return {line, column};
}

} // namespace mir::mplc
