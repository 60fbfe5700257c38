// On the build machine there is no network device but those of a test's own Network, no disk but a
// test's own, and no file for a capture.
#include <mir/os/device/file_output.hpp>
#include <mir/os/port_block.hpp>
#include <mir/os/port_net.hpp>

namespace mir::os {

std::uint32_t PortNetDevice::count() noexcept { return 0; }
Result<> PortNetDevice::claim() noexcept { return fail(Errc::Gone); }
void PortNetDevice::release() noexcept {}
NetInfo PortNetDevice::info() noexcept { return {}; }
std::size_t PortNetDevice::post(std::span<const NetBuffer>) noexcept { return 0; }
std::size_t PortNetDevice::receive(std::span<NetEntry>) noexcept { return 0; }
std::size_t PortNetDevice::send(std::span<const NetEntry>) noexcept { return 0; }
std::size_t PortNetDevice::sent(std::span<std::uint64_t>) noexcept { return 0; }
void PortNetDevice::stop() noexcept {}

std::uint32_t PortBlockDevice::count() noexcept { return 0; }
Result<> PortBlockDevice::claim() noexcept { return fail(Errc::Gone); }
void PortBlockDevice::release() noexcept {}
BlockInfo PortBlockDevice::info() noexcept { return {}; }
Result<> PortBlockDevice::submit(const BlockRequest&) noexcept { return fail(Errc::Gone); }
std::size_t PortBlockDevice::done(std::span<BlockResult>) noexcept { return 0; }
void PortBlockDevice::forget(std::uint64_t) noexcept {}

Result<std::unique_ptr<FileOutput>> create_file(std::string_view) {
  return fail(Errc::Unsupported);
}

} // namespace mir::os
