// SPDX-License-Identifier: GPL-2.0-or-later
//
// Known figures for the counting plugin on RISC-V. Letters at the end of a line say what the
// instruction counts as, besides an instruction: L load, S store, B branch, V vector. Lines marked
// with a dot are outside the region.
//
// State 1 pauses in each of 1000 passes, state 2 never begins its loop, state 3 runs straight.
//              instructions  loads  stores  branches  vector
// start                   8      1       1         4       0
// before finish           2      0       0         1       0   li, jal
// a pass, state 1        15      5       6         2       5
// region 1            15010   5001    6001      2005    5000   = 8 + 2 + 1000 * 15 ...
// a pass, state 3         8      3       2         2       0   2000 passes
// region 3            16010   6001    4001      4005       0

  .option arch, rv64gcv
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

  function _ZN9benchmark5StateC2Ev
  ret                                          // .
  done _ZN9benchmark5StateC2Ev

  function _ZN9benchmark5State16StartKeepRunningEv
  addi sp, sp, -16
  sd ra, 0(sp)                                 // S
  jal _ZN9benchmark5State12ResumeTimingEv      // B
  ld ra, 0(sp)                                 // L
  addi sp, sp, 16
  ret                                          // B
  done _ZN9benchmark5State16StartKeepRunningEv

  function _ZN9benchmark5State17FinishKeepRunningEv
  addi sp, sp, -16                             // .
  sd ra, 0(sp)                                 // .
  jal _ZN9benchmark5State11PauseTimingEv       // .
  ld ra, 0(sp)                                 // .
  addi sp, sp, 16                              // .
  ret                                          // .
  done _ZN9benchmark5State17FinishKeepRunningEv

  function _ZN9benchmark5State11PauseTimingEv
  nop                                          // .
  ret                                          // .
  done _ZN9benchmark5State11PauseTimingEv

  function _ZN9benchmark5State12ResumeTimingEv
  beqz zero, 1f                                // B in start, . after a pause
1:
  ret                                          // B in start, . after a pause
  done _ZN9benchmark5State12ResumeTimingEv

  function _start
  lla s0, memory                               // .
  jal _ZN9benchmark5StateC2Ev                  // .
  jal _ZN9benchmark5State16StartKeepRunningEv  // .
  li s1, 1000
1:
  ld a1, 0(s0)                                 // L
  sd a1, 8(s0)                                 // S
  amoadd.d a1, a2, (s0)                        // L S
  lr.d a1, (s0)                                // L
  sc.d a1, a2, (s0)                            // S
  fld fa0, 0(s0)                               // L
  fsd fa0, 0(s0)                               // S
  vsetivli zero, 4, e32, m1, ta, ma            // V
  vle32.v v0, (s0)                             // L V
  vadd.vv v0, v0, v0                           // V
  vse32.v v0, (s0)                             // S V
  jal _ZN9benchmark5State11PauseTimingEv       // B
  sd a1, 0(s0)                                 // .
  jal _ZN9benchmark5State12ResumeTimingEv      // .
  vsse32.v v0, (s0), zero                      // S V
  addi s1, s1, -1
  bnez s1, 1b                                  // B
  jal _ZN9benchmark5State17FinishKeepRunningEv // B

  jal _ZN9benchmark5StateC2Ev                  // .

  jal _ZN9benchmark5StateC2Ev                  // .
  jal _ZN9benchmark5State16StartKeepRunningEv  // .
  li s1, 2000
2:
  lw a1, 0(s0)                                 // L
  lbu a2, 1(s0)                                // L
  flw ft0, 4(s0)                               // L
  sw a1, 0(s0)                                 // S
  fsw ft0, 4(s0)                               // S
  beq s0, zero, 3f                             // B
3:
  addi s1, s1, -1
  bnez s1, 2b                                  // B
  jal _ZN9benchmark5State17FinishKeepRunningEv // B

  li a0, 0                                     // .
  li a7, 93                                    // . exit
  ecall                                        // .
  done _start
