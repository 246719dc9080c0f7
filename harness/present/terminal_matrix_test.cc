// SPDX-License-Identifier: Apache-2.0
#include "present/terminal_matrix.h"

#include <gmock/gmock.h>

#include "present/tables_test.h"

namespace assay::present {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(TerminalMatrix, ShowsAnswersWithReasonsAndFaultsBelow) {
  EXPECT_EQ(terminal_text(small_matrix(), kPlain),
            "all rows: toolchain clang, os debian-12, record r1\n"
            "target       suite    builds  runs  correct          vectorised   exact\n"
            "riscv64-gcv  compute  yes     yes   partly (2 of 3)  yes (3.4 %)  yes\n"
            "armhf        compute  no [1]  -     -                -            -\n"
            "\n"
            "[1] no compiler: apt install g++-arm-linux-gnueabihf\n"
            "faults:\n"
            "  riscv64-gcv/compute  compute/crc on vlen-1024: wrong-checksum: 12ab, not 34cd\n");
}

TEST(TerminalMatrix, AsksWhetherASystemBootsWhereOneShould) {
  using judge::Answer;
  judge::Matrix matrix{.rows = {small_matrix().rows[0]}};
  auto& row = matrix.rows[0];
  row.kernel = {Answer::yes, "6.12.1"};
  row.image = {Answer::yes, {}};
  row.boots = {Answer::no, "kernel-panic: no root"};
  EXPECT_THAT(
      terminal_text(matrix, {.format = "table", .columns = 140, .color = false}),
      AllOf(HasSubstr("builds  kernel builds  image builds  boots                       runs"),
            HasSubstr("yes     yes (6.12.1)   yes           no (kernel-panic: no root)  yes")));
}

TEST(TerminalMatrix, GivesAColumnToWhatVaries) {
  judge::Matrix matrix = small_matrix();
  matrix.rows[1].os = "debian-13";
  EXPECT_THAT(terminal_text(matrix, kPlain),
              AllOf(HasSubstr("all rows: toolchain clang, record r1\n"),
                    HasSubstr("armhf        compute  debian-13  no [1]"),
                    HasSubstr("  riscv64-gcv/debian-12/compute  compute/crc on vlen-1024")));
}

TEST(TerminalMatrix, SaysWhoseASubmissionIs) {
  judge::Matrix matrix = submitted_matrix();
  const Style wide{.format = "table", .columns = 0, .color = false};
  EXPECT_THAT(
      terminal_text(matrix, wide),
      AllOf(HasSubstr("signer             class        division  date        remarks"),
            HasSubstr("alice@example.org  virtualised  open      2026-12-01  revoked-lost:"),
            HasSubstr("  riscv64-gcv/compute  compute/crc on vlen-1024")));
  matrix.rows.erase(matrix.rows.begin());
  EXPECT_THAT(terminal_text(matrix, wide),
              HasSubstr("record r1, signer alice@example.org, class virtualised, division open, "
                        "date 2026-12-01, remarks revoked-lost: the key, and more; two\n"));
}

TEST(TerminalMatrix, SaysOnceWhichCompilerBuiltAll) {
  judge::Matrix matrix = small_matrix();
  matrix.rows[0].builds.detail = "clang 19.1.7";
  EXPECT_THAT(terminal_text(matrix, kPlain), AllOf(HasSubstr("record r1, built by clang 19.1.7\n"),
                                                   Not(HasSubstr("yes (clang 19.1.7)"))));
  matrix.rows[1].builds = {judge::Answer::yes, "gcc 12.2.0"};
  EXPECT_THAT(terminal_text(matrix, kPlain),
              AllOf(HasSubstr("yes (clang 19.1.7)"), HasSubstr("yes (gcc 12.2.0)")));
}

TEST(TerminalMatrix, StaysWithinTheTerminalByWrappingDetails) {
  judge::Matrix matrix = small_matrix();
  matrix.rows[0].correct = {judge::Answer::yes, "24 results on 3 CPUs"};
  // 56 columns without "correct": 17 are left for it.
  EXPECT_THAT(terminal_text(matrix, {.format = "table", .columns = 73, .color = false}),
              HasSubstr("riscv64-gcv  compute  yes     yes   yes (24 results    yes (3.4 %)  yes\n"
                        "                                    on 3 CPUs)\n"));
}

TEST(TerminalMatrix, PaintsNoRedAndUnknownDim) {
  EXPECT_THAT(terminal_text(small_matrix(), {.format = "table", .columns = 100, .color = true}),
              AllOf(HasSubstr("\x1b[31mno [1]\x1b[0m"), HasSubstr("\x1b[2m-\x1b[0m")));
}

TEST(TerminalMatrix, TellsThatItIsEmpty) {
  EXPECT_EQ(terminal_text(judge::Matrix{}, kPlain), "nothing to show\n");
}

}  // namespace
}  // namespace assay::present
