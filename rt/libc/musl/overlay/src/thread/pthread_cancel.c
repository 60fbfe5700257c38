/* A program has one thread, so there is nobody to cancel. musl's file needs system calls with
 * addresses of their own in assembly, which is what uk_syscall() does away with. */
#include "pthread_impl.h"

int pthread_cancel(pthread_t thread) { return ENOSYS; }
