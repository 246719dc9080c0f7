// SPDX-License-Identifier: GPL-2.0-or-later
//
// Known figures for the counting plugin on x86-64. Letters at the end of a line say what the
// instruction counts as, besides an instruction: L load, S store, B branch, V vector. Lines marked
// with a dot are outside the region.
//
// State 1 pauses in each of 1000 passes, state 2 never begins its loop, state 3 runs straight.
//              instructions  loads  stores  branches  vector
// start                   6      3       2         4       0
// before finish           2      0       1         1       0   mov, call
// a pass, state 1        14      5       6         2       4
// region 1            14008   5003    6003      2005    4000   = 6 + 2 + 1000 * 14 ...
// a pass, state 3         7      3       2         1       0   2000 passes
// region 3            14008   6003    4003      2005       0

  .set kToCrossing, 116  // bytes from _start to `crossing`, which self_check_test.py holds to it

  .bss
  .balign 32
memory:
  .space 64

  .macro function name
  .text
  .balign 16
  .global \name
  .type \name, @function
\name:
  .endm
  .macro done name
  .size \name, . - \name
  .endm

  function _ZN9benchmark5StateC1Ev
  ret                                            // .
  done _ZN9benchmark5StateC1Ev

  function _ZN9benchmark5State16StartKeepRunningEv
  push %rbp                                      // S
  call _ZN9benchmark5State12ResumeTimingEv       // S B
  pop %rbp                                       // L
  ret                                            // L B
  done _ZN9benchmark5State16StartKeepRunningEv

  function _ZN9benchmark5State17FinishKeepRunningEv
  push %rbp                                      // .
  call _ZN9benchmark5State11PauseTimingEv        // .
  pop %rbp                                       // .
  ret                                            // .
  done _ZN9benchmark5State17FinishKeepRunningEv

  function _ZN9benchmark5State11PauseTimingEv
  nop                                            // .
  ret                                            // .
  done _ZN9benchmark5State11PauseTimingEv

  function _ZN9benchmark5State12ResumeTimingEv
  jmp 1f                                         // B in start, . after a pause
1:
  ret                                            // L B in start, . after a pause
  done _ZN9benchmark5State12ResumeTimingEv

  // QEMU ends a block before an instruction that crosses a page, and 7.2 tells the plugin of it
  // twice: at the end of that block and at the beginning of the next.
  .text
  .balign 4096
  .space 4096 - kToCrossing - 2
  .global _start
  .type _start, @function
_start:
  lea memory(%rip), %rbx                         // .
  call _ZN9benchmark5StateC1Ev                   // .
  call _ZN9benchmark5State16StartKeepRunningEv   // .
  mov $1000, %r12d
1:
  mov (%rbx), %rax                               // L
  mov %rax, 8(%rbx)                              // S
  add %rax, (%rbx)                               // L S
  lock xadd %rax, (%rbx)                         // L S
  movsd (%rbx), %xmm1                            // L
  movsd %xmm1, (%rbx)                            // S
  addsd %xmm1, %xmm1
  movups (%rbx), %xmm0                           // L V
  paddd %xmm0, %xmm0                             // V
  movdqu %xmm0, (%rbx)                           // S V
  call _ZN9benchmark5State11PauseTimingEv        // S B
  mov %rax, (%rbx)                               // .
  call _ZN9benchmark5State12ResumeTimingEv       // .
  pxor %xmm0, %xmm0                              // V
  dec %r12d
  jnz 1b                                         // B
  call _ZN9benchmark5State17FinishKeepRunningEv  // S B

  call _ZN9benchmark5StateC1Ev                   // .

  call _ZN9benchmark5StateC1Ev                   // .
  call _ZN9benchmark5State16StartKeepRunningEv   // .
  mov $2000, %r12d
2:
  cmp %eax, (%rbx)                               // L
  push (%rbx)                                    // L S
  pop 8(%rbx)                                    // L S
crossing:
  lea 8(%rbx), %rax                              // its second half is on the next page
  prefetcht0 (%rbx)
  sub $1, %r12d
  jnz 2b                                         // B
  call _ZN9benchmark5State17FinishKeepRunningEv  // S B

  xor %edi, %edi                                 // .
  mov $60, %eax                                  // . exit
  syscall                                        // .
  done _start
