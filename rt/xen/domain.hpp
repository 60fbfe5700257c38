/// \file
/// The domain this image runs in, as the hypervisor knows it; or that there is no hypervisor of
/// Xen's kind.
#pragma once

#include <cstdint>

#include <xen/xen.h>

namespace mir::rt {

/// Looks for Xen. \param start_flags of hvm_start_info: SIF_INITDOMAIN tells the first domain.
void find_domain(uint32_t start_flags);

/// Whether hypercalls can be made. Without Xen there is a serial port and an interval timer
/// instead.
[[nodiscard]] bool on_xen();

/// Whether this is dom0: no toolstack, no xenstore, the hypervisor's own console.
[[nodiscard]] bool is_initial_domain();

/// Makes shared() usable. On Xen only, after set_up_memory(): takes a page.
void connect_shared_page();

/// The same after the domain was saved and restored: Xen has a new page then, and ours is memory.
void reconnect_shared_page();

/// The page shared with the hypervisor: time, pending events. Xen is trusted, yet it changes under
/// our hands.
[[nodiscard]] shared_info& shared();

/// Puts a page of the hypervisor's in the place of one of ours, whose memory Xen takes back.
/// \param space XENMAPSPACE_...; `index` of the page there. \returns false when Xen refuses.
[[nodiscard]] bool replace_page(void* page, unsigned space, uint64_t index);

/// HVM_PARAM_... of this domain, 0 when it has none.
[[nodiscard]] uint64_t domain_parameter(uint32_t index);

/// Has the domain saved, and goes on when it is restored; on Xen only. \returns 0 in what Xen calls
/// a new domain, with all event channels and grants gone; 1 in the old one, when the toolstack has
/// thought better of it or has made a copy; negative, -XEN_E..., when Xen refuses.
[[nodiscard]] long suspend_domain();

/// Ends the domain, or what stands for it without Xen. Writes nothing.
/// \param reason SHUTDOWN_... of xen/sched.h, for Xen. \param code for QEMU.
[[noreturn]] void shut_down(unsigned reason, int code);

} // namespace mir::rt
