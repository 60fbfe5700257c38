// The network device adapter, from the port's types to ours.
#include <mir/os/port_net.hpp>

#include <algorithm>
#include <cstring>

#include <mir/os/port_status.hpp>
#include <mir/rt/port.hpp>

namespace mir::os {
namespace {

/// Entries a call: 3 KiB of stack. Such an array is not cleared first, which the compiler does to
/// all others: that would cost more than a small frame.
constexpr std::size_t kBatch = 64;
constexpr std::size_t kSendBatch = 160; // a batch of Ethif's in one call

bool has(std::uint32_t flags, std::uint32_t flag) { return (flags & flag) != 0; }

FrameOffload offload_of(const mir_net_entry& entry) {
  return {.checksum_partial = has(entry.flags, MIR_FRAME_CHECKSUM_PARTIAL),
          .checksum_valid = has(entry.flags, MIR_FRAME_CHECKSUM_VALID),
          .segments_tcp4 = has(entry.flags, MIR_FRAME_SEGMENTS_TCP4),
          .checksum_start = entry.checksum_start,
          .checksum_offset = entry.checksum_offset,
          .segment_size = entry.segment_size};
}

NetEntry from_port(const mir_net_entry& entry) {
  return {.data = static_cast<const std::byte*>(entry.data),
          .length = entry.length,
          .more = has(entry.flags, MIR_FRAME_MORE),
          .own_page = false,
          .cookie = entry.cookie,
          .offload = offload_of(entry)};
}

mir_net_entry to_port(const NetEntry& entry) {
  std::uint32_t flags = entry.more ? MIR_FRAME_MORE : 0u;
  if (entry.own_page)
    flags |= MIR_FRAME_OWN_PAGE;
  if (entry.offload.checksum_partial)
    flags |= MIR_FRAME_CHECKSUM_PARTIAL;
  if (entry.offload.segments_tcp4)
    flags |= MIR_FRAME_SEGMENTS_TCP4;
  return {.data = entry.data,
          .length = entry.length,
          .flags = flags,
          .cookie = entry.cookie,
          .checksum_start = entry.offload.checksum_start,
          .checksum_offset = entry.offload.checksum_offset,
          .segment_size = entry.offload.segment_size,
          .reserved = 0};
}

/// The entries of whole frames among the first kSendBatch: the port takes no part of one.
std::size_t whole_frames(std::span<const NetEntry> entries) {
  std::size_t count = std::min(kSendBatch, entries.size());
  while (count != 0 && entries[count - 1].more)
    --count;
  return count;
}

} // namespace

std::uint32_t PortNetDevice::count() noexcept { return mir_port_net_count(); }

Result<> PortNetDevice::claim() noexcept { return to_result(mir_port_net_claim(number_)); }

void PortNetDevice::release() noexcept { mir_port_net_release(number_); }

NetInfo PortNetDevice::info() noexcept {
  mir_net_info raw = {};
  mir_port_net_info(number_, &raw);
  NetInfo info{.mtu = raw.mtu,
               .send_checksum = has(raw.offload, MIR_NET_SEND_CHECKSUM),
               .send_segments_tcp4 = has(raw.offload, MIR_NET_SEND_SEGMENTS_TCP4),
               .receive_merged = has(raw.offload, MIR_NET_RECEIVE_MERGED),
               .receive_slots = raw.receive_slots,
               .send_slots = raw.send_slots,
               .pieces_a_frame = raw.pieces_a_frame,
               .link_up = raw.link_up};
  std::ranges::copy(raw.name, info.name.begin());
  std::memcpy(info.mac.data(), raw.mac, info.mac.size());
  return info;
}

std::size_t PortNetDevice::post(std::span<const NetBuffer> buffers) noexcept {
  [[clang::uninitialized]] mir_net_buffer raw[kBatch];
  const std::size_t count = std::min(kBatch, buffers.size());
  for (std::size_t i = 0; i < count; ++i)
    raw[i] = {buffers[i].data, buffers[i].size, buffers[i].cookie};
  return mir_port_net_post(number_, raw, count);
}

std::size_t PortNetDevice::receive(std::span<NetEntry> entries) noexcept {
  [[clang::uninitialized]] mir_net_entry raw[kBatch];
  const std::size_t count = mir_port_net_receive(number_, raw, std::min(kBatch, entries.size()));
  std::transform(raw, raw + count, entries.begin(), from_port);
  return count;
}

std::size_t PortNetDevice::send(std::span<const NetEntry> entries) noexcept {
  std::size_t taken = 0;
  for (;;) {
    const std::span<const NetEntry> rest = entries.subspan(taken);
    const std::size_t count = whole_frames(rest);
    [[clang::uninitialized]] mir_net_entry raw[kSendBatch];
    std::transform(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(count), raw, to_port);
    const std::size_t now = count == 0 ? 0 : mir_port_net_send(number_, raw, count);
    taken += now;
    if (now < count || count == 0)
      return taken;
  }
}

std::size_t PortNetDevice::sent(std::span<std::uint64_t> cookies) noexcept {
  return mir_port_net_sent(number_, cookies.data(), cookies.size());
}

void PortNetDevice::stop() noexcept { mir_port_net_stop(number_); }

} // namespace mir::os
