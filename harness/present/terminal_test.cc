// SPDX-License-Identifier: Apache-2.0
#include "present/terminal.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/text.h"
#include "present/tables_test.h"

namespace assay::present {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(TerminalText, PutsTwoCompilersOfOneTargetBesideEachOther) {
  EXPECT_EQ(terminal_text(judge::Comparison{{two_compilers()}, {}}, kPlain),
            "emu_count: counted under emulation; instructions per iteration; ratio to clang\n"
            "  all columns  riscv64-gc, glibc 2.36, qemu-user QEMU 7.2.22 max, record r1\n"
            "  clang        clang 19.1.7\n"
            "  gcc          gcc 12.2.0\n"
            "\n"
            "benchmark          clang           gcc\n"
            "compute/crc     4,103     4,103      =\n"
            "compute/fft/64    100.50    201~ 2.00x\n"
            "libc/printf       900      timeout [1]\n"
            "geometric mean                   1.41x\n"
            "\n"
            "~ bounded: executions of the same number of iterations differ by at most 0.5 %\n"
            "= exactly the reference's count\n"
            "geometric mean on gcc: over 2 benchmarks; left out 1: libc/printf: timeout on gcc\n"
            "[1] timeout: no result within 60 s\n"
            "note: compiler differs: clang 19.1.7, gcc 12.2.0\n");
}

TEST(TerminalText, ShowsTimesWithTheirRangeAndRatio) {
  EXPECT_EQ(
      terminal_text(judge::Comparison{{two_times()}, {}}, kPlain),
      "hw_time: ns per iteration on real hardware, median (lowest..highest process); ratio to "
      "clang and\n"
      "  its 95 % interval\n"
      "  all columns  x86-64-v3, glibc 2.36, native, record r1\n"
      "  clang        clang 19.1.7\n"
      "  gcc          gcc 12.2.0\n"
      "\n"
      "benchmark                 clang                                         gcc\n"
      "compute/crc  12.3 ns 12.1..12.9  24.6 ns 24.0..25.0 2.00x 1.90..2.12 slower\n");
}

TEST(TerminalText, ShowsTheUTestTheIntervalOfTheMeanAndPortability) {
  const std::string text =
      terminal_text(judge::Comparison{{tested_times()}, {}, two_portabilities()}, kPlain);
  EXPECT_THAT(text, HasSubstr("2.00x 1.90..2.12 slower p 0.0625 1.50x p 0.1250\n"));
  EXPECT_THAT(text, HasSubstr("2.00x 1.90..2.12"));
  EXPECT_THAT(text, HasSubstr("p: of the times, and after the ratio of the CPU times of these"));
  EXPECT_THAT(text, HasSubstr("\n"
                              "variant     PP   mean  geometric mean  platforms  benchmarks\n"
                              "gcc      0.889  0.900           0.894          2           1\n"
                              "clang        -      -               -          2           0\n"));
}

TEST(TerminalText, SetsTenTargetsSideBySideWithoutRatio) {
  judge::Table table;
  table.domain = record::Domain::emu_count;
  table.unit = "instructions";
  table.path_length = true;
  judge::Row row{"compute/matmul/ikj_f64/64", {}};
  for (int i = 0; i < 10; ++i) {
    const std::string target = fmt::format("some-target-{}", i);
    table.columns.push_back(column_of(target, target, "clang 19.1.7"));
    row.values.push_back(counted(1000.25 * (i + 1)));
  }
  table.rows = {row};
  const std::string text = terminal_text(judge::Comparison{{table}, {}}, kPlain);
  EXPECT_THAT(text, AllOf(HasSubstr("path length: instructions per iteration; not a ranking"),
                          HasSubstr("1,000.25"), HasSubstr("10,002.50"), Not(HasSubstr("0x")),
                          Not(HasSubstr("geometric mean"))));
  for (const std::string& line : base::split(text, '\n')) {
    EXPECT_LE(base::display_width(line), 100u) << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
}

TEST(TerminalText, KeepsDigitsBelowDigitsBesideMarksAndFractions) {
  judge::Table table = two_compilers();
  table.columns.resize(1);
  table.geomeans.clear();
  table.rows = {{"a", {counted(20000, record::Determinism::bounded)}}, {"b", {counted(100.5)}}};
  EXPECT_THAT(terminal_text(judge::Comparison{{table}, {}}, kPlain),
              HasSubstr("\n"
                        "benchmark       clang\n"
                        "a          20,000~\n"
                        "b             100.50\n"));
}

TEST(TerminalText, CutsALongListOfWhatTheGeometricMeanLeavesOut) {
  judge::Table table = two_compilers();
  table.geomeans[1].left_out.assign(16, "libc/x");
  EXPECT_THAT(terminal_text(judge::Comparison{{table}, {}}, kPlain),
              HasSubstr("left out 16: libc/x, libc/x, libc/x, libc/x and 12 more\n  (--format "
                        "json lists all)"));
}

TEST(TerminalText, PaintsFailuresRedAndAbsencesDim) {
  judge::Table table = two_compilers();
  table.rows[0].values[1] = missing(base::Outcome::skipped("absent", "not in r1"));
  const std::string text = terminal_text(judge::Comparison{{table}, {}},
                                         {.format = "table", .columns = 100, .color = true});
  EXPECT_THAT(text,
              AllOf(HasSubstr("\x1b[1mbenchmark\x1b[0m"), HasSubstr("\x1b[31mtimeout [2]\x1b[0m"),
                    HasSubstr("\x1b[2mabsent [1]\x1b[0m")));
}

TEST(TerminalText, EndsWithTheDifferencesOfChecksums) {
  const std::string text = terminal_text(
      judge::Comparison{{two_times()}, {"compute/crc: 12ab on clang, 34cd on gcc"}}, kPlain);
  EXPECT_TRUE(
      text.ends_with("\n\nResults differ: the same benchmark gave different checksums\n"
                     "compute/crc: 12ab on clang, 34cd on gcc\n"))
      << text;
}

TEST(TerminalText, ShowsAListWithNotes) {
  const List list{
      .what = "targets",
      .heads = {"target", "builds"},
      .rows = {{"armhf", "no: apt install g++-arm-linux-gnueabihf"}, {"riscv64-gc", "yes"}},
      .notes = {"left out 1"}};
  EXPECT_EQ(terminal_text(list, {.format = "table", .columns = 40, .color = false}),
            "target      builds\n"
            "armhf       no: apt install\n"
            "            g++-arm-linux-gnueabihf\n"
            "riscv64-gc  yes\n"
            "\n"
            "left out 1\n");
}

}  // namespace
}  // namespace assay::present
