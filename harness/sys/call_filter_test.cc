// SPDX-License-Identifier: Apache-2.0
#include "sys/call_filter.h"

#include <gtest/gtest.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <string>
#include <vector>

#include "sys/files.h"
#include "sys/forbidden_test.h"
#include "sys/sanitized.h"

namespace assay::sys {
namespace {

// 0, or why the kernel has no filters. Asks by another call than the filter is made with.
int kernels_fault() {
  std::uint32_t action = SECCOMP_RET_ALLOW;
  return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0 ? 0 : errno;
}

class CallFilterTest : public testing::Test {
 protected:
  void SetUp() override {
    if (kSanitized) GTEST_SKIP() << "a sanitizer makes calls of its own";
    if (kernels_fault() != 0) GTEST_SKIP() << "not here";
    ASSERT_EQ(pipe2(ends_.data(), O_NONBLOCK), 0);
    write_whole(file_, "here before");
  }
  void TearDown() override {
    for (const int end : ends_) close(end);
  }

  // A child behind the filter, which may write to the pipe.
  template <class Work>
  Forked filtered(const Work& work) {
    return forked([&] {
      prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
      return filter_calls(ends_[1]) == 0 ? work() : 100;
    });
  }

  std::array<int, 2> ends_{-1, -1};
  TemporaryFolder folder_;
  std::string file_ = folder_.path() / "file";
};

TEST_F(CallFilterTest, LetsAProcessUseMemoryThrowWriteAndEnd) {
  const Forked child = filtered([&] {
    std::string small(100, 'a');
    std::vector<std::string> large;
    for (int i = 0; i < 20; ++i) large.emplace_back(std::size_t{1} << 20, 'b');
    large[3].resize(std::size_t{5} << 20);
    large.erase(large.begin(), large.begin() + 10);
    try {
      throw std::runtime_error(small);
    } catch (const std::runtime_error&) {
      return write(ends_[1], "said", 4) == 4 ? 0 : 1;
    }
  });
  EXPECT_EQ(child.signal, 0);
  EXPECT_EQ(child.status, 0);
  std::array<char, 8> said{};
  EXPECT_EQ(read(ends_[0], said.data(), said.size()), 4);
}

TEST_F(CallFilterTest, KillsAtWhateverElse) {
  for (const Attempt& attempt : all_attempts()) {
    EXPECT_EQ(filtered([&] { return attempt.refused(file_); }).signal, SIGSYS) << attempt.what;
  }
  EXPECT_EQ(read_file(file_, {1 << 10}), "here before");
}

#ifdef __x86_64__
// Call 1 of i386 is exit, which x86-64 has as 60; write, allowed as 1, is 4 there. A kernel without
// i386 answers with SIGSEGV.
TEST_F(CallFilterTest, KillsAtTheCallsOfAnotherArchitecture) {
  const Forked child = filtered([] {
    asm volatile("int $0x80" : : "a"(1), "b"(0) : "memory");
    return 0;
  });
  EXPECT_TRUE(child.signal == SIGSYS || child.signal == SIGSEGV) << child.signal;
}

// The same calls with 32-bit pointers: x32, bit 30 of the number.
TEST_F(CallFilterTest, KillsAtTheCallsWithShortPointers) {
  const Forked child =
      filtered([&] { return static_cast<int>(syscall((1 << 30) + SYS_write, ends_[1], "x", 1)); });
  EXPECT_EQ(child.signal, SIGSYS);
}
#endif

TEST(CallFilter, SaysWhatTheKernelSaysWhereThereIsNone) {
  const int fault = kernels_fault();
  if (fault == 0) GTEST_SKIP() << "it is here";
  EXPECT_EQ(forked([&] { return filter_calls(1) == -fault ? 0 : 1; }).status, 0);
}

}  // namespace
}  // namespace assay::sys
