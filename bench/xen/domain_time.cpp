/// \file
/// Runs in dom0: prints the processor time that a domain has used, in nanoseconds. xl knows tenths
/// of a second.
///
/// Under QEMU's -icount shift=0 a nanosecond is an instruction, so that this counts the
/// instructions of the domain and of Xen on its behalf.
#define __XEN_TOOLS__ 1
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <sys/ioctl.h>

#include <xen/xen.h>

#include <xen/domctl.h>
#include <xen/sys/privcmd.h>

int main(int count, char** arguments) {
  if (count != 2) {
    std::puts("usage: domain_time DOMAIN");
    return 2;
  }
  // Static, so that it lies in memory that Xen can read at any time.
  static xen_domctl request{};
  request.cmd = XEN_DOMCTL_getdomaininfo;
  request.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
  request.domain = static_cast<domid_t>(std::atoi(arguments[1]));
  privcmd_hypercall call{};
  call.op = __HYPERVISOR_domctl;
  call.arg[0] = reinterpret_cast<std::uintptr_t>(&request);
  const int device = open("/proc/xen/privcmd", O_RDWR);
  if (device < 0 || ioctl(device, IOCTL_PRIVCMD_HYPERCALL, &call) < 0) {
    std::perror("domain_time");
    return 1;
  }
  std::printf("%llu\n", static_cast<unsigned long long>(request.u.getdomaininfo.cpu_time));
  return 0;
}
