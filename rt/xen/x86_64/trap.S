// The 256 gates of the interrupt descriptor table, and the way into mir_xen_trap().

	.text
	.code64

// One stub a CPU exception, 16 bytes apart. Those with an error code have it on the stack already.
	.macro stub vector has_code
	.balign 16
	.if \has_code == 0
	pushq $0
	.endif
	pushq $\vector
	jmp trap
	.endm

	.balign 16
	.globl mir_xen_trap_stubs
mir_xen_trap_stubs:
	.set vector, 0
	.rept 32
	// 8 #DF, 10 #TS, 11 #NP, 12 #SS, 13 #GP, 14 #PF, 17 #AC, 21 #CP, 29 #VC, 30 #SX push an error code.
	stub vector ((0x60227d00 >> vector) & 1)
	.set vector, vector + 1
	.endr

// Builds a mir::rt::TrapFrame and never comes back: every exception is the end of the program. For a debugger it is a
// frame like that of a signal: the canonical frame address is the end of the TrapFrame.
	.cfi_sections .debug_frame
	.cfi_startproc simple
	.cfi_signal_frame
trap:
	pushq %rax
	pushq %rbx
	pushq %rcx
	pushq %rdx
	pushq %rsi
	pushq %rdi
	pushq %rbp
	pushq %r8
	pushq %r9
	pushq %r10
	pushq %r11
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	cld
	movq %rsp, %rbp
	movq %rsp, %rdi
	andq $-16, %rsp
	.cfi_def_cfa %rbp, 176           // sizeof(TrapFrame)
	.cfi_offset %rip, -40
	.cfi_offset %rsp, -16
	.cfi_offset %rax, -64
	.cfi_offset %rbx, -72
	.cfi_offset %rcx, -80
	.cfi_offset %rdx, -88
	.cfi_offset %rsi, -96
	.cfi_offset %rdi, -104
	.cfi_offset %rbp, -112
	.cfi_offset %r8, -120
	.cfi_offset %r9, -128
	.cfi_offset %r10, -136
	.cfi_offset %r11, -144
	.cfi_offset %r12, -152
	.cfi_offset %r13, -160
	.cfi_offset %r14, -168
	.cfi_offset %r15, -176
	call mir_xen_trap
	ud2
	.cfi_endproc

// Interrupts only end a halt: whoever halted looks at the state of the world itself.
	.globl mir_xen_interrupt_stub
mir_xen_interrupt_stub:
	iretq

// The interval timer through the first interrupt controller (only without a hypervisor).
	.globl mir_xen_timer_stub
mir_xen_timer_stub:
	pushq %rax
	movb $0x20, %al                  // end of interrupt
	outb %al, $0x20
	popq %rax
	iretq

	.section .note.GNU-stack, "", @progbits
