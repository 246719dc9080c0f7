// SPDX-License-Identifier: Apache-2.0
#include "judge/arrangement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Values of the reference and of another column, which is `ratio` times as large.
Row row_with_ratio(std::string name, double value, std::optional<double> ratio, double spread = 0) {
  Row result{.benchmark = std::move(name), .values = {}};
  result.values.resize(2);
  result.values[0].value = value;
  if (ratio) result.values[1].value = value * *ratio;
  result.values[1].ratio = ratio;
  result.values[1].apart = ratio && *ratio != 1;
  result.values[1].spread = spread;
  return result;
}

Table two_columns_of(std::vector<Row> rows) {
  Table table;
  table.columns.resize(2);
  table.reference = 0;
  table.rows = std::move(rows);
  return table;
}

std::vector<std::string> names(const Table& table) {
  std::vector<std::string> result;
  for (const auto& each : table.rows) result.push_back(each.benchmark);
  return result;
}

std::vector<std::string> sorted(Sort sort) {
  auto table =
      two_columns_of({row_with_ratio("a", 5, 1.5, 0.1), row_with_ratio("b", 7, std::nullopt),
                      row_with_ratio("c", 1, 0.5, 0.3), row_with_ratio("d", 7, 1.5, 0.2)});
  CompareOptions options;
  options.sort = sort;
  arrange(table, options);
  EXPECT_THAT(table.notes, IsEmpty());
  return names(table);
}

TEST(Arrange, SortsAndLeavesEqualRowsInTheirOrder) {
  EXPECT_THAT(sorted(Sort::name), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(sorted(Sort::value), ElementsAre("b", "d", "a", "c"));
  EXPECT_THAT(sorted(Sort::ratio), ElementsAre("c", "a", "d", "b"));  // 0.5, 1.5, 1.5, none
  EXPECT_THAT(sorted(Sort::spread), ElementsAre("c", "d", "a", "b"));
}

TEST(Arrange, PutsWhatIsNoNumberLast) {
  auto table = two_columns_of({row_with_ratio("a", 1, std::numeric_limits<double>::quiet_NaN()),
                               row_with_ratio("b", 1, 2.0), row_with_ratio("c", 1, 1.0)});
  CompareOptions options;
  options.sort = Sort::ratio;
  arrange(table, options);
  EXPECT_THAT(names(table), ElementsAre("b", "c", "a"));
}

TEST(Arrange, ShowsTheTopOfWhatIsSortedAndSaysHowMany) {
  auto table = two_columns_of(
      {row_with_ratio("a", 5, 1.0), row_with_ratio("b", 7, 1.0), row_with_ratio("c", 6, 1.0)});
  CompareOptions options;
  options.sort = Sort::value;
  options.top = 2;
  arrange(table, options);
  EXPECT_THAT(names(table), ElementsAre("b", "c"));
  EXPECT_THAT(table.notes, ElementsAre("2 of 3 rows are shown (--top)"));
}

TEST(Arrange, SaysNothingOfATopThatHidesNothing) {
  auto table = two_columns_of({row_with_ratio("a", 5, 1.0)});
  CompareOptions options;
  options.top = 1;
  arrange(table, options);
  EXPECT_THAT(table.notes, IsEmpty());
}

TEST(Arrange, KeepsRowsThatDifferOrEndedOtherwise) {
  auto failed = row_with_ratio("d", 1, std::nullopt);
  failed.values[1].outcome = base::Outcome::failed("timeout", "late");
  auto table = two_columns_of({row_with_ratio("a", 1, 1.0), row_with_ratio("b", 1, 1.5),
                               row_with_ratio("c", 1, 1.0), failed});
  CompareOptions options;
  options.changed_only = true;
  arrange(table, options);
  EXPECT_THAT(names(table), ElementsAre("b", "d"));
  EXPECT_THAT(table.notes, ElementsAre("2 of 4 rows are shown (--changed); the others: 2 equal"));
}

Row row_with_finding(const std::string& name, double ratio, std::optional<Finding> finding) {
  Row row = row_with_ratio(name, 1, ratio);
  row.values[1].finding = finding;
  row.values[1].apart = finding == Finding::slower;
  return row;
}

// A row of which the data can't tell anything has not stayed the same.
TEST(Arrange, SaysWhatTheRowsSayThatItLeavesOut) {
  auto table = two_columns_of(
      {row_with_finding("a", 1.2, Finding::unclear), row_with_finding("b", 1.5, Finding::slower),
       row_with_finding("c", 1.01, Finding::tie), row_with_finding("d", 0.7, Finding::unclear),
       row_with_finding("e", 1.1, std::nullopt), row_with_ratio("f", 2, std::nullopt),
       row_with_finding("g", 1, std::nullopt)});
  table.rows[4].values[1].value = 1.1;
  constexpr auto kWords = "2 unclear, 1 without a word, 1 without a ratio, 1 tie, 1 equal";
  EXPECT_EQ(words_of_unchanged(table), kWords);
  CompareOptions options;
  options.changed_only = true;
  arrange(table, options);
  EXPECT_THAT(names(table), ElementsAre("b"));
  EXPECT_THAT(table.notes,
              ElementsAre("1 of 7 rows are shown (--changed); the others: " + std::string(kWords)));
  EXPECT_EQ(words_of_unchanged(table), "");
}

TEST(Arrange, CountsARowForTheLeastCertainOfItsWords) {
  auto table = two_columns_of({row_with_finding("a", 1.01, Finding::tie)});
  table.columns.resize(3);
  table.rows[0].values.push_back(row_with_finding("a", 1.2, Finding::unclear).values[1]);
  EXPECT_EQ(words_of_unchanged(table), "1 unclear");
}

TEST(Arrange, KeepsAllRowsWhereNothingFormsARatio) {
  auto table = two_columns_of({row_with_ratio("a", 1, std::nullopt)});
  table.reference.reset();
  CompareOptions options;
  options.changed_only = true;
  arrange(table, options);
  EXPECT_THAT(names(table), ElementsAre("a"));
  EXPECT_THAT(table.notes, ElementsAre("--changed has no effect here: there are no ratios"));
}

TEST(Arrange, SaysThatThereAreNoRatiosToSortBy) {
  auto table =
      two_columns_of({row_with_ratio("a", 1, std::nullopt), row_with_ratio("b", 2, std::nullopt)});
  table.reference.reset();
  CompareOptions options;
  options.sort = Sort::ratio;
  arrange(table, options);
  EXPECT_THAT(names(table), ElementsAre("a", "b"));
  EXPECT_THAT(table.notes, ElementsAre("--sort ratio has no effect here: there are no ratios"));
}

}  // namespace
}  // namespace assay::judge
