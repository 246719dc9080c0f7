// SPDX-License-Identifier: Apache-2.0
#include "reach/housekeeping.h"

#include <gmock/gmock.h>

#include "base/sha256.h"
#include "sys/files.h"
#include "sys/trees.h"
#include "sys/variable_test.h"

namespace assay::reach {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class HousekeepingTest : public ::testing::Test {
 protected:
  fs::path at(const std::string& name) const { return folder_.path() / name; }
  static void age(const fs::path& path, std::chrono::hours by) {
    fs::last_write_time(path, fs::file_time_type::clock::now() - by);
  }
  void make_run(const std::string& name, std::chrono::hours unasked) const {
    const RunFolder run = house_.run(name);
    sys::write_whole(run.results() / "session-1.jsonl", "{}\n");
    run.renew();
    age(run.lease(), unasked);
  }
  sys::TemporaryFolder folder_;
  Housekeeping house_{folder_.path()};
};

TEST_F(HousekeepingTest, RemovesRunsAfterAWeek) {
  make_run("20261201-young", 150h);
  make_run("20261101-old", 170h);
  house_.tidy();
  ASSERT_EQ(house_.runs().size(), 1u);
  EXPECT_EQ(house_.runs()[0].name, "20261201-young");
  EXPECT_EQ(house_.runs()[0].size.value, 3u);
}

TEST_F(HousekeepingTest, RemovesOldProgramsAndPartsOfUploads) {
  const std::string whole = "assay-kit-" + base::sha256("x");
  for (const std::string& name :
       {whole, whole + ".4711", std::string(".try4711"), std::string("mine")}) {
    sys::write_whole(at(name), "x");
    age(at(name), 2h);
  }
  house_.tidy();
  EXPECT_TRUE(fs::exists(at(whole)));
  EXPECT_FALSE(fs::exists(at(whole + ".4711")));
  EXPECT_FALSE(fs::exists(at(".try4711")));
  age(at(whole), 170h);
  house_.tidy();
  EXPECT_FALSE(fs::exists(at(whole)));
  EXPECT_TRUE(fs::exists(at("mine")));
}

TEST_F(HousekeepingTest, CleansEverythingOfOursAndNothingElse) {
  make_run("20261201-young", 1h);
  house_.store().put({base::sha256("text"), false}, "text");
  sys::write_whole(at("mine"), "x");
  EXPECT_EQ(house_.stored().value, 4u);
  EXPECT_EQ(house_.clean(), 1u);
  EXPECT_EQ(house_.stored().value, 0u);
  EXPECT_TRUE(house_.runs().empty());
  EXPECT_TRUE(fs::exists(at("mine")));
}

TEST_F(HousekeepingTest, WithoutALoginOfLogindNothingEndsAtLogout) {
  const sys::ScopedVariable none("XDG_SESSION_ID", nullptr);
  sys::write_whole(at("etc/systemd/logind.conf"), "[Login]\nKillUserProcesses=yes\n");
  EXPECT_FALSE(ends_at_logout(at("")));
}

TEST_F(HousekeepingTest, LogindSaysWhetherLogoutEndsProcesses) {
  const sys::ScopedVariable login("XDG_SESSION_ID", "c1");
  EXPECT_FALSE(ends_at_logout(at("")));  // nothing is said
  sys::write_whole(at("usr/lib/systemd/logind.conf"), "[Login]\n#KillUserProcesses=yes\n");
  EXPECT_TRUE(ends_at_logout(at("")));  // as it was built
  sys::write_whole(at("etc/systemd/logind.conf"), "[Login]\nKillUserProcesses=no\n");
  EXPECT_FALSE(ends_at_logout(at("")));
  sys::write_whole(at("etc/systemd/logind.conf.d/90-mine.conf"), "[Login]\nKillUserProcesses=on\n");
  EXPECT_TRUE(ends_at_logout(at("")));
}

}  // namespace
}  // namespace assay::reach
