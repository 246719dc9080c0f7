// SPDX-License-Identifier: Apache-2.0
#include "sys/run_number.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>

#include "sys/files.h"
#include "sys/variable_test.h"

namespace assay::sys {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::SizeIs;

class RunNumber : public testing::Test {
 protected:
  // Another run, in a process of its own: it has a number, and ends by itself or waits.
  pid_t start(bool ends) const {
    const pid_t child = fork();
    if (child != 0) return child;
    write_whole(folder_.path() / "number", std::to_string(run_number()) + "\n");
    if (ends) std::exit(0);
    for (;;) pause();
  }
  fs::path file_of(std::uint64_t number) const {
    return folder_.path() / ("assay.run." + std::to_string(number));
  }
  std::uint64_t written() const {
    const fs::path file = folder_.path() / "number";
    while (!fs::exists(file)) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return std::stoull(read_file(file, base::Bytes{99}));
  }

  TemporaryFolder folder_;
  ScopedVariable temporary_{"TMPDIR", folder_.path().c_str()};
};

TEST_F(RunNumber, IsTheSameInOneProcessAndAnotherInItsChild) {
  const std::uint64_t own = run_number();
  EXPECT_EQ(run_number(), own);
  EXPECT_LT(own, kRunNumbers);
  waitpid(start(true), nullptr, 0);
  EXPECT_NE(written(), own);
}

TEST_F(RunNumber, OfARunThatEndsIsForgotten) {
  waitpid(start(true), nullptr, 0);
  EXPECT_FALSE(fs::exists(file_of(written())));
  EXPECT_THAT(killed_runs(), IsEmpty());
}

TEST_F(RunNumber, OfAKilledRunIsFoundOnceItIsDead) {
  const pid_t child = start(false);
  const fs::path file = file_of(written());
  EXPECT_TRUE(fs::exists(file));
  EXPECT_THAT(killed_runs(), IsEmpty());
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  {
    auto found = killed_runs();
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].number(), written());
    EXPECT_THAT(killed_runs(), IsEmpty());  // somebody deals with it
  }
  EXPECT_TRUE(fs::exists(file));
  killed_runs().at(0).forget();
  EXPECT_FALSE(fs::exists(file));
}

TEST_F(RunNumber, IsNotReadFromOtherFiles) {
  for (const char* name : {"assay.run.", "assay.run.x", "assay.run.1x", "assay.run.-1",
                           "assay.run.99999999999999999999", "assay.run.1099511627776", "run.5"}) {
    write_whole(folder_.path() / name, "");
  }
  fs::create_directory(folder_.path() / "assay.run.1");
  fs::create_symlink(folder_.path() / "run.5", folder_.path() / "assay.run.2");
  fs::create_hard_link(folder_.path() / "run.5", folder_.path() / "assay.run.3");
  EXPECT_THAT(killed_runs(), IsEmpty());
}

TEST_F(RunNumber, IsThereWithoutAFile) {
  const ScopedVariable gone("TMPDIR", "/no/such/folder");
  const pid_t child = fork();
  if (child == 0) _exit(run_number() < kRunNumbers ? 0 : 1);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_THAT(killed_runs(), IsEmpty());
}

}  // namespace
}  // namespace assay::sys
