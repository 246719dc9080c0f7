// SPDX-License-Identifier: GPL-2.0-or-later
//
// Known figures for the counting plugin on AArch64. Letters at the end of a line say what the
// instruction counts as, besides an instruction: L load, S store, B branch, V vector. Lines marked
// with a dot are outside the region.
//
// State 1 pauses in each of 1000 passes, state 2 never begins its loop, state 3 runs straight.
//              instructions  loads  stores  branches  vector
// start                   6      1       1         4       0
// before finish           2      0       0         1       0   mov, bl
// a pass, state 1        16      6       4         2       4
// region 1            16008   6001    4001      2005    4000   = 6 + 2 + 1000 * 16 ...
// a pass, state 3         8      2       1         2       1   2000 passes
// region 3            16008   4001    2001      4005    2000

  .arch armv8.5-a+sve
  .bss
  .balign 16
memory:
  .space 64

  .macro function name
  .text
  .balign 4
  .global \name
  .type \name, @function
\name:
  .endm
  .macro done name
  .size \name, . - \name
  .endm

  function _ZN9benchmark5StateC1Ev
  ret                                          // .
  done _ZN9benchmark5StateC1Ev

  function _ZN9benchmark5State16StartKeepRunningEv
  stp x29, x30, [sp, #-16]!                    // S
  bl _ZN9benchmark5State12ResumeTimingEv       // B
  ldp x29, x30, [sp], #16                      // L
  ret                                          // B
  done _ZN9benchmark5State16StartKeepRunningEv

  function _ZN9benchmark5State17FinishKeepRunningEv
  stp x29, x30, [sp, #-16]!                    // .
  bl _ZN9benchmark5State11PauseTimingEv        // .
  ldp x29, x30, [sp], #16                      // .
  ret                                          // .
  done _ZN9benchmark5State17FinishKeepRunningEv

  function _ZN9benchmark5State11PauseTimingEv
  nop                                          // .
  ret                                          // .
  done _ZN9benchmark5State11PauseTimingEv

  function _ZN9benchmark5State12ResumeTimingEv
  cbz xzr, 1f                                  // B in start, . after a pause
1:
  ret                                          // B in start, . after a pause
  done _ZN9benchmark5State12ResumeTimingEv

  function _start
  adrp x20, memory                             // .
  add x20, x20, :lo12:memory                   // .
  ptrue p0.b                                   // .
  bl _ZN9benchmark5StateC1Ev                   // .
  bl _ZN9benchmark5State16StartKeepRunningEv   // .
  mov x19, #1000
1:
  ldr x1, [x20]                                // L
  str x1, [x20, #8]                            // S
  ldp x2, x3, [x20]                            // L
  ldadd x2, x3, [x20]                          // L S
  ldr q0, [x20]                                // L V
  add v0.4s, v0.4s, v0.4s                      // V
  fadd d1, d1, d1
  prfm pldl1keep, [x20]
  ld1b {z0.b}, p0/z, [x20]                     // L V
  st1b {z0.b}, p0, [x20]                       // S V
  bl _ZN9benchmark5State11PauseTimingEv        // B
  str x1, [x20]                                // .
  bl _ZN9benchmark5State12ResumeTimingEv       // .
  dmb ish
  ldr d1, [x20]                                // L
  str w1, [x20]                                // S
  subs x19, x19, #1
  b.ne 1b                                      // B
  bl _ZN9benchmark5State17FinishKeepRunningEv  // B

  bl _ZN9benchmark5StateC1Ev                   // .

  bl _ZN9benchmark5StateC1Ev                   // .
  bl _ZN9benchmark5State16StartKeepRunningEv   // .
  mov x19, #2000
2:
  ldrb w1, [x20]                               // L
  ldr w2, [x20, #4]!                           // L
  stur w1, [x20, #-4]                          // S
  and v0.16b, v0.16b, v0.16b                   // V
  cbz x20, 3f                                  // B
3:
  sub x20, x20, #4
  sub x19, x19, #1
  cbnz x19, 2b                                 // B
  bl _ZN9benchmark5State17FinishKeepRunningEv  // B

  mov x0, #0                                   // .
  mov x8, #93                                  // . exit
  svc #0                                       // .
  done _start
