// SPDX-License-Identifier: Apache-2.0
#include "present/terminal_tuning.h"

#include <gmock/gmock.h>

#include "present/tables_test.h"

namespace assay::present {
namespace {

using ::testing::HasSubstr;

const Style kAnyWidth{.format = "table", .columns = 0, .color = false};

TEST(TerminalTuning, ShowsVariantsSideBySideAndWhatIsLeft) {
  EXPECT_EQ(terminal_text(two_targets(), kAnyWidth),
            "emu_count: counted under emulation; instructions per iteration; left on the table: "
            "auto over the best of the others (2.00x: half the instructions; below 1 auto is the "
            "best)\n"
            "  all rows  clang 19.1.7, glibc 2.36, qemu-user QEMU 7.2.22 max, record r1\n"
            "\n"
            "benchmark   target       scalar   auto               highway      library  left on "
            "the table  best other\n"
            "ai/gemm/64  riscv64-gcv   4,000  1,000       250 (RVV, 16 B)    eigen 500             "
            " 4.00x     highway\n"
            "ai/gemm/64  riscv64-gc    1,000  1,000  no-vector-target [1]  eigen 2,000             "
            "     =      scalar\n"
            "\n"
            "= exactly the reference's count\n"
            "[1] no-vector-target: it has none\n"
            "note: left out 3 benchmarks without variants\n");
}

TEST(TerminalTuning, ShowsTheIntervalOfARatioOfTimesAndItsWord) {
  EXPECT_THAT(terminal_text(timed_variants(), kAnyWidth),
              HasSubstr("24.6 ns  eigen 12.3 ns  2.00x 1.60..2.50 faster   lib=eigen\n"));
}

TEST(TerminalTuning, HasATableForEachDomain) {
  judge::Tuning both = two_targets();
  both.tables.push_back(timed_variants().tables[0]);
  EXPECT_EQ(terminal_text(both, kAnyWidth), terminal_text(two_targets(), kAnyWidth) + '\n' +
                                                terminal_text(timed_variants(), kAnyWidth));
}

}  // namespace
}  // namespace assay::present
