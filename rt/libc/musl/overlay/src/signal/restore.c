/* Where a signal handler returns to. Only the platform knows how to leave one (on Linux:
 * rt_sigreturn with the stack as the kernel left it), so a platform with signals defines this
 * function beside uk_syscall(). On any other, no handler ever runs. */
#include <features.h>

#include "atomic.h"

weak hidden void __restore_rt(void) { a_crash(); }
