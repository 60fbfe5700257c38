// Where a PVH loader enters the image: from 32-bit protected mode without paging to mir_xen_start() in long mode.
//
// The state at entry is Xen's x86 HVM direct boot ABI (docs/misc/pvh.pandoc in Xen's source): flat segments, paging and
// interrupts off, ebx = physical address of struct hvm_start_info, everything else undefined.
#include <xen/elfnote.h>
#include <xen/features.h>

#define CR0_FLAGS 0x80010023     // paging, write protect also for ring 0, x87 errors as exceptions, monitor, protected
#define CR4_PAE 0x20
#define MSR_EFER 0xc0000080
#define EFER_FLAGS 0x900         // long mode, no-execute bits
#define MSR_FS_BASE 0xc0000100
#define LARGE_PAGE 0x83          // present, writable, 2 MiB
#define TABLE 0x03               // present, writable
#define CODE_SELECTOR 0x08
#define DATA_SELECTOR 0x10

// QEMU steps through notes by p_align, so that 4 is the only alignment every loader reads.
	.section .note.Xen, "a", @note
	.balign 4
	.long 4, 8, XEN_ELFNOTE_PHYS32_ENTRY
	.asciz "Xen"
	.quad _start
	.long 4, 4, XEN_ELFNOTE_SUPPORTED_FEATURES
	.asciz "Xen"
	.long 1 << XENFEAT_dom0          // without it Xen refuses the image as dom0
	.long 4, 8, XEN_ELFNOTE_GUEST_OS
	.asciz "Xen"
	.asciz "mir\0\0\0\0"

	.section .text.mir_xen_entry, "ax", @progbits
	.code32
	.globl _start
	.type _start, @function
_start:
	cld
	movl $mir_xen_boot_stack_top, %esp

	// Identity tables for the first 4 GiB: whatever the loader handed over lies below.
	movl $boot_directories, %edi
	movl $LARGE_PAGE, %eax
	movl $2048, %ecx
1:	movl %eax, (%edi)
	movl $0, 4(%edi)
	addl $0x200000, %eax
	addl $8, %edi
	decl %ecx
	jnz 1b
	movl $boot_directories + TABLE, %eax
	movl $boot_pointers, %edi
	movl $4, %ecx
2:	movl %eax, (%edi)
	movl $0, 4(%edi)
	addl $0x1000, %eax
	addl $8, %edi
	decl %ecx
	jnz 2b
	movl $boot_pointers + TABLE, boot_root
	movl $0, boot_root + 4

	movl $CR4_PAE, %eax
	movl %eax, %cr4
	movl $boot_root, %eax
	movl %eax, %cr3
	movl $MSR_EFER, %ecx
	rdmsr
	orl $EFER_FLAGS, %eax
	wrmsr
	movl $CR0_FLAGS, %eax
	movl %eax, %cr0
	lgdt gdt_pointer
	ljmp $CODE_SELECTOR, $3f

	.code64
3:	movl $DATA_SELECTOR, %eax
	movl %eax, %ds
	movl %eax, %es
	movl %eax, %ss
	// A stand-in for the thread block until the C library has made the real one: the stack protector reads
	// %fs:0x28. The time stamp is no secret, but nothing from outside has been read yet.
	rdtsc
	shlq $32, %rdx
	orq %rdx, %rax
	movq %rax, boot_thread + 0x28
	movl $MSR_FS_BASE, %ecx
	movl $boot_thread, %eax
	xorl %edx, %edx
	wrmsr
	movl %ebx, %edi
	xorl %ebp, %ebp
	call mir_xen_start
	ud2
	.size _start, . - _start

// mir_xen_on_stack(top, function): goes on in `function` with a new stack; never returns.
	.globl mir_xen_on_stack
	.type mir_xen_on_stack, @function
mir_xen_on_stack:
	movq %rdi, %rsp
	xorl %ebp, %ebp
	call *%rsi
	ud2
	.size mir_xen_on_stack, . - mir_xen_on_stack

	.section .rodata.mir_xen_gdt, "a", @progbits
	.balign 8
gdt_pointer:
	.word 8 * 3 - 1
	.long gdt
	.balign 8
gdt:
	.quad 0
	.quad 0x00af9b000000ffff         // 64-bit code, accessed
	.quad 0x00cf93000000ffff         // data, writable, accessed

	.section .bss.mir_xen_boot, "aw", @nobits
	.balign 4096
boot_root:
	.skip 4096
boot_pointers:
	.skip 4096
boot_directories:
	.skip 4 * 4096
	.skip 16384
mir_xen_boot_stack_top:
boot_thread:
	.skip 64

	.section .note.GNU-stack, "", @progbits
