// Files that are written from their beginning.
#include <mir/rt/port.hpp>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

namespace {

mir_status status_of(int error) {
  switch (error) {
  case ENOENT:
  case ENOTDIR:
    return MIR_GONE;
  case EACCES:
  case EPERM:
  case EROFS:
    return MIR_DENIED;
  case EISDIR:
  case ENAMETOOLONG:
  case EINVAL:
    return MIR_INVALID;
  case EMFILE:
  case ENFILE:
  case ENOSPC:
  case EDQUOT:
  case EFBIG:
    return MIR_LIMIT;
  default:
    return MIR_IO;
  }
}

} // namespace

extern "C" mir_status mir_port_file_create(const char* name, mir_file* file) {
  constexpr mode_t kMode = 0644;
  int const opened = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kMode);
  if (opened < 0)
    return status_of(errno);
  *file = static_cast<mir_file>(opened);
  return MIR_OK;
}

extern "C" mir_status mir_port_file_write(mir_file file, const void* data, size_t size) {
  auto const* from = static_cast<const char*>(data);
  while (size != 0) {
    ssize_t const written = write(static_cast<int>(file), from, size);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return status_of(errno);
    from += written;
    size -= static_cast<size_t>(written);
  }
  return MIR_OK;
}

extern "C" void mir_port_file_close(mir_file file) { close(static_cast<int>(file)); }
