// SPDX-License-Identifier: Apache-2.0
#include "cli/candidates.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "sys/files.h"
#include "sys/variable_test.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::StartsWith;

class CandidatesTest : public testing::Test {
 protected:
  CandidatesTest() {
    folders_.data = ASSAY_SOURCE_DIR;
    folders_.records = folder_.path();
  }

  // A record that was kept, under the name that its id gives it.
  void keep(const std::string& name, const std::string& id) const {
    write(id, sys::read_file(
                  fs::path(ASSAY_SOURCE_DIR) / "harness/record/testdata/schema2" / (name + ".json"),
                  base::Bytes{1u << 20}));
  }
  void write(const std::string& id, const std::string& text) const {
    sys::write_whole(folders_.records / (id + ".json"), text);
  }

  std::vector<std::string> after(const std::vector<std::string>& words) const {
    std::vector<std::string> found;
    for (const auto& each : candidates(words, folders_)) found.push_back(each.word);
    return found;
  }

  sys::TemporaryFolder folder_;
  sys::Folders folders_;
};

TEST_F(CandidatesTest, AreSubCommandsAtFirst) {
  EXPECT_THAT(after({""}), IsSupersetOf({"run", "records", "gate", "--version"}));
  EXPECT_THAT(after({"ga"}), ElementsAre("gate"));
  EXPECT_THAT(after({"help", "exp"}), ElementsAre("explain"));
  EXPECT_THAT(after({"nonsense", ""}), IsEmpty());
  EXPECT_THAT(after({}), IsEmpty());
}

TEST_F(CandidatesTest, AreTheOptionsOfTheSubCommandWithTheirMeaning) {
  EXPECT_THAT(after({"run", "--bud"}), ElementsAre("--budget"));
  EXPECT_THAT(after({"records", "--bud"}), IsEmpty());
  EXPECT_THAT(after({"run", "-"}), IsSupersetOf({"-o", "--output", "--target"}));
  EXPECT_NE(candidates({"run", "--bud"}, folders_).at(0).meaning, "");
}

TEST_F(CandidatesTest, AreWhatAnOptionTakes) {
  EXPECT_THAT(after({"build", "--target", "riscv64-"}),
              testing::UnorderedElementsAre("riscv64-gc", "riscv64-gcv"));
  EXPECT_THAT(after({"run", "--runner=nat"}), ElementsAre("--runner=native"));
  EXPECT_THAT(after({"show", "x", "--format", "m"}), ElementsAre("markdown"));
  EXPECT_THAT(after({"targets", "--format", ""}), ElementsAre("table", "json"));
  EXPECT_THAT(after({"run", "--timeout", ""}), IsEmpty());
  EXPECT_THAT(after({"run", "--output", "2026"}), IsEmpty());  // a file
}

TEST_F(CandidatesTest, GoOnAfterACommaOfAList) {
  EXPECT_THAT(after({"build", "--toolchain", "gcc,cl"}), ElementsAre("gcc,clang"));
  EXPECT_THAT(after({"build", "--toolchain=gcc,cl"}), ElementsAre("--toolchain=gcc,clang"));
}

TEST_F(CandidatesTest, ForARecordAreIdsNewestFirstAndTargets) {
  keep("counted", "20260112T091403Z-6c2491");
  keep("boot", "20260122T080000Z-c7d311");
  const auto found = after({"show", ""});
  ASSERT_GE(found.size(), 3u);
  EXPECT_EQ(found[0], "20260122T080000Z-c7d311");
  EXPECT_EQ(found[1], "20260112T091403Z-6c2491");
  EXPECT_THAT(found, Contains("riscv64-gcv"));
  EXPECT_THAT(after({"show", "2026011"}), ElementsAre("20260112T091403Z-6c2491"));
  EXPECT_THAT(after({"compare", "old=2026011"}), ElementsAre("old=20260112T091403Z-6c2491"));
  EXPECT_THAT(after({"gate", "x", "2026011"}), ElementsAre("20260112T091403Z-6c2491"));
}

// Names as they stand in the files.
TEST_F(CandidatesTest, ForABenchmarkAreThoseOfTheRecord) {
  keep("counted", "20260112T091403Z-6c2491");
  keep("boot", "20260122T080000Z-c7d311");
  const auto in_counted = after({"show", "20260112T091403Z-6c2491", ""});
  EXPECT_THAT(in_counted, ElementsAre("loops/mix", "loops/sum/4096", "loops/clocked",
                                      "loops/wait_a_bit/iterations:100"));
  EXPECT_EQ(after({"show", "--json", "20260112T091403Z-6c2491", ""}), in_counted);
  EXPECT_EQ(after({"show", (folders_.records / "20260112T091403Z-6c2491.json").string(), ""}),
            in_counted);
  // The newest one that holds the target, or the cell.
  EXPECT_EQ(after({"show", "kunpeng-920b", ""}), in_counted);
  EXPECT_EQ(after({"show", "riscv64-gcv/clang/debian-12", ""}), in_counted);
  EXPECT_THAT(after({"show", "riscv64-gcv", ""}), testing::SizeIs(11));
  EXPECT_THAT(after({"show", "riscv64-gcv", "boot/init"}), Each(StartsWith("boot/init")));
  EXPECT_THAT(after({"show", "loongarch64", ""}), IsEmpty());
  EXPECT_THAT(after({"show", "20260112T091403Z-6c2491", "loops/x", ""}), IsEmpty());
}

TEST_F(CandidatesTest, ForABenchmarkOfAnImportOrAGateAreTheNamesThatShowTakes) {
  keep("imported-counters", "one");
  keep("gate-counted", "two");
  keep("gate-timed", "three");
  EXPECT_THAT(after({"show", "one", ""}), ElementsAre("parse/512", "grow"));
  EXPECT_THAT(after({"show", "three", ""}),
              ElementsAre("tiny/steady", "tiny/slower", "tiny/faster"));
  EXPECT_THAT(after({"show", "two", "boot/i"}), ElementsAre("boot/initramfs_size", "boot/init"));
}

TEST_F(CandidatesTest, ForABenchmarkOfSidesToBeBuiltAreThoseOfTheSuites) {
  EXPECT_THAT(after({"explain", "toolchain=clang", "toolchain=gcc", "compute/sha256/6"}),
              ElementsAre("compute/sha256/64"));
}

TEST_F(CandidatesTest, LeaveOutWhatCannotBeReadAndWhatATerminalCannotShow) {
  write("torn", "{\"schema\": \"assay.rec");
  write("ugly",
        R"json({"cells": [{"benchmarks": [{"name": "a\nb"}, {"name": "\u001b[2J"}, {"name": 7},
                   {"name": "$(touch x)"}]}]})json");
  write("line\nbreak", "{}");
  EXPECT_THAT(after({"show", "torn", ""}), IsEmpty());
  EXPECT_THAT(after({"show", "ugly", ""}), ElementsAre("$(touch x)"));  // scripts quote it
  EXPECT_THAT(after({"show", "line"}), IsEmpty());
  fs::permissions(folders_.records / "ugly.json", fs::perms::none);
  EXPECT_NO_THROW(after({"show", "ugly", ""}));
}

TEST_F(CandidatesTest, AreALineEachAndAnErrorIsNone) {
  EXPECT_THAT(completion_lines({"ga"}), StartsWith("gate\t"));
  const sys::ScopedVariable home("HOME", nullptr), cache("XDG_CACHE_HOME", nullptr);
  EXPECT_EQ(completion_lines({"show", std::string(10'000, 'x'), "\xff"}), "");
}

}  // namespace
}  // namespace assay::cli
