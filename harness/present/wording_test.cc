// SPDX-License-Identifier: Apache-2.0
#include "present/wording.h"

#include <gmock/gmock.h>

#include <limits>

#include "present/tables_test.h"

namespace assay::present {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CountText, IsGroupedAndHasDecimalsOnlyForFractions) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(4103), "4,103");
  EXPECT_EQ(count_text(12.5), "12.50");
  EXPECT_EQ(count_text(1234.999), "1,235.00");
  EXPECT_EQ(count_text(0.0042), "0.0042");
  EXPECT_EQ(count_text(-3.25), "-3.25");
  EXPECT_EQ(count_text(1e17), "1e+17");
  EXPECT_EQ(count_text(std::numeric_limits<double>::quiet_NaN()), "nan");
}

TEST(TimeText, WritesTheRangeInTheUnitAndDecimalsOfTheValue) {
  EXPECT_EQ(time_text(12.3, 12.1, 12.94).value, "12.3 ns");
  EXPECT_EQ(time_text(12.3, 12.1, 12.94).range, "12.1..12.9");
  EXPECT_EQ(time_text(1300, 990, 1400).value, "1.30 us");
  EXPECT_EQ(time_text(1300, 990, 1400).range, "0.99..1.40");
  EXPECT_EQ(time_text(250, 240.6, 260.2).range, "241..260");
}

TEST(TimeText, HasNoRangeOfOneProcess) {
  EXPECT_EQ(time_text(12.3, 12.3, 12.3).range, "");
  EXPECT_EQ(time_text(12.3, 0, 0).range, "");
}

TEST(SampledText, HasTheUnitOfATimeOnly) {
  EXPECT_EQ(sampled_text(record::Domain::hw_time, 12.3, 12.1, 12.94).value, "12.3 ns");
  EXPECT_EQ(sampled_text(record::Domain::emu_count, 1234, 1200, 1300).value, "1,234");
  EXPECT_EQ(sampled_text(record::Domain::emu_count, 1234, 1200, 1300).range, "1,200..1,300");
  EXPECT_EQ(sampled_text(record::Domain::emu_count, 1234, 1234, 1234).range, "");
}

TEST(SampledText, HasTheUnitOfARate) {
  judge::Table table = two_times();
  table.metric.plain = true;
  const auto text_of = [&](double value, const std::string& unit) {
    return sampled_text(table, {.benchmark = "a", .values = {}, .unit = unit},
                        timed(value, 0.5 * value, 2 * value));
  };
  EXPECT_EQ(text_of(4.096, "GB/s").value, "4.096 GB/s");
  EXPECT_EQ(text_of(4.096, "GB/s").range, "2.048..8.192");
  EXPECT_EQ(text_of(512e6, "items/s").value, "512 M items/s");
  EXPECT_EQ(text_of(512e6, "items/s").range, "256..1024");
  EXPECT_EQ(text_of(12, "items/s").value, "12 items/s");
  EXPECT_EQ(text_of(25, "").value, "25");
}

TEST(RatioText, SaysEqualOnlyForEqualCounts) {
  const judge::Table counts = two_compilers();
  EXPECT_EQ(ratio_text(counts, with_ratio(counted(4103), 1)), "=");
  EXPECT_EQ(ratio_text(counts, with_ratio(counted(4103), 1.0004)), "1.0004x");
  EXPECT_EQ(ratio_text(counts, with_ratio(counted(4103), 1.03)), "1.03x");
  EXPECT_EQ(ratio_text(two_times(), with_ratio(timed(12, 11, 13), 1.0004)), "1.00x");
  EXPECT_EQ(ratio_text(counts, counted(4103)), "");
  EXPECT_EQ(ratio_text(0.0123), "0.012x");
  EXPECT_EQ(ratio_text(512.4), "512x");
}

TEST(IntervalText, HasAsManyDecimalsAsItsWidthNeeds) {
  EXPECT_EQ(interval_text(stats::Interval{0.954, 1.0149}), "0.95..1.01");
  EXPECT_EQ(interval_text(stats::Interval{0.9981, 1.0042}), "0.998..1.004");
  EXPECT_EQ(interval_text(stats::Interval{0.0123, 0.02}), "0.012..0.02");
  EXPECT_EQ(interval_text(std::nullopt), "");
}

TEST(RatioText, OfCountsIsNeverOneWhereTheyDiffer) {
  const judge::Table counts = two_compilers();
  EXPECT_EQ(ratio_text(counts, with_ratio(counted(4103), 1.00001)), "1.00001x");
  EXPECT_EQ(ratio_text(counts, with_ratio(counted(4103), 0.9999996)), "0.9999996x");
  // And so is their mean, which is the row's number where all rows have the same.
  EXPECT_EQ(ratio_text(counts, judge::Geomean{1.0045}), "1.0045x");
  EXPECT_EQ(ratio_text(counts, judge::Geomean{1.41421}), "1.41x");
  EXPECT_EQ(ratio_text(counts, judge::Geomean{1.0}), "1.00x");
  EXPECT_EQ(ratio_text(counts, judge::Geomean{}), "");
}

judge::Value found(double ratio, stats::Interval interval, judge::Finding finding) {
  judge::Value value = with_ratio(timed(12, 11, 13), ratio);
  value.interval = interval;
  value.finding = finding;
  return value;
}

std::string words_of(const judge::Table& table, const judge::Value& value) {
  return ratio_text(table, value) + ' ' + interval_text(table, value) + ' ' + finding_text(value);
}

TEST(RatioAndInterval, SayNothingElseThanTheirWord) {
  using judge::Finding;
  judge::Table table = two_times();
  const auto text = [&](double ratio, double low, double high, Finding finding) {
    return words_of(table, found(ratio, {low, high}, finding));
  };
  EXPECT_EQ(text(0.9962, 0.974, 0.9981, Finding::faster), "0.996x 0.974..0.998 faster");
  EXPECT_EQ(text(0.99997, 0.9, 0.99998, Finding::faster), "0.99997x 0.90000..0.99998 faster");
  EXPECT_EQ(text(1.03, 1.0004, 1.06, Finding::slower), "1.03x 1.0004..1.0600 slower");
  EXPECT_EQ(text(1.004, 1.002, 1.0204, Finding::slower), "1.004x 1.0020..1.0204 slower");
  EXPECT_EQ(text(0.8, 0.05, 0.998, Finding::faster), "0.80x 0.05..0.998 faster");
  // What lies on both sides of 1 or within the margin is said in two decimals.
  EXPECT_EQ(text(0.9962, 0.974, 1.0021, Finding::unclear), "1.00x 0.97..1.00 unclear");
  EXPECT_EQ(text(1.004, 1.003, 1.006, Finding::tie), "1.00x 1.003..1.006 tie");
  EXPECT_EQ(text(1.0001, 0.9838, 1.0199, Finding::tie), "1.00x 0.98..1.02 tie");
  EXPECT_EQ(text(1.0001, 0.9796, 1.0199, Finding::unclear), "1.00x 0.9796..1.0199 unclear");
  table.tie_margin = 0.05;
  EXPECT_EQ(text(1.0001, 0.9796, 1.0199, Finding::tie), "1.00x 0.98..1.02 tie");
  EXPECT_EQ(text(1.0001, 0.9496, 1.0199, Finding::unclear), "1.00x 0.9496..1.0199 unclear");
}

TEST(RatioText, OfAMeanOfTimesIsOneWhereItMayBe) {
  const judge::Table table = two_times();
  const auto text = [&](double ratio, stats::Interval interval) {
    return ratio_text(table, judge::Geomean{ratio, 3, {}, interval}) + ' ' +
           interval_text(interval);
  };
  EXPECT_EQ(text(1.0042, {1.001, 1.007}), "1.004x 1.001..1.007");
  EXPECT_EQ(text(1.0042, {0.999, 1.009}), "1.00x 0.999..1.009");
  EXPECT_EQ(text(1.0042, {1.0001, 1.05}), "1.004x 1.0001..1.0500");
}

TEST(FindingText, IsTheWordOrNothing) {
  judge::Value value = timed(12, 11, 13);
  EXPECT_EQ(finding_text(value), "");
  value.finding = judge::Finding::unknown;
  EXPECT_EQ(finding_text(value), "unknown");
  value.finding = judge::Finding::tie;
  EXPECT_EQ(finding_text(value), "tie");
}

TEST(Marks, TellWhatRestrictsAFigure) {
  judge::Value value = counted(1, record::Determinism::nondeterministic);
  value.entry_cost_included = true;
  EXPECT_EQ(marks(value), "?*");
  value.aggregate_only = true;
  EXPECT_EQ(marks(value), "?*^");
  EXPECT_EQ(marks(counted(1)), "");
  EXPECT_EQ(marks(counted(1, record::Determinism::bounded)), "~");
}

TEST(Marks, AreNotPutOnWhatHasNoFigure) {
  judge::Value value = missing(base::Outcome::failed("timeout", "late"));
  value.determinism = record::Determinism::bounded;
  EXPECT_EQ(marks(value), "");
}

TEST(MarkLegend, ExplainsOnlyTheMarksThatAreUsed) {
  EXPECT_THAT(mark_legend(two_compilers()),
              ElementsAre("~ bounded: executions of the same number of iterations differ by at "
                          "most 0.5 %",
                          "= exactly the reference's count"));
  EXPECT_THAT(mark_legend(two_times()), IsEmpty());
}

TEST(Marks, NameWhatIsDoubtful) {
  judge::Table table = two_times();
  table.rows[0].values[0].doubt = record::Doubt{"foreign-host", "of another architecture"};
  EXPECT_EQ(marks(table.rows[0].values[0]), " !foreign-host");
  EXPECT_THAT(mark_legend(table), testing::Contains("!foreign-host: of another architecture; part "
                                                    "of no mean"));
}

TEST(Headline, SaysThatPathLengthIsNoRanking) {
  judge::Table table = two_compilers();
  EXPECT_EQ(headline(table),
            "emu_count: counted under emulation; instructions per iteration; ratio to clang");
  table.path_length = true;
  EXPECT_EQ(headline(table),
            "emu_count: counted under emulation; path length: instructions per iteration; not a "
            "ranking");
  EXPECT_EQ(
      headline(two_times()),
      "hw_time: ns per iteration on real hardware, median (lowest..highest process); ratio to "
      "clang and its 95 % interval");
}

TEST(ColumnLegend, SaysOnceWhatAllColumnsShare) {
  EXPECT_THAT(
      column_legend(two_compilers()),
      ElementsAre(
          LegendLine{"all columns", "riscv64-gc, glibc 2.36, qemu-user QEMU 7.2.22 max, record r1"},
          LegendLine{"clang", "clang 19.1.7"}, LegendLine{"gcc", "gcc 12.2.0"}));
}

TEST(ColumnLegend, NamesTheTargetOnlyWhereTheTitleDoesNot) {
  judge::Table table;
  table.columns = {column_of("riscv64-gc gcc", "riscv64-gc", "gcc 12.2.0")};
  table.columns[0].note = "riscv64-gc flags on AMD EPYC 7B13";
  EXPECT_THAT(
      column_legend(table),
      ElementsAre(LegendLine{"riscv64-gc gcc",
                             "gcc 12.2.0, glibc 2.36, qemu-user QEMU 7.2.22 max, record r1; "
                             "riscv64-gc flags on AMD EPYC 7B13"}));
}

TEST(ColumnLegend, LeavesOutWhatAnImportedFileDoesNotSay) {
  judge::Table table;
  table.columns.resize(2);
  for (const std::size_t at : {0u, 1u}) {
    table.columns[at].title = table.columns[at].record = at == 0 ? "a.json" : "b.json";
    table.columns[at].target = "imported";
    table.columns[at].imported = true;
  }
  EXPECT_THAT(column_legend(table), ElementsAre(LegendLine{"a.json", "imported from a.json"},
                                                LegendLine{"b.json", "imported from b.json"}));
}

TEST(ColumnLegend, SaysWhoseASubmissionIs) {
  judge::Table table = submitted_times();
  EXPECT_THAT(
      column_legend(table),
      testing::Contains(LegendLine{
          "gcc",
          "gcc 12.2.0, signed by alice@example.org, class virtualised, division open, imported "
          "2026-12-01, remarks: revoked-lost: the key, and more; two"}));
  table.columns[0].host_class = "virtualised";
  table.columns[0].submission = {.signer = "bob", .division = "open", .date = "2026-12-02"};
  const auto legend = column_legend(table);
  EXPECT_THAT(legend.at(0).text, testing::HasSubstr("record r1, class virtualised, division open"));
  EXPECT_EQ(legend.at(1).text, "clang 19.1.7, signed by bob, imported 2026-12-02");
}

TEST(Footnotes, NumberEachReasonOnce) {
  Footnotes notes;
  EXPECT_EQ(notes.refer(base::Outcome::failed("timeout", "no result within 60 s")), "timeout [1]");
  EXPECT_EQ(notes.refer(base::Outcome::skipped("absent", "not in a.json")), "absent [2]");
  EXPECT_EQ(notes.refer(base::Outcome::failed("timeout", "no result within 60 s")), "timeout [1]");
  EXPECT_EQ(notes.refer({base::Outcome::Kind::skipped, "absent", ""}), "absent");
  EXPECT_THAT(notes.lines(10),
              ElementsAre("[1] timeout: no result within 60 s", "[2] absent: not in a.json"));
  EXPECT_THAT(notes.lines(1), ElementsAre("[1] timeout: no result within 60 s",
                                          "and 1 more (--format json lists all)"));
}

TEST(GeomeanNote, SaysNothingOfAColumnThatHasNone) {
  judge::Table table = two_compilers();
  table.geomeans[1] = {};
  EXPECT_EQ(geomean_note(table, 1, 4), "");
}

TEST(GeomeanNote, ListsWhatItLeavesOut) {
  judge::Table table = two_compilers();
  EXPECT_EQ(geomean_note(table, 0, 4), "");
  EXPECT_EQ(geomean_note(table, 1, 4),
            "geometric mean on gcc: over 2 benchmarks; left out 1: libc/printf: timeout on gcc");
  table.geomeans[1].left_out = {"a", "b", "c", "d"};
  EXPECT_EQ(geomean_note(table, 1, 2),
            "geometric mean on gcc: over 2 benchmarks; left out 4: a, b and 2 more (--format json "
            "lists all)");
}

}  // namespace
}  // namespace assay::present
