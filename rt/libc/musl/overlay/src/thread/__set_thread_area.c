/* Sets the thread pointer. x86-64 Linux does so by arch_prctl(); musl's portable file would use the
 * 32-bit call. */
#include "pthread_impl.h"

enum { kArchSetFs = 0x1002 }; /* ARCH_SET_FS of <asm/prctl.h> */

int __set_thread_area(void* pointer) { return __syscall(SYS_arch_prctl, kArchSetFs, pointer); }
