#include "transfer.hpp"

#include "../start.hpp"
#include "../wait.hpp"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace mir::rt {
namespace {

mir_status status_of(int error) {
  switch (error) {
  case ENOSPC:
  case EDQUOT:
    return MIR_LIMIT; // a file with holes, on a file system that is full
  case ENODEV:
  case ENXIO:
    return MIR_GONE;
  default:
    return MIR_IO;
  }
}

/// All bytes of a request. A file that has become shorter ends too early: that is MIR_IO.
mir_status move(int file, mir_block_operation operation, char* data, size_t size, off_t at) {
  while (size != 0) {
    ssize_t const moved =
        operation == MIR_BLOCK_READ ? pread(file, data, size, at) : pwrite(file, data, size, at);
    if (moved < 0 && errno == EINTR)
      continue;
    if (moved <= 0)
      return moved < 0 ? status_of(errno) : MIR_IO;
    data += moved;
    size -= static_cast<size_t>(moved);
    at += moved;
  }
  return MIR_OK;
}

} // namespace

void Disk::begin(const OpenDisk& opened, uint32_t number) {
  file_ = opened.file;
  info_ = opened.info;
  info_.slots = kSlots;
  event_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (event_ < 0 || static_cast<size_t>(event_) >= slot_count())
    bug("no descriptor for the events of a disk");
  open_slot(event_, Source::Block);
  if (!watch_slot(event_, number))
    bug("no memory to watch a disk");
}

mir_status Disk::check(const mir_block_request& request) const {
  switch (request.operation) {
  case MIR_BLOCK_FLUSH:
    return request.sectors == 0 ? MIR_OK : MIR_INVALID;
  case MIR_BLOCK_WRITE:
    if (info_.read_only)
      return MIR_DENIED;
    [[fallthrough]];
  case MIR_BLOCK_READ:
    if (!request.data)
      bug("mir_port_block_submit: no memory");
    return request.sectors == 0 || request.sectors > info_.most_sectors ||
                   request.sector > info_.sectors ||
                   request.sectors > info_.sectors - request.sector
               ? MIR_INVALID
               : MIR_OK;
  }
  return MIR_INVALID;
}

mir_status Disk::make(const mir_block_request& request) const {
  if (request.operation == MIR_BLOCK_FLUSH)
    return info_.read_only || fdatasync(file_) == 0 ? MIR_OK : status_of(errno);
  return move(file_, request.operation, static_cast<char*>(request.data),
              size_t{request.sectors} * info_.sector_size,
              static_cast<off_t>(request.sector * info_.sector_size));
}

mir_status Disk::submit(const mir_block_request& request) {
  if (count_ == kSlots)
    return MIR_AGAIN;
  if (mir_status const status = check(request); status != MIR_OK)
    return status;
  results_[count_++] = {request.cookie, make(request)};
  uint64_t const one = 1;
  (void)!write(event_, &one, sizeof one); // its counter is far from full
  return MIR_OK;
}

size_t Disk::done(mir_block_result* results, size_t capacity) {
  uint64_t counted;
  (void)!read(event_, &counted, sizeof counted);
  size_t const count = capacity < count_ ? capacity : count_;
  memcpy(results, results_, count * sizeof *results);
  memmove(results_, results_ + count, (count_ - count) * sizeof *results);
  count_ -= static_cast<uint32_t>(count);
  return count;
}

void Disk::forget(uint64_t cookie) {
  for (uint32_t i = 0; i < count_; ++i)
    if (results_[i].cookie == cookie) {
      memmove(results_ + i, results_ + i + 1, (count_ - i - 1) * sizeof *results_);
      --count_;
      return;
    }
}

} // namespace mir::rt
