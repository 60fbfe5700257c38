#include "driver/env/disk.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

#include "driver/env/held_signals.hpp"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {
namespace {

namespace fs = llvm::sys::fs;

/// A lock of the kernel's on an open file (flock(2)).
class FileLock final : public Lock {
public:
  explicit FileLock(int file) : file_(file) {}
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock() override { ::close(file_); }

  void take(const std::function<void()>& on_wait) const {
    // A file system without locks answers with another error: there a build goes on without.
    if (::flock(file_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
      return;
    on_wait();
    while (::flock(file_, LOCK_EX) != 0 && errno == EINTR) {
    }
  }

  /// Whether it is still the file of this name.
  [[nodiscard]] bool is_at(llvm::StringRef path) const {
    fs::file_status mine, named;
    return !fs::status(file_, mine) && !fs::status(path, named) &&
           mine.getUniqueID() == named.getUniqueID();
  }

private:
  int file_;
};

class RealDisk final : public Disk {
public:
  std::optional<FileStatus> status(llvm::StringRef path) override {
    fs::file_status status;
    if (fs::status(path, status))
      return std::nullopt;
    auto changed = status.getLastModificationTime().time_since_epoch();
    return FileStatus{fs::is_directory(status),
                      status.getSize(),
                      std::chrono::duration_cast<std::chrono::nanoseconds>(changed).count(),
                      status.getUniqueID().getDevice(),
                      status.getUniqueID().getFile(),
                      fs::is_regular_file(status)};
  }

  llvm::Expected<std::string> read(llvm::StringRef path) override {
    auto buffer =
        llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
    if (!buffer)
      return llvm::createFileError(path, buffer.getError());
    return (*buffer)->getBuffer().str();
  }

  llvm::Expected<std::string> read_part(llvm::StringRef path, std::uint64_t place,
                                        std::uint64_t size) override {
    auto file = fs::openNativeFileForRead(path);
    if (!file)
      return llvm::createFileError(path, file.takeError());
    std::string bytes(size, '\0');
    std::size_t got = 0;
    while (got < size) {
      auto read = fs::readNativeFileSlice(*file, llvm::MutableArrayRef(&bytes[got], size - got),
                                          place + got);
      if (!read) {
        static_cast<void>(fs::closeFile(*file));
        return llvm::createFileError(path, read.takeError());
      }
      if (*read == 0)
        break;
      got += *read;
    }
    static_cast<void>(fs::closeFile(*file));
    bytes.resize(got);
    return bytes;
  }

  llvm::Expected<std::vector<FolderEntry>> list(llvm::StringRef folder) override {
    std::vector<FolderEntry> entries;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      // The folder itself says what most entries are, which saves a look at each.
      const bool is_plain = entry->type() == fs::file_type::regular_file;
      entries.push_back({llvm::sys::path::filename(entry->path()).str(),
                         !is_plain && fs::is_directory(entry->path())});
    }
    if (error)
      return llvm::createFileError(folder, error);
    std::ranges::sort(entries, {}, &FolderEntry::name);
    return entries;
  }

  llvm::Error make_folders(llvm::StringRef folder) override {
    if (auto error = fs::create_directories(folder, /*IgnoreExisting=*/true, fs::all_all))
      return llvm::createFileError(folder, error);
    return llvm::Error::success();
  }

  llvm::Error write(llvm::StringRef path, llvm::StringRef bytes) override {
    auto old = read(path);
    if (old && *old == bytes)
      return llvm::Error::success();
    if (!old)
      llvm::consumeError(old.takeError());
    auto file = replace(path);
    if (!file)
      return file.takeError();
    (*file)->append(bytes);
    return (*file)->commit();
  }

  llvm::Expected<std::unique_ptr<NewFile>> replace(llvm::StringRef path) override {
    std::error_code error;
    auto file = std::make_unique<Replacement>(path.str(), temporary_name(path), error);
    if (error)
      return llvm::createFileError(path, error);
    return file;
  }

  llvm::Error create(llvm::StringRef path, llvm::StringRef bytes) override {
    int file = -1;
    if (auto error = fs::openFileForWrite(path, file, fs::CD_CreateNew))
      return llvm::createFileError(path, error);
    llvm::raw_fd_ostream stream(file, /*shouldClose=*/true);
    stream << bytes;
    stream.close();
    return failure_of(stream, path);
  }

  llvm::Error publish(llvm::StringRef target, llvm::StringRef path) override {
    auto now = status(target), old = status(path);
    if (now && old && now->device == old->device && now->file == old->file)
      return llvm::Error::success();
    std::string temporary = temporary_name(path);
    const HeldSignals signals; // a copy takes its time
    // Not every file system has hard links, and none has them across file systems.
    if (fs::create_hard_link(target, temporary)) {
      if (auto error = fs::copy_file(target, temporary))
        return llvm::createFileError(path, error);
      if (auto error = fs::setPermissions(temporary, fs::perms(0755)))
        return llvm::createFileError(path, error);
    }
    return rename_into_place(temporary, path);
  }

  llvm::Expected<std::unique_ptr<Lock>> lock(llvm::StringRef path,
                                             const std::function<void()>& on_wait) override {
    for (;;) {
      if (auto error = make_folders(llvm::sys::path::parent_path(path)))
        return error;
      int file = ::open(path.str().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
      if (file < 0)
        return llvm::createFileError(path, std::error_code(errno, std::generic_category()));
      auto lock = std::make_unique<FileLock>(file);
      lock->take(on_wait);
      // Who held it may have removed it, with the folder: then it keeps nobody out any more.
      if (lock->is_at(path))
        return lock;
    }
  }

  llvm::Error remove_all(llvm::StringRef path) override {
    if (auto error = fs::is_directory(path) ? fs::remove_directories(path, /*IgnoreErrors=*/false)
                                            : fs::remove(path))
      return llvm::createFileError(path, error);
    return llvm::Error::success();
  }

private:
  class Replacement final : public NewFile {
  public:
    Replacement(std::string path, std::string temporary, std::error_code& error)
        : path_(std::move(path)), temporary_(std::move(temporary)), stream_(temporary_, error),
          closed_(static_cast<bool>(error)) {}
    ~Replacement() override {
      close();
      stream_.clear_error(); // commit() has told it, or nobody wants to know
      if (!temporary_.empty())
        static_cast<void>(fs::remove(temporary_));
    }
    void append(llvm::StringRef bytes) override {
      if (signals_ && signals_->has_come())
        end_by_signal();
      stream_ << bytes;
    }
    llvm::Error commit() override {
      close();
      if (auto error = failure_of(stream_, path_))
        return error;
      return rename_into_place(std::exchange(temporary_, {}), path_);
    }

  private:
    /// What is in its buffer may fail to be written: that is not the destructor's to find.
    void close() {
      if (!std::exchange(closed_, true))
        stream_.close();
    }
    /// Leaves nothing behind, and lets the signal do what it does.
    void end_by_signal() {
      static_cast<void>(fs::remove(temporary_));
      signals_.reset();
    }

    std::optional<HeldSignals> signals_{std::in_place};
    std::string path_, temporary_; // empty once it is in its place
    llvm::raw_fd_ostream stream_;
    bool closed_; // also when it could not be opened
  };

  /// In the same folder, so that the rename stays in one file system; hidden, and no other
  /// process's.
  static std::string temporary_name(llvm::StringRef path) {
    // The longest name that there may be leaves no room for more (NAME_MAX, 255 bytes).
    constexpr std::size_t kLongest = 200;
    auto folder = llvm::sys::path::parent_path(path), name = llvm::sys::path::filename(path);
    return (folder + "/." + name.take_front(kLongest) + "." + llvm::Twine(::getpid())).str();
  }

  static llvm::Error failure_of(llvm::raw_fd_ostream& stream, llvm::StringRef path) {
    if (!stream.has_error())
      return llvm::Error::success();
    auto error = stream.error();
    stream.clear_error();
    return llvm::createFileError(path, error);
  }

  static llvm::Error rename_into_place(const std::string& temporary, llvm::StringRef path) {
    auto error = fs::rename(temporary, path);
    if (!error)
      return llvm::Error::success();
    static_cast<void>(fs::remove(temporary)); // the first error is the one to tell
    return llvm::createFileError(path, error);
  }
};

} // namespace

std::unique_ptr<Disk> make_disk() { return std::make_unique<RealDisk>(); }

} // namespace mir::driver
