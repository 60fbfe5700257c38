/// \file
/// What moves bytes between a disk and memory.
#pragma once

#include <utility>

#include <mir/rt/port.hpp>

#include "open.hpp"

namespace mir::rt {

/// One disk. A request is made while it is submitted, by a read or write at its place in the file;
/// the program stands still meanwhile, which is short where the kernel has the file in memory. Its
/// result and its event come as those of any device.
class Disk {
public:
  static constexpr uint32_t kSlots =
      32; ///< requests whose results have not been taken; Xen's ring holds as many

  /// Takes the file over and has its events reported under the number of the device.
  void begin(const OpenDisk& opened, uint32_t number);

  /// \returns false when somebody has it.
  [[nodiscard]] bool claim() { return !std::exchange(claimed_, true); }
  void release() { claimed_ = false; }

  [[nodiscard]] const mir_block_info& info() const { return info_; }
  /// As mir_port_block_submit() of one request.
  [[nodiscard]] mir_status submit(const mir_block_request& request);
  [[nodiscard]] size_t done(mir_block_result* results, size_t capacity);
  void forget(uint64_t cookie);

private:
  [[nodiscard]] mir_status check(const mir_block_request& request) const;
  [[nodiscard]] mir_status make(const mir_block_request& request) const;

  int file_ = -1;
  bool claimed_ = false;
  int event_ = -1; // counts results, so that a wait ends
  mir_block_info info_ = {};
  mir_block_result results_[kSlots] = {};
  uint32_t count_ = 0; // of them, the first in the order in which they came
};

} // namespace mir::rt
