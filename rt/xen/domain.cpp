#include "rt/xen/domain.hpp"

#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/memory.h>
#include <xen/sched.h>

#include "rt/xen/memory.hpp"
#include "rt/xen/panic.hpp"
#include "rt/xen/x86_64/hypercall.hpp"

namespace mir::rt {

namespace {

constexpr uint16_t kDebugExit = 0xf4; // QEMU's isa-debug-exit: ends it with status 2 * value + 1
constexpr uint16_t kKeyboardCommand = 0x64; // its controller also holds the reset line
constexpr uint8_t kReset = 0xfe;

constinit bool xen = false;
constinit bool initial_domain = false;
constinit shared_info* shared_page = nullptr;

// Xen learns from which mode the vector is set whether this domain's shared page has the 64-bit
// layout.
void set_event_vector() {
  xen_hvm_param parameter{.domid = DOMID_SELF,
                          .pad = 0,
                          .index = HVM_PARAM_CALLBACK_IRQ,
                          .value = uint64_t{HVM_PARAM_CALLBACK_TYPE_VECTOR} << 56 | kEventVector};
  check(hypercall(__HYPERVISOR_hvm_op, HVMOP_set_param, &parameter) == 0, "no event vector");
}

} // namespace

void find_domain(uint32_t start_flags) {
  xen = find_xen_leaf() != 0;
  initial_domain = xen && (start_flags & SIF_INITDOMAIN) != 0;
}

bool on_xen() { return xen; }

bool is_initial_domain() { return initial_domain; }

bool replace_page(void* page, unsigned space, uint64_t index) {
  xen_add_to_physmap request{.domid = DOMID_SELF,
                             .size = 0,
                             .space = space,
                             .idx = index,
                             .gpfn = reinterpret_cast<uint64_t>(page) / PageTable::kPage};
  return hypercall(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, &request) == 0;
}

void connect_shared_page() {
  shared_page = static_cast<shared_info*>(take_pages(1));
  reconnect_shared_page();
}

void reconnect_shared_page() {
  check(shared_page != nullptr && replace_page(shared_page, XENMAPSPACE_shared_info, 0),
        "no shared page");
  set_event_vector();
  // Ports stay masked for good: whoever waits polls them, and no interrupt ever comes.
  for (xen_ulong_t& word : shared_page->evtchn_mask)
    __atomic_store_n(&word, ~xen_ulong_t{0}, __ATOMIC_RELAXED);
}

shared_info& shared() { return *shared_page; }

uint64_t domain_parameter(uint32_t index) {
  xen_hvm_param parameter{.domid = DOMID_SELF, .pad = 0, .index = index, .value = 0};
  return hypercall(__HYPERVISOR_hvm_op, HVMOP_get_param, &parameter) == 0 ? parameter.value : 0;
}

long suspend_domain() {
  sched_shutdown request{.reason = SHUTDOWN_suspend};
  return hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown, &request);
}

void shut_down(unsigned reason, int code) {
  if (xen) {
    // Powering dom0 off would only halt the machine: reset it.
    if (initial_domain && reason == SHUTDOWN_poweroff)
      reason = SHUTDOWN_reboot;
    sched_shutdown request{.reason = reason};
    hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown, &request);
  }
  out32(kDebugExit, static_cast<uint32_t>(code));
  out8(kKeyboardCommand, kReset);
  halt_for_ever();
}

} // namespace mir::rt
