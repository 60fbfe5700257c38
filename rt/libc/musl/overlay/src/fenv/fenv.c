/* The floating-point environment in C. musl's assembly stores below the stack pointer, where on Xen
 * the next interrupt writes. x86-64 has two units: the x87, whose state fnstenv reads, and SSE,
 * whose state is in mxcsr. */
#include <features.h>
#include <fenv.h>

enum {
  kRounding = 0xc00,       /* in the x87 control word, and as fegetround() reports it */
  kMxcsrRoundingShift = 3, /* mxcsr has the same two bits three places higher */
  kInitialControl = 0x37f, /* x87 after fninit: all exceptions masked, nearest, 64-bit precision */
  kInitialTags = 0xffff,   /* all x87 registers empty */
  kInitialMxcsr = 0x1f80,  /* all exceptions masked, nearest */
};

static unsigned read_mxcsr(void) {
  unsigned mxcsr;
  __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
  return mxcsr;
}

static void write_mxcsr(unsigned mxcsr) { __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr)); }

static unsigned read_x87_status(void) {
  unsigned short status;
  __asm__ volatile("fnstsw %0" : "=a"(status));
  return status;
}

int feclearexcept(int mask) {
  unsigned wanted = mask & FE_ALL_EXCEPT;
  unsigned x87 = read_x87_status() & FE_ALL_EXCEPT;
  unsigned mxcsr = read_mxcsr();
  /* fnclex clears all of them: those that stay move to mxcsr. */
  if (x87 & wanted) {
    __asm__ volatile("fnclex");
    mxcsr |= x87;
  }
  write_mxcsr(mxcsr & ~wanted);
  return 0;
}

int feraiseexcept(int mask) {
  write_mxcsr(read_mxcsr() | (mask & FE_ALL_EXCEPT));
  return 0;
}

int fetestexcept(int mask) { return (read_x87_status() | read_mxcsr()) & mask & FE_ALL_EXCEPT; }

int fegetround(void) { return (read_mxcsr() >> kMxcsrRoundingShift) & kRounding; }

hidden int __fesetround(int mode) {
  unsigned short control;
  __asm__ volatile("fnstcw %0" : "=m"(control));
  control = (control & ~kRounding) | mode;
  __asm__ volatile("fldcw %0" : : "m"(control));
  write_mxcsr((read_mxcsr() & ~(kRounding << kMxcsrRoundingShift)) | (mode << kMxcsrRoundingShift));
  return 0;
}

int fegetenv(fenv_t* environment) {
  __asm__ volatile("fnstenv %0" : "=m"(*environment));
  environment->__mxcsr = read_mxcsr();
  return 0;
}

int fesetenv(const fenv_t* environment) {
  static const fenv_t initial = {
      .__control_word = kInitialControl, .__tags = kInitialTags, .__mxcsr = kInitialMxcsr};
  if (environment == FE_DFL_ENV)
    environment = &initial;
  __asm__ volatile("fldenv %0" : : "m"(*environment));
  write_mxcsr(environment->__mxcsr);
  return 0;
}
