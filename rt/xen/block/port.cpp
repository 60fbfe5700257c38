// The block devices of the platform line: the disks that xenstore lists.
#include <mir/rt/port.hpp>

#include "rt/xen/block/front.hpp"
#include "rt/xen/device/device_list.hpp"

namespace mir::rt {

namespace {

constinit DeviceList<BlockFront> disks("device/vbd", MIR_EVENT_BLOCK, [] { return true; });

} // namespace

} // namespace mir::rt

using mir::rt::check;
using mir::rt::disks;

uint32_t mir_port_block_count() { return disks.count(); }

mir_status mir_port_block_claim(uint32_t device) { return disks.claim(device); }

void mir_port_block_release(uint32_t device) { disks.release(device); }

void mir_port_block_info(uint32_t device, mir_block_info* info) {
  check(info != nullptr, "mir_port_block_info: null");
  disks.at(device).describe(*info);
}

mir_status mir_port_block_submit(uint32_t device, const mir_block_request* requests, size_t count,
                                 size_t* taken) {
  check(taken != nullptr && (requests != nullptr || count == 0), "mir_port_block_submit: null");
  for (size_t i = 0; i < count; ++i)
    check(requests[i].data != nullptr || requests[i].operation == MIR_BLOCK_FLUSH,
          "mir_port_block_submit: no memory");
  return disks.at(device).submit({requests, count}, *taken);
}

size_t mir_port_block_done(uint32_t device, mir_block_result* results, size_t capacity) {
  check(results != nullptr || capacity == 0, "mir_port_block_done: null");
  return disks.at(device).done({results, capacity});
}

void mir_port_block_forget(uint32_t device, uint64_t cookie) { disks.at(device).forget(cookie); }
