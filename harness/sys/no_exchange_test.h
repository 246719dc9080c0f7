// SPDX-License-Identifier: Apache-2.0
// For tests: a file system that can't exchange two names, as NFS can't. The kernel answers EINVAL
// to renameat2 with flags, from now on and for this process alone. Call it in a child.
#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>

namespace assay::sys {

inline bool forbid_exchange() {
  constexpr unsigned kFlags = offsetof(seccomp_data, args) + 4 * sizeof(__u64);  // low half
  std::array<sock_filter, 6> filter{{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                                     BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat2, 0, 3),
                                     BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kFlags),
                                     BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
                                     BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
                                     BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}};
  sock_fprog program{filter.size(), filter.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

}  // namespace assay::sys
