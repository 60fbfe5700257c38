/// \file
/// What the driver asks of a file system. One implementation is the real one; the unit tests bring
/// one in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace mir::driver {

/// One entry of a folder.
struct FolderEntry {
  std::string name;
  bool is_folder; ///< links are followed
};

/// What tells one state of a file from another without reading it.
struct FileStatus {
  bool is_folder;
  std::uint64_t size; ///< bytes
  std::int64_t changed_ns;
  std::uint64_t device; ///< with `file`: equal for two names of one file
  std::uint64_t file;
  bool is_file = true; ///< with contents of its own: no folder, device, socket or pipe
};

/// A file that is being written, under a name of its own until it is whole. One that is not
/// committed leaves nothing behind.
class NewFile {
public:
  virtual ~NewFile() = default;
  virtual void append(llvm::StringRef bytes) = 0;
  /// Puts it in its place, in one step. \returns the first failure, also of an append().
  virtual llvm::Error commit() = 0;
};

/// Held until it goes, also when the process dies.
class Lock {
public:
  virtual ~Lock() = default;
};

/// Paths are absolute. A failure names its path and the system's reason.
class Disk {
public:
  virtual ~Disk() = default;

  /// \returns nothing where there is no such file, or it cannot be reached.
  virtual std::optional<FileStatus> status(llvm::StringRef path) = 0;
  virtual llvm::Expected<std::string> read(llvm::StringRef path) = 0;
  /// \returns fewer bytes where the file ends.
  virtual llvm::Expected<std::string> read_part(llvm::StringRef path, std::uint64_t place,
                                                std::uint64_t size) = 0;
  /// The entries of a folder, sorted by name, so that nothing depends on the order of a disk.
  virtual llvm::Expected<std::vector<FolderEntry>> list(llvm::StringRef folder) = 0;
  /// Makes the folder and those above it; one that is there already is no failure.
  virtual llvm::Error make_folders(llvm::StringRef folder) = 0;
  /// Replaces the file in one step, and leaves one that already holds these bytes alone: its time
  /// must not change.
  virtual llvm::Error write(llvm::StringRef path, llvm::StringRef bytes) = 0;
  /// Begins to replace the file, piece by piece.
  virtual llvm::Expected<std::unique_ptr<NewFile>> replace(llvm::StringRef path) = 0;
  /// Creates the file. \returns a failure when it is there already.
  virtual llvm::Error create(llvm::StringRef path, llvm::StringRef bytes) = 0;
  /// Makes `path` a second name of the file `target` (a copy where links are impossible), replacing
  /// in one step.
  virtual llvm::Error publish(llvm::StringRef target, llvm::StringRef path) = 0;
  /// Holds the lock of a file, which is made with its folder where there is none. Waits while
  /// another process, or another part of this one, holds it.
  ///
  /// \param on_wait called before that.
  virtual llvm::Expected<std::unique_ptr<Lock>> lock(llvm::StringRef path,
                                                     const std::function<void()>& on_wait) = 0;
  /// Removes a file or a folder with all that is in it; links are not followed.
  virtual llvm::Error remove_all(llvm::StringRef path) = 0;
};

/// The disk of this machine.
std::unique_ptr<Disk> make_disk();

} // namespace mir::driver
