// SPDX-License-Identifier: Apache-2.0
#include "threads.h"

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

namespace assay {
namespace {

// From now on this process makes no thread, as in an older container.
bool forbid_clone3() {
  constexpr unsigned kClone3 = 435;  // on every architecture
  std::array<sock_filter, 4> filter{{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                                     BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kClone3, 0, 1),
                                     BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
                                     BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}};
  sock_fprog program{filter.size(), filter.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

[[noreturn]] void make_none() {
  if (!forbid_clone3() || can_make_threads()) std::_Exit(2);
  try {
    new_thread([] {}).join();
  } catch (const NoThreads& none) {
    std::fputs(no_threads(none).c_str(), stderr);
    std::_Exit(0);
  }
  std::_Exit(3);
}

TEST(NewThread, ThatIsRefusedSaysSo) {
  EXPECT_EXIT(make_none(), testing::ExitedWithCode(0),
              "^unavailable: no-threads: this machine makes no further thread: Operation not "
              "permitted$");
}

TEST(NewThread, RunsItsWork) {
  int done = 0;
  new_thread([&] { done = 7; }).join();
  EXPECT_EQ(done, 7);
  EXPECT_TRUE(can_make_threads());
}

}  // namespace
}  // namespace assay
