// The network devices of the platform line: the interfaces that xenstore lists.
#include <mir/rt/port.hpp>

#include "rt/xen/console.hpp"
#include "rt/xen/device/device_list.hpp"
#include "rt/xen/net/front.hpp"

namespace mir::rt {

namespace {

// Numbers that somebody could guess would let strangers into every connection.
bool has_random_numbers() {
  uint64_t random;
  if (mir_port_entropy(&random, sizeof random) == MIR_OK)
    return true;
  print("mir: no network: there is no source of random numbers\n");
  return false;
}

constinit DeviceList<NetFront> interfaces("device/vif", MIR_EVENT_NET, has_random_numbers);

} // namespace

} // namespace mir::rt

using mir::rt::check;
using mir::rt::interfaces;

uint32_t mir_port_net_count() { return interfaces.count(); }

mir_status mir_port_net_claim(uint32_t device) { return interfaces.claim(device); }

void mir_port_net_release(uint32_t device) { interfaces.release(device); }

void mir_port_net_info(uint32_t device, mir_net_info* info) {
  check(info != nullptr, "mir_port_net_info: null");
  interfaces.at(device).describe(*info);
}

size_t mir_port_net_post(uint32_t device, const mir_net_buffer* buffers, size_t count) {
  check(buffers != nullptr || count == 0, "mir_port_net_post: null");
  for (size_t i = 0; i < count; ++i)
    check(buffers[i].data && buffers[i].size > 0 && buffers[i].size <= MIR_PAGE_SIZE,
          "mir_port_net_post: not a buffer within a page");
  return interfaces.at(device).post({buffers, count});
}

size_t mir_port_net_receive(uint32_t device, mir_net_entry* entries, size_t capacity) {
  check(entries != nullptr || capacity == 0, "mir_port_net_receive: null");
  return interfaces.at(device).receive({entries, capacity});
}

size_t mir_port_net_send(uint32_t device, const mir_net_entry* entries, size_t count) {
  check(entries != nullptr || count == 0, "mir_port_net_send: null");
  return interfaces.at(device).send({entries, count});
}

size_t mir_port_net_sent(uint32_t device, uint64_t* cookies, size_t capacity) {
  check(cookies != nullptr || capacity == 0, "mir_port_net_sent: null");
  return interfaces.at(device).sent({cookies, capacity});
}

void mir_port_net_stop(uint32_t device) { interfaces.at(device).stop(); }
