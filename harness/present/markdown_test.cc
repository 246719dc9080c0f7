// SPDX-License-Identifier: Apache-2.0
#include "present/markdown.h"

#include <gmock/gmock.h>

#include "present/tables_test.h"

namespace assay::present {
namespace {

using ::testing::HasSubstr;

TEST(MarkdownText, IsATableWithEverythingElseAsBullets) {
  EXPECT_EQ(markdown_text(judge::Comparison{{two_compilers()}, {}}),
            "**emu_count: counted under emulation; instructions per iteration; ratio to clang**\n"
            "\n"
            "| benchmark | clang | gcc |\n"
            "| :--- | ---: | ---: |\n"
            "| compute/crc | 4,103 | 4,103 = |\n"
            "| compute/fft/64 | 100.50 | 201\\~ 2.00x |\n"
            "| libc/printf | 900 | timeout \\[1\\] |\n"
            "| geometric mean |  | 1.41x |\n"
            "\n"
            "- all columns: riscv64-gc, glibc 2.36, qemu-user QEMU 7.2.22 max, record r1\n"
            "- clang: clang 19.1.7\n"
            "- gcc: gcc 12.2.0\n"
            "- \\~ bounded: executions of the same number of iterations differ by at most 0.5 %\n"
            "- = exactly the reference's count\n"
            "- geometric mean on gcc: over 2 benchmarks; left out 1: libc/printf: timeout on gcc\n"
            "- \\[1\\] timeout: no result within 60 s\n"
            "- note: compiler differs: clang 19.1.7, gcc 12.2.0\n");
}

TEST(MarkdownText, ShowsTimesWithTheirRange) {
  EXPECT_THAT(
      markdown_text(judge::Comparison{{two_times()}, {}}),
      HasSubstr("| compute/crc | 12.3 ns (12.1..12.9) | 24.6 ns (24.0..25.0) 2.00x (1.90..2.12) "
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
                "| clang | - | - | - | 2 | 0 |\n"
                "\n"
                "- clang: unsupported, so that PP is 0 and not in the mean above: s/x on b: "
                "timeout\n"));
}

TEST(MarkdownText, CutsNothing) {
  judge::Table table = two_compilers();
  table.geomeans[1].left_out.assign(16, "x");
  EXPECT_THAT(markdown_text(judge::Comparison{{table}, {}}),
              HasSubstr("left out 16: x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x\n"));
}

TEST(MarkdownText, ShowsTheMatrix) {
  EXPECT_EQ(markdown_text(small_matrix()),
            "| target | toolchain | os | suite | builds | runs | correct | vectorised | exact |\n"
            "| :--- | :--- | :--- | :--- | :--- | :--- | :--- | :--- | :--- |\n"
            "| riscv64-gcv | clang | debian-12 | compute | yes | yes | partly (2 of 3) | yes (3.4 "
            "%) | yes |\n"
            "| armhf | clang | debian-12 | compute | no \\[1\\] | unknown | unknown | unknown | "
            "unknown |\n"
            "\n"
            "- \\[1\\] no compiler: apt install g++-arm-linux-gnueabihf\n"
            "- fault in riscv64-gcv/clang/debian-12/compute: compute/crc on vlen-1024: "
            "wrong-checksum: 12ab, not 34cd\n");
}

TEST(MarkdownEscaped, KeepsOutsideNamesFromBecomingMarkup) {
  EXPECT_EQ(markdown_escaped("BM_f<int>|x`*"), "BM_f&lt;int>\\|x\\`\\*");
  EXPECT_EQ(markdown_escaped("BM_f _it_ a_b_c"), "BM_f \\_it\\_ a_b_c");
  EXPECT_EQ(markdown_escaped("a\nb & c\\"), "a\\\\nb &amp; c\\\\");
}

}  // namespace
}  // namespace assay::present
