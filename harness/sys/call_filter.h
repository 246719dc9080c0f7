// SPDX-License-Identifier: Apache-2.0
// The system calls that a process may still make: seccomp's filter, which the kernel runs at each
// of them. For walls only.
#pragma once

namespace assay::sys {

// From now on this process can take and give back memory, write to the open file `output` and end.
// Any other call kills it with SIGSYS: a call that none of ours makes means that somebody else's
// code runs, and an error would let it try the next. 0, or -errno: -ENOSYS where the kernel has no
// such filters or the architecture is not one that we know. Needs no_new_privs. Calls only what a
// forked child may.
int filter_calls(int output);

}  // namespace assay::sys
