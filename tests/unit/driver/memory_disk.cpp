#include "memory_disk.hpp"

#include <functional>

namespace mir::driver {
namespace {

llvm::Error refuse(llvm::StringRef path, std::errc why) {
  return llvm::createFileError(path, std::make_error_code(why));
}

} // namespace

std::optional<FileStatus> MemoryDisk::status(llvm::StringRef path) {
  std::uint64_t number = std::hash<std::string>()(path.str());
  if (auto file = files.find(path.str()); file != files.end())
    return FileStatus{false, file->second.size(), 0, 1, number};
  auto below = files.lower_bound(path.str() + "/");
  if (below == files.end() || !llvm::StringRef(below->first).starts_with(path.str() + "/"))
    return std::nullopt;
  return FileStatus{true, 0, 0, 1, number};
}

llvm::Expected<std::string> MemoryDisk::read(llvm::StringRef path) {
  auto file = files.find(path.str());
  if (file == files.end())
    return refuse(path, std::errc::no_such_file_or_directory);
  return file->second;
}

llvm::Expected<std::string> MemoryDisk::read_part(llvm::StringRef path, std::uint64_t place,
                                                  std::uint64_t size) {
  auto file = files.find(path.str());
  if (file == files.end())
    return refuse(path, std::errc::no_such_file_or_directory);
  return llvm::StringRef(file->second).substr(place, size).str();
}

llvm::Expected<std::vector<FolderEntry>> MemoryDisk::list(llvm::StringRef folder) {
  if (unreadable.contains(folder.str()))
    return refuse(folder, std::errc::permission_denied);
  std::map<std::string, bool> names;
  for (const auto& [path, bytes] : files) {
    llvm::StringRef rest(path);
    if (!rest.consume_front(folder) || !rest.consume_front("/"))
      continue;
    auto [name, below] = rest.split('/');
    names[name.str()] |= !below.empty();
  }
  std::vector<FolderEntry> entries;
  for (const auto& [name, is_folder] : names)
    entries.push_back({name, is_folder});
  return entries;
}

llvm::Error MemoryDisk::make_folders(llvm::StringRef) { return llvm::Error::success(); }

llvm::Error MemoryDisk::write(llvm::StringRef path, llvm::StringRef bytes) {
  files[path.str()] = bytes.str();
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<NewFile>> MemoryDisk::replace(llvm::StringRef path) {
  struct File final : NewFile {
    MemoryDisk& disk;
    std::string path, bytes;
    File(MemoryDisk& on, std::string name) : disk(on), path(std::move(name)) {}
    void append(llvm::StringRef more) override { bytes += more; }
    llvm::Error commit() override { return disk.write(path, bytes); }
  };
  return std::make_unique<File>(*this, path.str());
}

llvm::Error MemoryDisk::create(llvm::StringRef path, llvm::StringRef bytes) {
  return files.emplace(path.str(), bytes.str()).second ? llvm::Error::success()
                                                       : refuse(path, std::errc::file_exists);
}

llvm::Error MemoryDisk::publish(llvm::StringRef target, llvm::StringRef path) {
  files[path.str()] = files[target.str()];
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<Lock>> MemoryDisk::lock(llvm::StringRef,
                                                       const std::function<void()>&) {
  return std::make_unique<Lock>();
}

llvm::Error MemoryDisk::remove_all(llvm::StringRef path) {
  std::erase_if(files, [&](const auto& file) {
    return file.first == path || llvm::StringRef(file.first).starts_with(path.str() + "/");
  });
  return llvm::Error::success();
}

} // namespace mir::driver
