/* How musl enters the kernel: through one C function that the platform supplies. Stands in for
 * musl's file, which executes the syscall instruction; in a paravirtual guest that instruction
 * belongs to the hypervisor. */

#define __SYSCALL_LL_E(x) (x)
#define __SYSCALL_LL_O(x) (x)

/* The result as Linux gives it: -4095 to -1 is a negated errno. */
long uk_syscall(long number, long a, long b, long c, long d, long e, long f);

static inline long __syscall0(long n) { return uk_syscall(n, 0, 0, 0, 0, 0, 0); }
static inline long __syscall1(long n, long a) { return uk_syscall(n, a, 0, 0, 0, 0, 0); }
static inline long __syscall2(long n, long a, long b) { return uk_syscall(n, a, b, 0, 0, 0, 0); }
static inline long __syscall3(long n, long a, long b, long c) {
  return uk_syscall(n, a, b, c, 0, 0, 0);
}
static inline long __syscall4(long n, long a, long b, long c, long d) {
  return uk_syscall(n, a, b, c, d, 0, 0);
}
static inline long __syscall5(long n, long a, long b, long c, long d, long e) {
  return uk_syscall(n, a, b, c, d, e, 0);
}
static inline long __syscall6(long n, long a, long b, long c, long d, long e, long f) {
  return uk_syscall(n, a, b, c, d, e, f);
}

/* On Linux the clock is read without entering the kernel, where the auxiliary vector names a vDSO.
 */
#define VDSO_USEFUL
#define VDSO_CGT_SYM "__vdso_clock_gettime"
#define VDSO_CGT_VER "LINUX_2.6"
#define VDSO_GETCPU_SYM "__vdso_getcpu"
#define VDSO_GETCPU_VER "LINUX_2.6"

#define IPC_64 0
