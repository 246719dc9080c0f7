// SPDX-License-Identifier: Apache-2.0
// Landlock, the kernel's own wall around a process that asks for it: no rights needed, no file of
// settings, no way back. For walls only.
#pragma once

namespace assay::sys {

// Takes from this process, and from all that it starts, every right that the kernel's Landlock
// knows: to open, run, make and remove files, to use TCP, to signal others. The version that stands
// now (its ABI, 1 to 7), or -errno: -ENOSYS where the kernel has none, -EOPNOTSUPP where it was
// switched off at boot. Needs no_new_privs, unless root asks.
// Calls only what a forked child may.
int forbid_by_landlock();

}  // namespace assay::sys
