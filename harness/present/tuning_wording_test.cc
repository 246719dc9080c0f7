// SPDX-License-Identifier: Apache-2.0
#include "present/tuning_wording.h"

#include <gmock/gmock.h>

#include "present/tables_test.h"

namespace assay::present {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> texts_of(const judge::TuningTable& table, const judge::TuningRow& row) {
  Footnotes footnotes;
  return tuning_texts(table, row, footnotes);
}

TEST(TuningWording, SaysWhatIsDivided) {
  EXPECT_THAT(tuning_headline(two_targets().tables[0]),
              EndsWith("(2.00x: half the instructions; below 1 auto is the best)"));
  EXPECT_EQ(tuning_headline(timed_variants().tables[0]),
            "hw_time: ns per iteration on real hardware, median of processes; left on the table: "
            "auto over the best of the others (2.00x: half the time; below 1 auto is the best) and "
            "its 95 % interval");
}

TEST(TuningWording, HasColumnsForTheVariantsThereAre) {
  EXPECT_THAT(tuning_heads(two_targets().tables[0]),
              ElementsAre("benchmark", "target", "scalar", "auto", "highway", "library",
                          "left on the table", "best other"));
  // Its one column is called clang.
  EXPECT_THAT(
      tuning_heads(timed_variants().tables[0]),
      ElementsAre("benchmark", "cell", "auto", "library", "left on the table", "best other"));
}

TEST(TuningWording, NamesSeveralLibrariesAndNoneThereIs) {
  judge::TuningTable table = two_targets().tables[0];
  table.rows[0].values.push_back({"lib=blis", "ai/gemm/lib=blis/64", counted(600)});
  table.rows[1].values.pop_back();
  EXPECT_EQ(texts_of(table, table.rows[0])[5], "eigen 500; blis 600");
  EXPECT_EQ(texts_of(table, table.rows[1])[5], "-");
}

TEST(TuningWording, SaysNothingOfARowWithoutAuto) {
  judge::TuningTable table = two_targets().tables[0];
  judge::TuningRow& row = table.rows[0];
  row.best.reset();
  row.values[1].value = missing(base::Outcome::failed("timeout", ""));
  EXPECT_THAT(texts_of(table, row), ElementsAre("ai/gemm/64", "riscv64-gcv", "4,000", "timeout",
                                                "250 (RVV, 16 B)", "eigen 500", "-", "-"));
}

// Of the ratio 0.9962 (0.974..0.998) the reverse is shown.
TEST(TuningWording, HasTheDecimalsThatItsWordNeeds) {
  judge::TuningTable table = timed_variants().tables[0];
  judge::Value& value = table.rows[0].values[1].value;
  value.ratio = 0.9962;
  value.interval = {0.974, 0.998};
  EXPECT_EQ(texts_of(table, table.rows[0]).at(4), "1.004x 1.002..1.027 faster");
  // The word is of the value's own ratio: 1 / 0.9801 = 1.0203 is within 2 %, and 1 / 0.9796
  // = 1.0208 is not.
  value.finding = judge::Finding::tie;
  value.interval = {0.9801, 1.0199};
  EXPECT_EQ(texts_of(table, table.rows[0]).at(4), "1.00x 0.98..1.02 tie");
  value.finding = judge::Finding::unclear;
  value.interval = {0.9796, 1.0199};
  EXPECT_EQ(texts_of(table, table.rows[0]).at(4), "1.00x 0.980..1.021 unclear");
}

TEST(TuningWording, ExplainsTheMarksThatAreShown) {
  judge::TuningTable table = two_targets().tables[0];
  EXPECT_THAT(tuning_marks(table), ElementsAre("= exactly the reference's count"));
  table.rows[1].best = 3;  // so that no ratio of 1 is shown
  EXPECT_THAT(tuning_marks(table), IsEmpty());
  table.rows[0].values[2].value.determinism = record::Determinism::bounded;
  EXPECT_THAT(tuning_marks(table), ElementsAre(HasSubstr("~ bounded")));
  EXPECT_EQ(texts_of(table, table.rows[0])[4], "250~ (RVV, 16 B)");
}

}  // namespace
}  // namespace assay::present
