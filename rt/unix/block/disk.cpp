// Block devices: a file or a block device of the kernel each, one a `--disk=FILE` of the command
// line. They are opened when somebody asks for the first time: a program without disks has no such
// code.
#include "../start.hpp"
#include "../wait.hpp"
#include "open.hpp"
#include "transfer.hpp"

#include <mir/rt/port.hpp>

#include <stdio.h>
#include <string.h>

namespace mir::rt {
namespace {

inline constexpr uint32_t kMostDisks = 8;

class Disks {
public:
  uint32_t count() {
    if (!opened_)
      open();
    return count_;
  }

  Disk& at(uint32_t device) {
    if (device >= count())
      bug("a block device that is not there");
    return disks_[device];
  }

private:
  void open() {
    constexpr char kOption[] = "--disk=";
    opened_ = true;
    const Arguments given = kept_arguments();
    for (int i = 1; i < given.count && strcmp(given.texts[i], "--") != 0; ++i) {
      if (strncmp(given.texts[i], kOption, sizeof kOption - 1) != 0)
        continue;
      const char* const value = given.texts[i] + sizeof kOption - 1;
      if (count_ == kMostDisks) {
        fprintf(stderr, "--disk=%s: a program has at most %u disks\n", value, kMostDisks);
        return;
      }
      OpenDisk opened;
      if (!open_disk(value, opened))
        return; // those behind it would have other numbers, and be written to by mistake
      disks_[count_].begin(opened, count_);
      ++count_;
    }
  }

  Disk disks_[kMostDisks] = {};
  uint32_t count_ = 0;
  bool opened_ = false;
};

constinit Disks disks;

} // namespace
} // namespace mir::rt

using mir::rt::bug;
using mir::rt::disks;

extern "C" uint32_t mir_port_block_count() { return disks.count(); }

extern "C" mir_status mir_port_block_claim(uint32_t device) {
  return disks.at(device).claim() ? MIR_OK : MIR_IN_USE;
}

extern "C" void mir_port_block_release(uint32_t device) { disks.at(device).release(); }

extern "C" void mir_port_block_info(uint32_t device, mir_block_info* info) {
  if (!info)
    bug("mir_port_block_info: null");
  *info = disks.at(device).info();
}

extern "C" mir_status mir_port_block_submit(uint32_t device, const mir_block_request* requests,
                                            size_t count, size_t* taken) {
  if (!taken || (!requests && count != 0))
    bug("mir_port_block_submit: null");
  mir::rt::Disk& disk = disks.at(device);
  for (*taken = 0; *taken < count; ++*taken)
    if (mir_status const status = disk.submit(requests[*taken]); status != MIR_OK)
      return status;
  return MIR_OK;
}

extern "C" size_t mir_port_block_done(uint32_t device, mir_block_result* results, size_t capacity) {
  if (!results && capacity != 0)
    bug("mir_port_block_done: null");
  return disks.at(device).done(results, capacity);
}

extern "C" void mir_port_block_forget(uint32_t device, uint64_t cookie) {
  disks.at(device).forget(cookie);
}
