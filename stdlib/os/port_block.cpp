// The block device adapter, from the port's types to ours.
#include <mir/os/port_block.hpp>

#include <algorithm>

#include <mir/os/port_status.hpp>
#include <mir/rt/port.hpp>

namespace mir::os {

std::uint32_t PortBlockDevice::count() noexcept { return mir_port_block_count(); }

Result<> PortBlockDevice::claim() noexcept { return to_result(mir_port_block_claim(number_)); }

void PortBlockDevice::release() noexcept { mir_port_block_release(number_); }

BlockInfo PortBlockDevice::info() noexcept {
  mir_block_info raw = {};
  mir_port_block_info(number_, &raw);
  BlockInfo info{.sectors = raw.sectors,
                 .sector_size = raw.sector_size,
                 .slots = raw.slots,
                 .most_sectors = raw.most_sectors,
                 .read_only = raw.read_only,
                 .can_flush = raw.can_flush,
                 .present = raw.present};
  std::ranges::copy(raw.name, info.name.begin());
  return info;
}

Result<> PortBlockDevice::submit(const BlockRequest& request) noexcept {
  static_assert(static_cast<int>(BlockOperation::Read) == MIR_BLOCK_READ &&
                static_cast<int>(BlockOperation::Write) == MIR_BLOCK_WRITE &&
                static_cast<int>(BlockOperation::Flush) == MIR_BLOCK_FLUSH);
  const mir_block_request raw{.operation = static_cast<mir_block_operation>(request.operation),
                              .sectors = request.sectors,
                              .sector = request.sector,
                              .data = request.data,
                              .cookie = request.cookie};
  std::size_t taken = 0;
  return to_result(mir_port_block_submit(number_, &raw, 1, &taken));
}

std::size_t PortBlockDevice::done(std::span<BlockResult> results) noexcept {
  constexpr std::size_t kBatch = 32; // results a call: as many as a device holds
  mir_block_result raw[kBatch];
  const std::size_t count = mir_port_block_done(number_, raw, std::min(kBatch, results.size()));
  std::transform(raw, raw + count, results.begin(), [](const mir_block_result& result) {
    return BlockResult{result.cookie, to_result(result.status)};
  });
  return count;
}

void PortBlockDevice::forget(std::uint64_t cookie) noexcept {
  mir_port_block_forget(number_, cookie);
}

} // namespace mir::os
