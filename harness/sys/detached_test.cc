// SPDX-License-Identifier: Apache-2.0
#include "sys/detached.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/error.h"
#include "base/text.h"
#include "sys/child_test.h"
#include "sys/files.h"
#include "sys/left_over.h"
#include "sys/process.h"

namespace assay::sys {
namespace {

using ::testing::HasSubstr;

class DetachedTest : public ::testing::Test {
 protected:
  std::string at(const char* name) const { return (folder_.path() / name).string(); }
  DetachedRequest shell(const std::string& script) const {
    return {.argv = {"/bin/sh", "-c", script}, .folder = folder_.path(), .output = at("out")};
  }
  TemporaryFolder folder_;
};

TEST_F(DetachedTest, HasASessionAFolderAndItsOutputAndNothingElseOpen) {
  const ProcessIdentity process = start_detached(
      shell("pwd; echo oops >&2; ls /proc/$$/fd; cut -d' ' -f6 /proc/$$/stat; echo $$; read x"));
  EXPECT_TRUE(ends(process.id));
  const std::string out = read_file(at("out"), {10'000});
  EXPECT_THAT(out, HasSubstr(folder_.path().string() + "\noops\n"));
  const auto lines = base::split(out, '\n');
  ASSERT_GE(lines.size(), 6u);
  // The session is its own; of descriptors there are three, and those of a shell that reads.
  EXPECT_THAT(out, HasSubstr(fmt::format("{}\n{}\n", process.id, process.id)));
  EXPECT_THAT(out, HasSubstr("0\n1\n2\n"));
  EXPECT_EQ(out.find("\n3\n"), std::string::npos) << out;
}

TEST_F(DetachedTest, OutlivesTheOneWhoStartedItAndWhatItsRunsLeave) {
  // A child of this test, with a mark, starts it and ends.
  const Ended ended = run_process({.argv = {"/bin/true"}});
  EXPECT_TRUE(ended.exited(0));
  const pid_t starter = fork();
  if (starter == 0) {
    bear(new_mark());
    const auto process = start_detached(shell("echo $$ >id; exec sleep 1000"));
    write_whole(at("identity"), to_text(process));
    _exit(0);
  }
  waitpid(starter, nullptr, 0);
  const auto process = read_identity(read_file(at("identity"), {1000})).value();
  EXPECT_EQ(wait_for_number(at("id")), process.id);
  run_process({.argv = {"/bin/true"}});  // ends what others left
  end_left_by_killed();
  EXPECT_EQ(fate_of(process), ProcessFate::alive);
  EXPECT_TRUE(signal_process(process, SIGKILL));
  EXPECT_TRUE(ends(process.id));
}

TEST_F(DetachedTest, ThatCannotStartIsAnError) {
  try {
    start_detached({.argv = {"/no/such/program"}, .folder = folder_.path(), .output = at("out")});
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), HasSubstr("/no/such/program"));
  }
  EXPECT_THROW(start_detached({.argv = {"/bin/true"}, .folder = at("none"), .output = at("out")}),
               base::Error);
  EXPECT_THROW(
      start_detached({.argv = {"/bin/true"}, .folder = folder_.path(), .output = at("none/out")}),
      base::Error);
}

}  // namespace
}  // namespace assay::sys
