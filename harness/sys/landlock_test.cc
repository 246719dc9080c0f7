// SPDX-License-Identifier: Apache-2.0
#include "sys/landlock.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "sys/files.h"
#include "sys/forbidden_test.h"

namespace assay::sys {
namespace {

// What the kernel says of itself: landlock_create_ruleset(2), "to get the highest supported ABI".
int kernels_version() {
  const long version = syscall(444, nullptr, 0, 1u);
  return version < 0 ? -errno : static_cast<int>(version);
}

int forbid_as_anybody() {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  return forbid_by_landlock();
}

TEST(Landlock, HasTheKernelsVersionOrItsReasonForNone) {
  const int expected = std::min(kernels_version(), 7);
  const Forked child = forked([&] { return forbid_as_anybody() == expected ? 0 : 1; });
  EXPECT_EQ(child.status, 0) << "of a kernel that says " << kernels_version();
}

// In a child of this test, which is then the parent whom nobody may trace or kill.
TEST(Landlock, StopsWhatItsVersionKnows) {
  const int version = kernels_version();
  if (version < 1) GTEST_SKIP() << "not here";
  const TemporaryFolder folder;
  const std::string file = folder.path() / "file";
  write_whole(file, "here before");
  for (const Attempt& attempt : all_attempts()) {
    if (version < attempt.by_landlock) continue;
    const Forked child = forked([&] {
      if (forbid_as_anybody() < 1) return 1;
      const int fault = attempt.refused(file);
      return fault == EACCES || fault == EPERM ? 0 : 2;
    });
    EXPECT_EQ(child.status, 0) << attempt.what;
  }
  EXPECT_EQ(read_file(file, {1 << 10}), "here before");
}

}  // namespace
}  // namespace assay::sys
