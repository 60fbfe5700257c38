#include "rt/xen/x86_64/cpu.hpp"

#include <xen/arch-x86/cpuid.h>

namespace mir::rt {

namespace {

constexpr uint64_t kCr0Emulation = 1u << 2, kCr0TaskSwitched = 1u << 3;
constexpr uint64_t kCr4Fxsr = 1u << 9, kCr4SimdExceptions = 1u << 10, kCr4Umip = 1u << 11;
constexpr uint64_t kCr4Xsave = 1u << 18, kCr4Smep = 1u << 20;
constexpr uint32_t kMxcsrMasked =
    0x1f80; // all SIMD floating-point exceptions masked, as C wants it

// CPUID bits. Leaf 1 ecx:
constexpr uint32_t kXsave = 1u << 26, kAvx = 1u << 28, kRdrand = 1u << 30;
// Leaf 7 ebx and ecx:
constexpr uint32_t kSmep = 1u << 7, kRdseed = 1u << 18, kUmip = 1u << 2;

constinit bool amd = false;
constinit bool has_rdrand = false;
constinit bool has_rdseed = false;

Cpuid leaf_7() { return cpuid(0).eax >= 7 ? cpuid(7) : Cpuid{}; }

} // namespace

void set_up_cpu() {
  const uint32_t vendor = cpuid(0).ebx;
  amd = vendor == 0x68747541 /* Auth(enticAMD) */ || vendor == 0x6f677948 /* Hygo(nGenuine) */;
  const uint32_t features = cpuid(1).ecx;
  const Cpuid more = leaf_7();
  has_rdrand = (features & kRdrand) != 0;
  has_rdseed = (more.ebx & kRdseed) != 0;

  uint64_t cr0, cr4;
  asm volatile("mov %%cr0, %0" : "=r"(cr0));
  asm volatile("mov %0, %%cr0" : : "r"(cr0 & ~(kCr0Emulation | kCr0TaskSwitched)));
  asm volatile("mov %%cr4, %0" : "=r"(cr4));
  cr4 |= kCr4Fxsr | kCr4SimdExceptions;
  if (features & kXsave)
    cr4 |= kCr4Xsave;
  if (more.ebx & kSmep)
    cr4 |= kCr4Smep;
  if (more.ecx & kUmip)
    cr4 |= kCr4Umip;
  asm volatile("mov %0, %%cr4" : : "r"(cr4));
  asm volatile("fninit; ldmxcsr %0" : : "m"(kMxcsrMasked));
  if (features & kXsave) {
    const uint32_t state = features & kAvx ? 7 : 3; // x87, SSE, AVX
    asm volatile("xsetbv" : : "c"(0), "a"(state), "d"(0));
  }
}

bool is_amd() { return amd; }

uint32_t find_xen_leaf() {
  // Other hypervisors' interfaces may stand in front of Xen's, each 0x100 leaves apart.
  for (uint32_t base = XEN_CPUID_FIRST_LEAF; base < XEN_CPUID_FIRST_LEAF + 0x10000; base += 0x100) {
    const Cpuid r = cpuid(base);
    if (r.ebx == XEN_CPUID_SIGNATURE_EBX && r.ecx == XEN_CPUID_SIGNATURE_ECX &&
        r.edx == XEN_CPUID_SIGNATURE_EDX && r.eax >= base + 2)
      return base;
  }
  return 0;
}

bool hardware_random(uint64_t& value) {
  // An empty pool is refilled within microseconds; Intel's guide advises to give up RDRAND after
  // ten attempts.
  unsigned char good = 0;
  for (int attempt = 0; has_rdseed && !good && attempt < 64; ++attempt)
    asm volatile("rdseed %0; setc %1; pause" : "=r"(value), "=qm"(good) : : "cc");
  for (int attempt = 0; has_rdrand && !good && attempt < 10; ++attempt)
    asm volatile("rdrand %0; setc %1" : "=r"(value), "=qm"(good) : : "cc");
  return good != 0;
}

} // namespace mir::rt
