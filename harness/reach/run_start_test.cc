// SPDX-License-Identifier: Apache-2.0
#include "reach/run_start.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "reach/stand_in_test.h"
#include "sys/trees.h"

namespace assay::reach {
namespace {

using ::testing::HasSubstr;

class RunStartTest : public ::testing::Test {
 protected:
  ~RunStartTest() override {
    run_.stop();
    comes_true([&] { return run_.state() != RunState::running; });
  }
  std::vector<KitListing> listing() const { return read_kit_list(stand_in_list()); }
  void put_all() const {
    for (const work::KitFile& file : stand_in_parcel().files) {
      store_.put({file.sha256, file.executable},
                 file.source.empty() ? std::string_view(file.bytes) : stand_in_bytes());
    }
  }
  sys::TemporaryFolder folder_;
  ContentStore store_{folder_.path() / "store"};
  RunFolder run_{folder_.path() / "runs/20261201-0123456789"};
};

TEST_F(RunStartTest, LaysOutTheKitAndBegins) {
  put_all();
  const Started started = start_run(run_, store_, listing(), {.arguments = {"--lines", "1"}});
  EXPECT_TRUE(started.begun);
  EXPECT_EQ(started.was, RunState::absent);
  EXPECT_EQ(sys::read_file(run_.kit() / "targets/one.toml", {100}), "the same in both");
  EXPECT_TRUE(comes_true([&] { return run_.state() == RunState::ended; }));
  // It has ended by itself: that is told, and it does not begin again.
  EXPECT_FALSE(start_run(run_, store_, listing(), {}).begun);
}

TEST_F(RunStartTest, SaysWhichContentIsMissingAndCanBeAskedAgain) {
  EXPECT_THROW(start_run(run_, store_, listing(), {}), base::Error);
  put_all();
  EXPECT_TRUE(start_run(run_, store_, listing(), {}).begun);
}

TEST_F(RunStartTest, SaysWhyNothingBegins) {
  const std::string script = "#!/bin/sh\necho no such luck\nexit 1\n";
  store_.put({base::sha256(script), true}, script);
  try {
    start_run(run_, store_, {{"assay-kit", {base::sha256(script), true}}}, {});
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("no such luck"));
  }
}

TEST(KitList, HoldsPlainPathsAndHashesOnly) {
  const auto files = read_kit_list(stand_in_list());
  ASSERT_EQ(files.size(), 3u);
  EXPECT_EQ(files[0].path, "assay-kit");
  EXPECT_TRUE(files[0].content.executable);
  for (
      const char* bad :
      {"", "{}", "[]", R"({"files":[{"path":"a","sha256":"x","executable":true}]})",
       R"({"files":[{"path":"../a","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","executable":true}]})",
       R"({"files":[{"path":"a","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]})"}) {
    EXPECT_THROW(read_kit_list(bad), base::Error) << bad;
  }
}

}  // namespace
}  // namespace assay::reach
