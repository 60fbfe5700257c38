/// \file
/// The NetDevices that the target's run time gives. Only targets with network devices compile it.
#pragma once

#include <mir/os/device/net_device.hpp>

namespace mir::os {

/// One device of the platform, by its number. Holds nothing else.
class PortNetDevice : public NetDevice {
public:
  explicit PortNetDevice(std::uint32_t number) noexcept : number_(number) {}
  /// How many there are, numbered from 0.
  [[nodiscard]] static std::uint32_t count() noexcept;

  [[nodiscard]] Result<> claim() noexcept override;
  void release() noexcept override;
  [[nodiscard]] NetInfo info() noexcept override;
  std::size_t post(std::span<const NetBuffer> buffers) noexcept override;
  std::size_t receive(std::span<NetEntry> entries) noexcept override;
  std::size_t send(std::span<const NetEntry> entries) noexcept override;
  std::size_t sent(std::span<std::uint64_t> cookies) noexcept override;
  void stop() noexcept override;

private:
  std::uint32_t number_;
};

} // namespace mir::os
