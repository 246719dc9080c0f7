// SPDX-License-Identifier: GPL-2.0-or-later
//
// Known figures for the counting plugin on 32-bit Arm: A32 code whose loop calls a T32 function.
// Letters at the end of a line say what the instruction counts as, besides an instruction: L load,
// S store, B branch, V vector. Lines marked with a dot are outside the region.
//
// State 1 pauses in each of 1000 passes, state 2 never begins its loop, state 3 runs straight.
//              instructions  loads  stores  branches  vector
// start                   5      1       1         3       0
// before finish           2      0       0         1       0   mov, bl
// a pass, state 1        15      5       5         2       3
// region 1            15007   5001    5001      2004    3000   = 5 + 2 + 1000 * 15 ...
// a pass, state 3        15      4       4         4       1   2000 passes, with the T32 function
// region 3            30007   8001    8001      8004    2000

  .syntax unified
  .arch armv7-a
  .fpu neon
  .bss
  .balign 16
memory:
  .space 64

  .macro function name
  .text
  .arm
  .balign 4
  .global \name
  .type \name, %function
\name:
  .endm
  .macro done name
  .size \name, . - \name
  .endm

  function _ZN9benchmark5StateC1Ev
  bx lr                                        // .
  done _ZN9benchmark5StateC1Ev

  function _ZN9benchmark5State16StartKeepRunningEv
  push {r4, lr}                                // S
  bl _ZN9benchmark5State12ResumeTimingEv       // B
  pop {r4, pc}                                 // L B
  done _ZN9benchmark5State16StartKeepRunningEv

  function _ZN9benchmark5State17FinishKeepRunningEv
  push {r4, lr}                                // .
  bl _ZN9benchmark5State11PauseTimingEv        // .
  pop {r4, pc}                                 // .
  done _ZN9benchmark5State17FinishKeepRunningEv

  function _ZN9benchmark5State11PauseTimingEv
  nop                                          // .
  bx lr                                        // .
  done _ZN9benchmark5State11PauseTimingEv

  function _ZN9benchmark5State12ResumeTimingEv
  nop                                          // in start, . after a pause
  bx lr                                        // B in start, . after a pause
  done _ZN9benchmark5State12ResumeTimingEv

  .text
  .thumb
  .balign 4
  .type narrow_and_wide, %function
  .thumb_func
narrow_and_wide:
  push {r4, lr}                                // S
  ldr.w r1, [r0]                               // L
  str r1, [r0, #4]                             // S
  vadd.i32 q0, q0, q0                          // V
  cbz r0, 1f                                   // B
  nop                                          // without it assemblers drop the cbz
1:
  ldr r1, [r0]                                 // L
  pop {r4, pc}                                 // L B
  .size narrow_and_wide, . - narrow_and_wide

  function _start
  ldr r5, =memory                              // .
  bl _ZN9benchmark5StateC1Ev                   // .
  bl _ZN9benchmark5State16StartKeepRunningEv   // .
  mov r4, #1000
1:
  ldr r1, [r5]                                 // L
  str r1, [r5, #8]                             // S
  ldm r5, {r2, r3}                             // L
  ldrex r1, [r5]                               // L
  strex r3, r1, [r5]                           // S
  vldr d1, [r5]                                // L
  vstr d1, [r5]                                // S
  vadd.f64 d1, d1, d1
  vld1.32 {d0, d1}, [r5]                       // L V
  vadd.i32 q0, q0, q0                          // V
  bl _ZN9benchmark5State11PauseTimingEv        // B
  str r1, [r5]                                 // .
  bl _ZN9benchmark5State12ResumeTimingEv       // .
  vst1.32 {d0, d1}, [r5]                       // S V
  strd r2, r3, [r5]                            // S
  subs r4, r4, #1
  bne 1b                                       // B
  bl _ZN9benchmark5State17FinishKeepRunningEv  // B

  bl _ZN9benchmark5StateC1Ev                   // .

  bl _ZN9benchmark5StateC1Ev                   // .
  bl _ZN9benchmark5State16StartKeepRunningEv   // .
  ldr r4, =2000
2:
  mov r0, r5
  blx narrow_and_wide                          // B, and its 8
  ldrb r1, [r5]                                // L
  stm r5, {r1, r2}                             // S
  strh r1, [r5]                                // S
  subs r4, r4, #1
  bne 2b                                       // B
  bl _ZN9benchmark5State17FinishKeepRunningEv  // B

  mov r0, #0                                   // .
  mov r7, #1                                   // . exit
  svc #0                                       // .
  .ltorg
  done _start
