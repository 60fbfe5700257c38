/// \file
/// Calls into the hypervisor, by the instruction of the CPU's vendor.
///
/// A hypercall page would hold the same instruction behind an indirect target that anyone who can
/// write to it could change (XSA-466), so there is none.
#pragma once

#include <cstdint>

#include "rt/xen/x86_64/cpu.hpp"

namespace mir::rt {

/// Hypercall `number` (`__HYPERVISOR_...` of xen.h) with up to four arguments.
///
/// \returns what Xen returned: negative values are -XEN_E... of errno.h. Must not be called without
/// Xen.
inline long hypercall(unsigned number, uint64_t a, uint64_t b = 0, uint64_t c = 0, uint64_t d = 0) {
  uint64_t result = number;
  register uint64_t r10 asm("r10") = d;
  if (is_amd())
    asm volatile("vmmcall" : "+a"(result), "+D"(a), "+S"(b), "+d"(c), "+r"(r10) : : "memory");
  else
    asm volatile("vmcall" : "+a"(result), "+D"(a), "+S"(b), "+d"(c), "+r"(r10) : : "memory");
  return static_cast<long>(result);
}

/// The same with a structure as second argument, which Xen reads and may write.
template <class T> long hypercall(unsigned number, unsigned command, T* argument) {
  return hypercall(number, command, reinterpret_cast<uint64_t>(argument));
}

} // namespace mir::rt
