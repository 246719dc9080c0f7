// SPDX-License-Identifier: Apache-2.0
#include "judge/checksums.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::judge {
namespace {

TEST(SameChecksum, ComparesTextsAndOnlyFloatingPointByValue) {
  EXPECT_TRUE(same_checksum("14f5cb6c9b860a18", "14f5cb6c9b860a18"));
  EXPECT_FALSE(same_checksum("1000000000000000", "1000000000000001"));  // hashes, not numbers
  EXPECT_TRUE(same_checksum("45353.469673521191", "45353.469673521195"));
  EXPECT_FALSE(same_checksum("45353.4", "45363.4"));
  EXPECT_TRUE(same_checksum("1e-30", "1.0000001e-30"));
  // A right result may be 1e-5 above what a suite expects on one target, and as far below on
  // another.
  EXPECT_TRUE(same_checksum("244467.57955527", "244462.69025277"));
  EXPECT_TRUE(same_checksum("42", "42.000000000000004"));
  EXPECT_FALSE(same_checksum("nan.", "1.0"));
}

TEST(ChecksumDifference, NamesWhoHasWhich) {
  EXPECT_EQ(checksum_difference("s/x", {{"a", "12ab"}, {"b", "34cd"}, {"c", "12ab"}, {"d", ""}}),
            "s/x: 12ab on a and c, 34cd on b");
}

TEST(ChecksumDifference, IsNothingWhereAllAgreeOrNoneIsGiven) {
  EXPECT_EQ(checksum_difference("s/x", {{"a", "12ab"}, {"b", "12ab"}}), "");
  EXPECT_EQ(checksum_difference("s/x", {{"a", ""}, {"b", "12ab"}}), "");
}

Row row_with_checksums(std::string benchmark, const std::vector<std::string>& checksums) {
  Row row{.benchmark = std::move(benchmark), .values = {}};
  for (const auto& checksum : checksums) row.values.emplace_back().checksum = checksum;
  return row;
}

Table table_with_titles(const std::string& runner, const std::vector<std::string>& titles) {
  Table table;
  for (const auto& title : titles) {
    auto& column = table.columns.emplace_back();
    column.title = title;
    column.runner = runner;
  }
  return table;
}

TEST(ChecksumDifferences, SayOfWhichTargetATableIs) {
  auto one = table_with_titles("native", {"gcc", "clang"}),
       other = table_with_titles("native", {"gcc"});
  one.target = "riscv64-gc";
  other.target = "x86-64-v3";
  one.rows = {row_with_checksums("s/x", {"12", "34"})};
  other.rows = {row_with_checksums("s/x", {"12"})};
  EXPECT_THAT(
      checksum_differences({one, other}),
      testing::ElementsAre("s/x: 12 on riscv64-gc gcc and x86-64-v3 gcc, 34 on riscv64-gc clang"));
}

TEST(ChecksumDifferences, AreFoundBetweenWhatIsTimedAndWhatIsCounted) {
  auto counted = table_with_titles("qemu-user", {"a", "b"}),
       timed = table_with_titles("native", {"a"});
  counted.rows = {row_with_checksums("s/x", {"12", "12"}), row_with_checksums("s/y", {"12", "34"}),
                  row_with_checksums("s/z", {"1", ""})};
  timed.rows = {row_with_checksums("s/x", {"34"}), row_with_checksums("s/z", {"1"})};
  EXPECT_THAT(checksum_differences({counted, timed}),
              testing::ElementsAre("s/x: 12 on a (qemu-user) and b, 34 on a (native)",
                                   "s/y: 12 on a (qemu-user), 34 on b"));
}

}  // namespace
}  // namespace assay::judge
