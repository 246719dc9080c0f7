// SPDX-License-Identifier: Apache-2.0
#include "reach/kept_run.h"

#include <gmock/gmock.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "reach/protocol.h"
#include "sys/files.h"

namespace assay::reach {
namespace {

using ::testing::HasSubstr;

class KeptRunTest : public ::testing::Test {
 protected:
  std::filesystem::path folder() const { return folder_.path() / "kept"; }
  static FilePart part(const std::string& name, const std::string& before,
                       const std::string& bytes) {
    return {
        .name = name, .at = before.size(), .bytes = bytes, .sha256 = base::sha256(before + bytes)};
  }
  sys::TemporaryFolder folder_;
};

TEST_F(KeptRunTest, AddsPartsThatFitAndRefusesOthers) {
  KeptRun kept(folder(), {});
  EXPECT_TRUE(kept.add(part("session-1", "", "one\n")));
  EXPECT_TRUE(kept.add(part("session-1", "one\n", "two\n")));
  EXPECT_TRUE(kept.add(part("log", "", "said")));
  EXPECT_FALSE(kept.add(part("session-1", "one\n", "two\n")));  // doubled
  EXPECT_FALSE(kept.add(part("session-1", "one\ntwo\nlost\n", "x")));
  FilePart altered = part("session-1", "one\ntwo\n", "six\n");
  altered.bytes = "nix\n";
  EXPECT_FALSE(kept.add(altered));
  EXPECT_FALSE(kept.add(part("../../etc/passwd", "", "x")));
  EXPECT_FALSE(kept.add(part("session-1", "one\ntwo\n", "")));
  EXPECT_EQ(sys::read_file(folder() / "session-1.jsonl", {100}), "one\ntwo\n");
  EXPECT_EQ(kept.journalled(), 8u);
}

TEST_F(KeptRunTest, GoesOnFromWhatIsThere) {
  std::string name;
  {
    KeptRun kept(folder(), {});
    name = kept.name();
    EXPECT_TRUE(is_run_name(name));
    kept.add(part("session-1", "", "one\n"));
  }
  KeptRun kept(folder(), {});
  EXPECT_EQ(kept.name(), name);
  const base::Json all = kept.known();
  EXPECT_EQ(*all.find("session-1")->find("at")->integer(), 4);
  EXPECT_EQ(all.find("session-1")->text("sha256"), base::sha256("one\n"));
  EXPECT_TRUE(kept.add(part("session-1", "one\n", "two\n")));
}

TEST_F(KeptRunTest, AFinishedOneIsFollowedByANewOne) {
  std::string name;
  {
    KeptRun kept(folder(), {});
    name = kept.name();
    kept.add(part("session-1", "", "one\n"));
    kept.finish();
  }
  KeptRun kept(folder(), {});
  EXPECT_NE(kept.name(), name);
  EXPECT_EQ(kept.journalled(), 0u);
}

TEST_F(KeptRunTest, AGateIsAskedAgainWithTheQuestionOfItsRun) {
  EXPECT_EQ(question_kept(folder()), std::nullopt);
  {
    KeptRun begun(folder(), {}, R"({"seed":1})");
  }
  EXPECT_EQ(question_kept(folder()), R"({"seed":1})");
  KeptRun(folder(), {}, R"({"seed":2})").finish();  // the same run: its question stays
  EXPECT_EQ(question_kept(folder()), std::nullopt);
  {
    KeptRun next(folder(), {}, R"({"seed":2})");
  }
  EXPECT_EQ(question_kept(folder()), R"({"seed":2})");
}

TEST_F(KeptRunTest, OneProcessHasIt) {
  KeptRun kept(folder(), {});
  try {
    KeptRun(folder(), {});
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("another process"));
  }
}

TEST_F(KeptRunTest, EndlessLinesAndFilesAreRefused) {
  KeptRun kept(folder(), {.line = {10}, .total = {40}});
  EXPECT_TRUE(kept.add(part("session-1", "", "1234567890\n12345")));
  EXPECT_TRUE(kept.add(part("log", "", "a line of a log\n")));
  EXPECT_THROW(kept.add(part("session-1", "1234567890\n12345", "678901\n")), base::Error);
  EXPECT_THROW(kept.add(part("session-1", "1234567890\n12345", "6\n12345678901\n")), base::Error);
  EXPECT_THROW(kept.add(part("record", "", std::string(20, 'x'))), base::Error);
}

TEST_F(KeptRunTest, ForgetsAFileThatIsAnotherOneThere) {
  KeptRun kept(folder(), {});
  kept.add(part("log", "", "one"));
  kept.forget("log");
  EXPECT_TRUE(kept.add(part("log", "", "two")));
  EXPECT_EQ(sys::read_file(folder() / "log", {100}), "two");
}

// A run that was asked for so long ago; a finished one has no name any more.
void make_kept(const std::filesystem::path& folder, std::chrono::hours ago, std::size_t size,
               bool finished) {
  KeptRun kept(folder, {.total = {std::uint64_t{1} << 30}});
  kept.add({.name = "log",
            .bytes = std::string(size, 'x'),
            .sha256 = base::sha256(std::string(size, 'x'))});
  if (finished) kept.finish();
  std::filesystem::last_write_time(folder / "lock",
                                   std::filesystem::file_time_type::clock::now() - ago);
}

TEST_F(KeptRunTest, OldOnesAndFinishedOnesBeyondALimitAreRemoved) {
  using namespace std::chrono_literals;
  const std::filesystem::path all = folder_.path() / "places";
  constexpr std::size_t kMuch = std::size_t{40} << 20;
  make_kept(all / "new", 1h, kMuch, true);
  make_kept(all / "older", 2h, kMuch, true);  // 80 MiB with the new one
  make_kept(all / "unfinished", 150h, kMuch, false);
  make_kept(all / "old", 170h, 10, false);
  make_kept(all / "in use", 170h, 10, false);
  sys::write_whole(all / "mine", "x");
  const KeptRun in_use(all / "in use", {});
  std::filesystem::last_write_time(all / "in use/lock",
                                   std::filesystem::file_time_type::clock::now() - 170h);
  tidy_kept_runs(all);
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(all)) {
    left.push_back(entry.path().filename());
  }
  EXPECT_THAT(left, ::testing::UnorderedElementsAre("in use", "mine", "new", "unfinished"));
  tidy_kept_runs(folder_.path() / "nowhere");
}

TEST_F(KeptRunTest, IsUsedWhenItIsAskedFor) {
  make_kept(folder(), std::chrono::hours(200), 10, false);
  {
    const KeptRun again(folder(), {});
  }
  tidy_kept_runs(folder_.path());
  EXPECT_TRUE(std::filesystem::exists(folder() / "run"));
}

}  // namespace
}  // namespace assay::reach
