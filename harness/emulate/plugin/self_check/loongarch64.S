// SPDX-License-Identifier: GPL-2.0-or-later
//
// Known figures for the counting plugin on LoongArch64. Letters at the end of a line say what the
// instruction counts as, besides an instruction: L load, S store, B branch, V vector. Lines marked
// with a dot are outside the region.
//
// State 1 pauses in each of 1000 passes, state 2 never begins its loop, state 3 runs straight.
//              instructions  loads  stores  branches  vector
// start                   8      1       1         4       0
// before finish           2      0       0         1       0   li.w, bl
// a pass, state 1        15      6       5         2       5
// region 1            15010   6001    5001      2005    5000   = 8 + 2 + 1000 * 15 ...
// a pass, state 3         9      3       2         2       1   2000 passes
// region 3            18010   6001    4001      4005    2000

  .bss
  .balign 32
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
  addi.d $sp, $sp, -16
  st.d $ra, $sp, 0                             // S
  bl _ZN9benchmark5State12ResumeTimingEv       // B
  ld.d $ra, $sp, 0                             // L
  addi.d $sp, $sp, 16
  ret                                          // B
  done _ZN9benchmark5State16StartKeepRunningEv

  function _ZN9benchmark5State17FinishKeepRunningEv
  addi.d $sp, $sp, -16                         // .
  st.d $ra, $sp, 0                             // .
  bl _ZN9benchmark5State11PauseTimingEv        // .
  ld.d $ra, $sp, 0                             // .
  addi.d $sp, $sp, 16                          // .
  ret                                          // .
  done _ZN9benchmark5State17FinishKeepRunningEv

  function _ZN9benchmark5State11PauseTimingEv
  nop                                          // .
  ret                                          // .
  done _ZN9benchmark5State11PauseTimingEv

  function _ZN9benchmark5State12ResumeTimingEv
  beqz $zero, 1f                               // B in start, . after a pause
1:
  ret                                          // B in start, . after a pause
  done _ZN9benchmark5State12ResumeTimingEv

  function _start
  // QEMU, like the kernel, enables LSX and LASX by a trap at the first use of each; the block that
  // trapped counts once more than it ran.
  vldi $vr0, 0                                 // .
  xvldi $xr0, 0                                // .
  pcalau12i $s0, %pc_hi20(memory)              // .
  addi.d $s0, $s0, %pc_lo12(memory)            // .
  bl _ZN9benchmark5StateC1Ev                   // .
  bl _ZN9benchmark5State16StartKeepRunningEv   // .
  li.w $s1, 1000
1:
  ld.d $a1, $s0, 0                             // L
  st.d $a1, $s0, 8                             // S
  amadd.d $a1, $a2, $s0                        // L S
  ll.d $a1, $s0, 0                             // L
  sc.d $a1, $s0, 0                             // S
  fld.d $fa0, $s0, 0                           // L
  fst.d $fa0, $s0, 0                           // S
  vld $vr0, $s0, 0                             // L V
  vadd.w $vr0, $vr0, $vr0                      // V
  xvld $xr1, $s0, 0                            // L V
  xvst $xr1, $s0, 0                            // S V
  bl _ZN9benchmark5State11PauseTimingEv        // B
  st.d $a1, $s0, 0                             // .
  bl _ZN9benchmark5State12ResumeTimingEv       // .
  xvadd.w $xr1, $xr1, $xr1                     // V
  addi.d $s1, $s1, -1
  bnez $s1, 1b                                 // B
  bl _ZN9benchmark5State17FinishKeepRunningEv  // B

  bl _ZN9benchmark5StateC1Ev                   // .

  bl _ZN9benchmark5StateC1Ev                   // .
  bl _ZN9benchmark5State16StartKeepRunningEv   // .
  li.w $s1, 2000
2:
  ld.w $a1, $s0, 0                             // L
  ldx.bu $a2, $s0, $zero                       // L
  fld.s $ft0, $s0, 4                           // L
  stptr.w $a1, $s0, 0                          // S
  fst.s $ft0, $s0, 4                           // S
  vslli.w $vr0, $vr0, 1                        // V
  beq $s0, $zero, 3f                           // B
3:
  addi.d $s1, $s1, -1
  bnez $s1, 2b                                 // B
  bl _ZN9benchmark5State17FinishKeepRunningEv  // B

  li.w $a0, 0                                  // .
  li.w $a7, 93                                 // . exit
  syscall 0                                    // .
  done _start
