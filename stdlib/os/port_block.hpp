/// \file
/// The BlockDevices that the target's run time gives.
#pragma once

#include <mir/os/device/block_device.hpp>

namespace mir::os {

/// One device of the platform, by its number. Holds nothing else.
class PortBlockDevice : public BlockDevice {
public:
  explicit PortBlockDevice(std::uint32_t number) noexcept : number_(number) {}
  /// How many there are, numbered from 0.
  [[nodiscard]] static std::uint32_t count() noexcept;

  [[nodiscard]] Result<> claim() noexcept override;
  void release() noexcept override;
  [[nodiscard]] BlockInfo info() noexcept override;
  Result<> submit(const BlockRequest& request) noexcept override;
  std::size_t done(std::span<BlockResult> results) noexcept override;
  void forget(std::uint64_t cookie) noexcept override;

private:
  std::uint32_t number_;
};

} // namespace mir::os
