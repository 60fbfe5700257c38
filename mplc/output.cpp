#include "mplc/output.hpp"

#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/raw_ostream.h>

namespace mir::mplc {

std::expected<void, std::string> write_atomically(std::string_view given, std::string_view text) {
  // A link stays one: what it leads to is replaced.
  llvm::SmallString<256> path;
  if (llvm::sys::fs::real_path(given, path))
    path = given;
  // The temporary file lies in the same folder: a rename is one step only within one file system.
  int descriptor = -1;
  llvm::SmallString<256> temporary;
  unsigned mode = llvm::sys::fs::all_read | llvm::sys::fs::owner_write;
  llvm::sys::fs::file_status old;
  if (!llvm::sys::fs::status(path, old))
    mode = old.permissions();
  if (const std::error_code error = llvm::sys::fs::createUniqueFile(
          llvm::Twine(path) + ".%%%%%%%%", descriptor, temporary, llvm::sys::fs::OF_None, mode))
    return std::unexpected(error.message());
  llvm::raw_fd_ostream stream(descriptor, /*shouldClose=*/true);
  stream << text;
  stream.close();
  std::error_code error = stream.error();
  stream.clear_error();
  if (!error)
    error = llvm::sys::fs::rename(temporary, path);
  if (!error)
    return {};
  static_cast<void>(llvm::sys::fs::remove(temporary)); // the first error is the one to tell
  return std::unexpected(error.message());
}

} // namespace mir::mplc
