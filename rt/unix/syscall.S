/// \file
/// What musl asks of Linux: the way into the kernel, and the way out of a signal handler.
/// Link this object as it is: both symbols are libc's, none of the port.

  .text

// long uk_syscall(long number, long a, long b, long c, long d, long e, long f)
// From the C convention (rdi rsi rdx rcx r8 r9 stack) to the kernel's (rax rdi rsi rdx r10 r8 r9).
  .globl uk_syscall
  .type uk_syscall, @function
uk_syscall:
  .cfi_startproc
  mov %rdi, %rax
  mov %rsi, %rdi
  mov %rdx, %rsi
  mov %rcx, %rdx
  mov %r8, %r10
  mov %r9, %r8
  mov 8(%rsp), %r9
  syscall
  ret
  .cfi_endproc
  .size uk_syscall, . - uk_syscall

// Handlers return here: the kernel finds the saved registers at rsp, so nothing may be pushed.
// Stands before libc's own, which is weak.
  .globl __restore_rt
  .hidden __restore_rt
  .type __restore_rt, @function
__restore_rt:
  mov $15, %eax // SYS_rt_sigreturn
  syscall
  .size __restore_rt, . - __restore_rt

  .section .note.GNU-stack, "", @progbits
