/// \file
/// MemoryPlatform: what a host program gives the stack to stand on: memory.
#pragma once

#include <mir/os/platform/platform.hpp>

namespace mir::net {

/// Pages from the host's heap, for an os::PacketPool. The stack asks nothing else of a platform:
/// the host owns the clock, the entropy and the frames. What a pool never calls ends the program.
///
/// Compiled into programs that find_package(mirnet) only: it also defines what a failed MIR_CHECK
/// does there (a line on standard error, then abort()).
class MemoryPlatform final : public os::Platform {
public:
  [[nodiscard]] std::string_view target() const noexcept override { return "embedded"; }
  [[nodiscard]] std::byte* map_pages(std::size_t count) noexcept override;
  void unmap_pages(std::byte* pages, std::size_t count) noexcept override;

  // Not a pool's business.
  [[nodiscard]] os::Instant now() noexcept override;
  [[nodiscard]] std::uint64_t wall_ns() noexcept override { return 0; }
  std::size_t wait(os::Instant deadline, std::span<os::Event> events) noexcept override;
  void write(std::string_view text) noexcept override;
  os::Result<std::size_t> read(os::MutableBytes into) noexcept override;
  /// \returns Errc::Unsupported: the host seeds its os::Random with a key of its own.
  os::Result<> entropy(os::MutableBytes into) noexcept override;
};

} // namespace mir::net
