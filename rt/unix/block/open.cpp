#include "open.hpp"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mir::rt {
namespace {

inline constexpr uint32_t kSmallSector = 512, kLargeSector = 4096;

struct Wish {
  char file[PATH_MAX];
  bool read_only = false;
  uint32_t sector_size = 0; // 0: not said
};

bool refuse(const char* value, const char* reason) {
  fprintf(stderr, "--disk=%s: %s\n", value, reason);
  return false;
}

/// Takes one option from the end, as long as there is one: a name may hold commas itself.
bool take_option(Wish& wish) {
  char* const comma = strrchr(wish.file, ',');
  if (!comma)
    return false;
  if (strcmp(comma, ",ro") == 0)
    wish.read_only = true;
  else if (strcmp(comma, ",sector=512") == 0)
    wish.sector_size = kSmallSector;
  else if (strcmp(comma, ",sector=4096") == 0)
    wish.sector_size = kLargeSector;
  else
    return false;
  *comma = '\0';
  return true;
}

const char* reason_of(int error) {
  switch (error) {
  case ENOENT:
  case ENOTDIR:
    return "there is no such file; `truncate -s 16M FILE` makes an empty one, `mir image` one with "
           "files in it";
  case EACCES:
  case EPERM:
    return "permission denied";
  case EWOULDBLOCK:
    return "another program writes to it, or reads it and this one would write";
  default:
    return strerror(error);
  }
}

/// Read and write where we may. \returns the descriptor, or -1.
int open_file(Wish& wish) {
  if (!wish.read_only) {
    int const file = open(wish.file, O_RDWR | O_CLOEXEC);
    if (file >= 0 || (errno != EACCES && errno != EROFS && errno != EPERM))
      return file;
    wish.read_only = true;
  }
  return open(wish.file, O_RDONLY | O_CLOEXEC);
}

/// Size and sectors of what was opened. \returns nullptr, or what is wrong with it.
const char* measure(const Wish& wish, OpenDisk& disk) {
  struct stat status;
  if (fstat(disk.file, &status) != 0)
    return strerror(errno);
  uint64_t size = static_cast<uint64_t>(status.st_size);
  uint32_t sector = wish.sector_size != 0 ? wish.sector_size : kSmallSector;
  if (S_ISBLK(status.st_mode)) {
    int logical = 0;
    if (ioctl(disk.file, BLKGETSIZE64, &size) != 0 || ioctl(disk.file, BLKSSZGET, &logical) != 0)
      return strerror(errno);
    if (logical != kSmallSector && logical != kLargeSector)
      return "its sectors have neither 512 nor 4096 bytes";
    if (wish.sector_size == 0 || wish.sector_size < static_cast<uint32_t>(logical))
      sector = static_cast<uint32_t>(logical);
  } else if (!S_ISREG(status.st_mode)) {
    return "it is neither a file nor a block device";
  }
  if (size == 0)
    return "it is empty";
  if (size % sector != 0)
    return sector == kSmallSector ? "its size is no multiple of 512 bytes: `truncate -s %4K FILE`"
                                  : "its size is no multiple of 4096 bytes: `truncate -s %4K FILE`";
  disk.info.sector_size = sector;
  disk.info.sectors = size / sector;
  return nullptr;
}

void name_disk(const char* file, char (&name)[16]) {
  const char* const slash = strrchr(file, '/');
  const char* const last = slash ? slash + 1 : file;
  memcpy(name, last, strnlen(last, sizeof name - 1));
}

} // namespace

bool open_disk(const char* value, OpenDisk& disk) {
  constexpr uint32_t kMostBytes = 128 * 1024; // of one request: what Xen's front end takes at once
  Wish wish = {};
  if (*value == '\0' || strlen(value) >= sizeof wish.file)
    return refuse(value, "a name has 1 to 4095 characters");
  memcpy(wish.file, value, strlen(value) + 1);
  while (take_option(wish)) {
  }
  disk = {};
  disk.file = open_file(wish);
  if (disk.file < 0)
    return refuse(value, reason_of(errno));
  const char* wrong = nullptr;
  if (flock(disk.file, (wish.read_only ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0)
    wrong = reason_of(errno);
  if (!wrong)
    wrong = measure(wish, disk);
  if (wrong) {
    close(disk.file);
    return refuse(value, wrong);
  }
  name_disk(wish.file, disk.info.name);
  disk.info.most_sectors = kMostBytes / disk.info.sector_size;
  disk.info.read_only = wish.read_only;
  disk.info.can_flush = true;
  disk.info.present = true;
  return true;
}

} // namespace mir::rt
