// SPDX-License-Identifier: Apache-2.0
#include "sys/family.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "sys/child_test.h"
#include "sys/files.h"

namespace assay::sys {
namespace {

using testing::ElementsAre;

// A shell as leader of its own group; ended and reaped with this object.
class Shell {
 public:
  Shell(const TemporaryFolder& folder, const char* script) {
    id_ = fork();
    if (id_ == 0) {
      setpgid(0, 0);
      if (chdir(folder.path().c_str()) == 0) execl("/bin/sh", "sh", "-c", script, nullptr);
      _exit(127);
    }
    setpgid(id_, id_);
  }
  ~Shell() { reap(); }
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;

  pid_t id() const { return id_; }
  void reap() {
    if (id_ == 0) return;
    kill(-id_, SIGKILL);
    waitpid(id_, nullptr, 0);
    id_ = 0;
  }

 private:
  pid_t id_;
};

TEST(Family, HasTheChildTheGroupAndDescendantsInOtherGroups) {
  const TemporaryFolder folder;
  // "group" loses its parent and stays in the group; "far" descends and has a session of its own.
  const Shell shell(folder,
                    "(sh -c 'echo $$ > group; exec sleep 1000' &)\n"
                    "setsid sh -c 'sh -c \"echo \\$\\$ > far; exec sleep 1000\"; true'\n true");
  const pid_t group = wait_for_number(folder.path() / "group");
  const pid_t far = wait_for_number(folder.path() / "far");
  Family family(shell.id());
  const std::vector<pid_t> members = family.members();
  EXPECT_EQ(members.front(), shell.id());
  EXPECT_THAT(members, testing::Contains(group));
  EXPECT_THAT(members, testing::Contains(far));
  EXPECT_THAT(members, testing::Not(testing::Contains(getpid())));
  EXPECT_EQ(members.size(), 4u);  // and the shell between the leader and "far"

  family.signal(SIGKILL);
  EXPECT_TRUE(ends(group));
  EXPECT_TRUE(ends(far));
  EXPECT_TRUE(ends(shell.id()));
}

TEST(Family, RemembersWhomItSignalledAfterTheChildHasGone) {
  const TemporaryFolder folder;
  Shell shell(folder,
              "setsid sh -c 'trap \"\" TERM; echo $$ > far; while :; do sleep 1000; done' &\nwait");
  const pid_t far = wait_for_number(folder.path() / "far");
  Family family(shell.id());
  family.signal(SIGTERM);
  ASSERT_TRUE(ends(shell.id()));
  EXPECT_TRUE(is_running(far));
  family.kill_survivors();
  EXPECT_TRUE(ends(far));
}

TEST(Family, AddsUpTheMemoryOfItsMembers) {
  const TemporaryFolder folder;
  const Shell shell(folder,
                    "head -c 40000000 /dev/zero | tail -c 40000000 | (echo $$ > ready; "
                    "exec sleep 1000)");
  ASSERT_NE(wait_for_number(folder.path() / "ready"), 0);
  // tail holds 40 MB, cannot write them into the pipe, and stays.
  Family family(shell.id());
  base::Bytes resident;
  for (int tries = 0; tries < 3000 && resident.value < 40000000; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    resident = family.resident();
  }
  EXPECT_GE(resident.value, 40000000u);
  EXPECT_LE(resident.value, 80000000u);
}

TEST(Family, OfAProcessThatHasGoneIsEmpty) {
  const TemporaryFolder folder;
  Shell shell(folder, "exit 0");
  Family family(shell.id());
  shell.reap();
  EXPECT_THAT(family.members(), ElementsAre());
  EXPECT_EQ(family.resident().value, 0u);
}

}  // namespace
}  // namespace assay::sys
