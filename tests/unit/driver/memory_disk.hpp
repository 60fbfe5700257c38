/// \file
/// A disk in memory: small trees, and folders that cannot be read.
#pragma once

#include <map>
#include <set>
#include <string>

#include "driver/env/disk.hpp"

namespace mir::driver {

/// Files by absolute path; a folder is there when a file is below it.
class MemoryDisk final : public Disk {
public:
  std::map<std::string, std::string> files;
  std::set<std::string> unreadable; ///< folders that list() refuses

  std::optional<FileStatus> status(llvm::StringRef path) override;
  llvm::Expected<std::string> read(llvm::StringRef path) override;
  llvm::Expected<std::string> read_part(llvm::StringRef path, std::uint64_t place,
                                        std::uint64_t size) override;
  llvm::Expected<std::vector<FolderEntry>> list(llvm::StringRef folder) override;
  llvm::Error make_folders(llvm::StringRef folder) override;
  llvm::Error write(llvm::StringRef path, llvm::StringRef bytes) override;
  llvm::Expected<std::unique_ptr<NewFile>> replace(llvm::StringRef path) override;
  llvm::Error create(llvm::StringRef path, llvm::StringRef bytes) override;
  llvm::Error publish(llvm::StringRef target, llvm::StringRef path) override;
  llvm::Expected<std::unique_ptr<Lock>> lock(llvm::StringRef path,
                                             const std::function<void()>& on_wait) override;
  llvm::Error remove_all(llvm::StringRef path) override;
};

} // namespace mir::driver
