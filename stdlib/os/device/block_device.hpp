/// \file
/// BlockDevice: one block device of the platform, as an interface.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include <mir/os/base/error.hpp>

namespace mir::os {

/// What a device is and can do.
struct BlockInfo {
  std::array<char, 16> name{};     ///< "vbd/51712", "data.img", null-terminated
  std::uint64_t sectors = 0;       ///< how many it has
  std::uint32_t sector_size = 512; ///< bytes: 512 or 4096
  std::uint32_t slots = 0;         ///< requests it can hold; constant
  std::uint32_t most_sectors = 0;  ///< of one request; constant
  bool read_only = false;
  bool can_flush = false; ///< flush() means something
  bool present = false;   ///< false: it was unplugged, or has never been served

  [[nodiscard]] std::string_view text() const noexcept { return name.data(); }
  [[nodiscard]] std::uint64_t size() const noexcept { return sectors * sector_size; } ///< bytes
};

enum class BlockOperation : std::uint8_t { Read = 1, Write = 2, Flush = 3 };

struct BlockRequest {
  BlockOperation operation;
  std::uint32_t sectors; ///< 0 for a flush
  std::uint64_t sector;  ///< the first
  std::byte* data;       ///< the device's until the request is done or forgotten
  std::uint64_t cookie;
};

struct BlockResult {
  std::uint64_t cookie;
  Result<> outcome;
};

/// Non-blocking; the contract of each function is the one of its namesake in <mir/rt/port.hpp>.
class BlockDevice {
public:
  virtual ~BlockDevice() = default;
  /// Takes the device for one user. \returns Errc::InUse until that one gives it back by release().
  [[nodiscard]] virtual Result<> claim() noexcept {
    if (std::exchange(claimed_, true))
      return fail(Errc::InUse);
    return {};
  }
  virtual void release() noexcept { claimed_ = false; }
  [[nodiscard]] virtual BlockInfo info() noexcept = 0;
  /// Queues one request.
  virtual Result<> submit(const BlockRequest& request) noexcept = 0;
  virtual std::size_t done(std::span<BlockResult> results) noexcept = 0;
  virtual void forget(std::uint64_t cookie) noexcept = 0;

protected:
  BlockDevice() = default;
  BlockDevice(const BlockDevice&) = default;
  BlockDevice& operator=(const BlockDevice&) = default;

private:
  bool claimed_ = false;
};

} // namespace mir::os
