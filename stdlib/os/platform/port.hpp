/// \file
/// The Platform that the target's run time gives.
#pragma once

#include <mir/os/platform/platform.hpp>

namespace mir::os {

/// Translates between Platform and <mir/rt/port.hpp>; holds nothing. Time and waiting are in
/// os/port_clock.cpp, the rest in os/port_device.cpp. Besides os/port_socket.cpp, no file includes
/// the port.
class PortPlatform : public Platform {
public:
  [[nodiscard]] std::string_view target() const noexcept override;
  [[nodiscard]] Instant now() noexcept override;
  [[nodiscard]] std::uint64_t wall_ns() noexcept override;
  std::size_t wait(Instant deadline, std::span<Event> events) noexcept override;
  void write(std::string_view text) noexcept override;
  Result<std::size_t> read(MutableBytes into) noexcept override;
  Result<> entropy(MutableBytes into) noexcept override;
  [[nodiscard]] std::byte* map_pages(std::size_t count) noexcept override;
  void unmap_pages(std::byte* pages, std::size_t count) noexcept override;
  [[nodiscard]] std::size_t free_pages() noexcept override;
};

} // namespace mir::os
