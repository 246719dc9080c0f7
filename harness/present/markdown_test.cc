// SPDX-License-Identifier: Apache-2.0
#include "present/markdown.h"

#include <gmock/gmock.h>

#include "present/markdown_room.h"
#include "present/tables_test.h"

namespace assay::present {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MarkdownText, IsATableWithEverythingElseAsBullets) {
  EXPECT_EQ(
      markdown_text(judge::Comparison{{two_compilers()}, {}}),
      "**emu&#95;count: counted under emulation; instructions per iteration; ratio to clang**\n"
      "\n"
      "| benchmark | clang | gcc |\n"
      "| :--- | ---: | ---: |\n"
      "| <code>compute/crc</code> | 4,103 | 4,103 = |\n"
      "| <code>compute/fft/64</code> | 100.50 | 201&#126; 2.00x |\n"
      "| <code>libc/printf</code> | 900 | timeout &#91;1&#93; |\n"
      "| geometric mean |  | 1.41x |\n"
      "\n"
      "- all columns: riscv64-gc, glibc 2.36, qemu-user QEMU 7.2.22 max, record r1\n"
      "- clang: clang 19.1.7\n"
      "- gcc: gcc 12.2.0\n"
      "- &#126; bounded: executions of the same number of iterations differ by at most 0.5 %\n"
      "- &#61; exactly the reference's count\n"
      "- geometric mean on gcc: over 2 benchmarks; left out 1: libc/printf: timeout on gcc\n"
      "- &#91;1&#93; timeout: no result within 60 s\n"
      "- note: compiler differs: clang 19.1.7, gcc 12.2.0\n");
}

TEST(MarkdownText, OfVariantsIsATableToo) {
  EXPECT_EQ(
      markdown_text(two_targets()),
      "**emu&#95;count: counted under emulation; instructions per iteration; left on the table: "
      "auto over the best of the others (2.00x: half the instructions; below 1 auto is the "
      "best)**\n"
      "\n"
      "| benchmark | target | scalar | auto | highway | library | left on the table | best other "
      "|\n"
      "| :--- | :--- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
      "| <code>ai/gemm/64</code> | riscv64-gcv | 4,000 | 1,000 | 250 (RVV, 16 B) | eigen 500 | "
      "4.00x | highway |\n"
      "| <code>ai/gemm/64</code> | riscv64-gc | 1,000 | 1,000 | no-vector-target &#91;1&#93; | "
      "eigen 2,000 | &#61; | scalar |\n"
      "\n"
      "- all rows: clang 19.1.7, glibc 2.36, qemu-user QEMU 7.2.22 max, record r1\n"
      "- &#61; exactly the reference's count\n"
      "- &#91;1&#93; no-vector-target: it has none\n"
      "- note: left out 3 benchmarks without variants\n");
}

TEST(MarkdownText, OfManyVariantsStaysBelowItsLimit) {
  judge::Tuning tuning = two_targets();
  auto& rows = tuning.tables[0].rows;
  rows.resize(2000, rows[0]);
  const std::string text = markdown_text(tuning);
  EXPECT_LE(text.size(), kMostMarkdown);
  EXPECT_THAT(text, HasSubstr(" of 2000 rows to stay below 64 KiB.**"));
}

TEST(MarkdownText, ShowsTimesWithTheirRange) {
  EXPECT_THAT(markdown_text(judge::Comparison{{two_times()}, {}}),
              HasSubstr("| <code>compute/crc</code> | 12.3 ns (12.1..12.9) | 24.6 ns (24.0..25.0) "
                        "2.00x (1.90..2.12) "
                        "slower |\n"));
}

TEST(MarkdownText, ShowsTheUTestTheIntervalOfTheMeanAndWhatMovesIt) {
  const std::string text = markdown_text(judge::Comparison{{tested_times()}, {}});
  EXPECT_THAT(text, HasSubstr(" slower; p 0.0625; 1.50x p 0.1250 |\n"));
  EXPECT_THAT(text, HasSubstr("| geometric mean |  | 2.00x (1.90..2.12) |\n"));
  EXPECT_THAT(text, HasSubstr("sensitive to single benchmarks: 1.000x without compute/crc\n"));
}

TEST(MarkdownText, ShowsPortability) {
  EXPECT_THAT(
      markdown_text(judge::Comparison{{two_times()}, {}, two_portabilities()}),
      HasSubstr("| gcc | 0.889 | 0.900 | 0.894 | 2 | 1 |\n"
                "| clang | &#45; | &#45; | &#45; | 2 | 0 |\n"
                "\n"
                "- clang: unsupported, so that PP is 0 and not in the mean above: s/x on b: "
                "timeout\n"));
}

TEST(MarkdownText, ListsWhatAMeanLeavesOut) {
  judge::Table table = two_compilers();
  table.geomeans[1].left_out.assign(16, "x");
  EXPECT_THAT(markdown_text(judge::Comparison{{table}, {}}),
              HasSubstr("left out 16: x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x\n"));
}

TEST(MarkdownText, SaysWhoseASubmissionIs) {
  const std::string text = markdown_text(submitted_matrix());
  EXPECT_THAT(text, HasSubstr("| suite | signer | class | division | date | remarks | builds |"));
  EXPECT_THAT(text, HasSubstr("| compute |  |  |  |  |  | yes |"));
  EXPECT_THAT(text, HasSubstr("| virtualised | open | 2026-12-01 | revoked-lost: the"));
}

TEST(MarkdownText, ShowsTheMatrix) {
  EXPECT_EQ(
      markdown_text(small_matrix()),
      "| target | toolchain | os | suite | builds | runs | correct | vectorised | exact |\n"
      "| :--- | :--- | :--- | :--- | :--- | :--- | :--- | :--- | :--- |\n"
      "| riscv64-gcv | clang | debian-12 | compute | yes | yes | partly (2 of 3) | yes (3.4 "
      "%) | yes |\n"
      "| armhf | clang | debian-12 | compute | no &#91;1&#93; | unknown | unknown | unknown | "
      "unknown |\n"
      "\n"
      "- &#91;1&#93; no compiler: apt install g++-arm-linux-gnueabihf\n"
      "- fault in riscv64-gcv/clang/debian-12/compute: compute/crc on vlen-1024: "
      "wrong-checksum: 12ab, not 34cd\n");
}

// Rows with changes among many: every tenth is twice the reference's count.
judge::Table long_table(int rows) {
  judge::Table table = two_compilers();
  table.rows.clear();
  for (int at = 0; at < rows; ++at) {
    judge::Value head = with_ratio(counted(at % 10 == 0 ? 200 : 100), at % 10 == 0 ? 2 : 1);
    head.apart = at % 10 == 0;
    table.rows.push_back({"s/x" + std::to_string(at), {counted(100), head}});
  }
  return table;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(MarkdownText, FoldsTheRowsOfALongTableThatDidNotChange) {
  const std::string text = markdown_text(judge::Comparison{{long_table(100)}, {}});
  const std::size_t fold = text.find("<details><summary>90 other rows: 90 equal</summary>\n\n");
  ASSERT_NE(fold, std::string::npos);
  EXPECT_LT(text.find("| geometric mean |"), fold);
  EXPECT_EQ(count_of(text.substr(0, fold), "| 100 | 200 2.00x |"), 10u);
  EXPECT_EQ(count_of(text.substr(fold), "| 100 | 100 = |"), 90u);
  EXPECT_EQ(count_of(text, "<code>s/x"), 100u);
  // Each table has its head, so that both are tables.
  EXPECT_EQ(count_of(text, "| benchmark | clang | gcc |\n| :--- | ---: | ---: |\n"), 2u);
  EXPECT_THAT(text, HasSubstr("\n</details>\n\n- all columns: "));
}

TEST(MarkdownText, SaysWhatTheFoldedRowsSay) {
  judge::Table table = long_table(100);
  for (std::size_t at = 1; at < 30; at += 10) {
    table.rows[at].values[1] = with_ratio(counted(130), 1.3);
    table.rows[at].values[1].finding = judge::Finding::unclear;
  }
  EXPECT_THAT(markdown_text(judge::Comparison{{table}, {}}),
              HasSubstr("<details><summary>90 other rows: 3 unclear, 87 equal</summary>"));
}

TEST(MarkdownText, FoldsNothingOfAShortTableAndOfOneWithoutChanges) {
  EXPECT_THAT(markdown_text(judge::Comparison{{long_table(20)}, {}}), Not(HasSubstr("<details>")));
  judge::Table table = long_table(100);
  for (judge::Row& row : table.rows) row.values[1].apart = false;
  EXPECT_THAT(markdown_text(judge::Comparison{{table}, {}}), Not(HasSubstr("<details>")));
}

TEST(MarkdownText, StaysBelowTheLimitAndCountsWhatIsLeftOut) {
  judge::Comparison comparison{{long_table(3000), long_table(3000)}, {}};
  const std::string text = markdown_text(comparison);
  EXPECT_LE(text.size(), kMostMarkdown);
  EXPECT_GT(text.size(), kMostMarkdown - 4096);
  // What changed of both tables is there, before the first of the others.
  EXPECT_EQ(count_of(text, "| 100 | 200 2.00x |"), 600u);
  const std::size_t shown = count_of(text, "<code>s/x");
  EXPECT_LT(shown, 6000u);
  EXPECT_TRUE(text.ends_with("\n**Left out " + std::to_string(6000 - shown) +
                             " of 6000 rows to stay below 64 KiB.** The other formats have them "
                             "all.\n"));
}

TEST(MarkdownText, StaysBelowTheLimitWithTheWorstNames) {
  const std::string worst(5000, '@');
  judge::Table table = long_table(200);
  for (judge::Row& row : table.rows) row.benchmark = worst;
  for (judge::Column& column : table.columns) column.title = column.compiler = worst;
  table.notes.assign(400, worst);
  judge::Comparison comparison{{table, table}, {}, two_portabilities()};
  comparison.checksum_differences.assign(500, worst);
  comparison.portability[1].unsupported.assign(300, worst);
  const std::string text = markdown_text(comparison);
  EXPECT_LE(text.size(), kMostMarkdown);
  EXPECT_THAT(text, HasSubstr(" of 500 such results to stay below 64 KiB."));
  EXPECT_THAT(text, HasSubstr(" notes to stay below 64 KiB."));

  judge::Matrix matrix = small_matrix();
  matrix.rows[0].target = worst;
  matrix.rows[0].faults.assign(5, worst);
  matrix.rows.resize(300, matrix.rows[0]);
  const std::string rows = markdown_text(matrix);
  EXPECT_LE(rows.size(), kMostMarkdown);
  EXPECT_THAT(rows, HasSubstr(" of 300 rows to stay below 64 KiB."));
}

}  // namespace
}  // namespace assay::present
