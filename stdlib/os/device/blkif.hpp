/// \file
/// Blkif: a block device, as tasks use it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <mir/os/base/bytes.hpp>
#include <mir/os/base/error.hpp>
#include <mir/os/device/block_device.hpp>
#include <mir/os/task.hpp>

namespace mir::os {

class App;

/// What was asked of a device, and what failed.
struct BlkifCounters {
  std::uint64_t reads = 0, writes = 0, flushes = 0; ///< that were begun
  std::uint64_t failed = 0;                         ///< of them, for whatever reason
};

/// Reads and writes sectors of one device. Any number of tasks may do so at once: large requests
/// are cut up, several are on their way at a time, and who comes first is served first.
///
/// Bytes go from the device to the caller's memory and back, without a copy in between that is
/// Blkif's. A task that is cancelled lets go of its memory at once; what it was writing may have
/// been written, in part or not at all. Two requests that overlap have no order unless one is
/// awaited before the other is begun.
///
/// A device whose back end restarts makes its requests wait: use timeout() where that matters.
class Blkif {
public:
  /// \param device outlives this, which alone uses it (BlockDevice::claim()), and gives it back in
  /// the end. \param number as events of the platform name it.
  Blkif(Scheduler& scheduler, BlockDevice& device, std::uint32_t number);
  Blkif(Scheduler& scheduler, std::unique_ptr<BlockDevice> device, std::uint32_t number);
  Blkif(const Blkif&) = delete;
  Blkif& operator=(const Blkif&) = delete;
  /// No read, write or flush may be under way: declare it before the group of tasks that use it.
  ~Blkif();

  /// As it is now: a device that comes back may have another size.
  [[nodiscard]] BlockInfo info() noexcept { return device_.info(); }

  /// Fills `into`, whole sectors, from the first one on. Its bytes mean nothing after a failure.
  /// \returns Errc::Unaligned, OutOfRange; Gone (unplugged), Io. No sectors at all are a success.
  [[nodiscard]] Task<Result<>> read(std::uint64_t sector, MutableBytes into);

  /// Writes whole sectors. They are safe after the next flush().
  /// \returns as read(), and Errc::ReadOnly; Limit, where what is behind the device is full.
  [[nodiscard]] Task<Result<>> write(std::uint64_t sector, Bytes from);

  /// Makes all writes that have been awaited safe from a loss of power.
  /// \returns Errc::Unsupported where the device cannot promise that; Gone, Io.
  [[nodiscard]] Task<Result<>> flush();

  [[nodiscard]] const BlkifCounters& counters() const noexcept { return counters_; }

private:
  class Transfer;
  struct Slot {
    Transfer* transfer = nullptr; // null: free, or its task was cancelled
    Semaphore::Permit permit;
  };
  static Task<> serve(Blkif& self);
  [[nodiscard]] Task<Result<>> run(BlockOperation operation, std::uint64_t sector, std::byte* data,
                                   std::size_t size);
  void collect() noexcept;
  void free_slot(std::size_t slot) noexcept;

  std::unique_ptr<BlockDevice> owned_; // or null
  BlockDevice& device_;
  BlkifCounters counters_;
  Readiness ready_;
  std::vector<Slot> slots_; // by cookie: the requests that the device holds
  std::vector<std::size_t> free_slots_;
  Semaphore free_;
  Group group_;
};

/// The block device with this number: 0 is the first one in the configuration of the domain or on
/// the command line.
/// \returns Errc::NotFound when there is none; InUse while another Blkif or KvRo of this program
///          has it; NoMemory. Said in the log.
[[nodiscard]] Result<std::unique_ptr<Blkif>> open_block_device(App& app, std::uint32_t number = 0);

} // namespace mir::os
