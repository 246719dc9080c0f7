// SPDX-License-Identifier: Apache-2.0
#include "judge/data_sheet.h"

#include <gmock/gmock.h>

#include <cmath>

#include "judge/plausible_records_test.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

catalog::Target chip_with(std::vector<catalog::Fact> facts) {
  catalog::Target chip;
  chip.name = "kunpeng-920";
  chip.facts = std::move(facts);
  return chip;
}

std::vector<Flaw> beyond(const catalog::Target& chip, const record::Record& made) {
  const auto suites = some_suites();
  Flaws flaws;
  find_beyond_sheet(made, 0, chip, timed_rows(made, suites), flaws);
  return flaws.take();
}

std::vector<std::string> codes_beyond(const catalog::Target& chip, const record::Record& made) {
  std::vector<std::string> codes;
  for (const Flaw& each : beyond(chip, made)) codes.push_back(each.code);
  return codes;
}

// 4096 x 1 cycle / 2.5 GHz = 1638.4 ns.
TEST(DataSheet, KnowsAChipsClock) {
  const auto chip = chip_with({{"clock", "2.5 GHz", "a dump of lscpu", true}});
  EXPECT_THAT(beyond(chip, honest_record()), IsEmpty());
  const auto found = beyond(chip, honest_record("int/chain_mul", 1600));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].code, "sheet-clock");
  EXPECT_FALSE(found[0].refuses);
  EXPECT_THAT(found[0].reason, HasSubstr("a dump of lscpu"));
}

TEST(DataSheet, IsNotAskedForWhatNobodyChecked) {
  const auto chip = chip_with({{"clock", "2.5 GHz", "no document found yet", false}});
  EXPECT_THAT(beyond(chip, honest_record("int/chain_mul", 1600)), IsEmpty());
}

// A timer of 100 MHz tells times that are multiples of 10 ns, give or take the reading.
TEST(DataSheet, KnowsATimersPeriod) {
  const auto chip = chip_with({{"timer", "100 MHz", "BogoMIPS", true}});
  auto made = honest_record();
  for (auto& sample : samples_in(only_benchmark(made))) {
    const auto iterations = static_cast<double>(sample.iterations);
    sample.wall_ns = (10 * std::round(total_ns(sample) / 10) + 1) / iterations;
  }
  EXPECT_THAT(beyond(chip, made), IsEmpty());
  for (auto& sample : samples_in(only_benchmark(made))) sample.wall_ns *= 0.7;
  EXPECT_THAT(codes_beyond(chip, made), ElementsAre("sheet-timer"));
}

TEST(DataSheet, KnowsPagesAndCaches) {
  const auto chip = chip_with({{"page_size", "16 KiB", "a configuration of Linux", true},
                               {"caches", "L1 64 KiB + 64 KiB, L2 256 KiB", "lscpu", true}});
  auto made = honest_record();
  EXPECT_THAT(beyond(chip, made), IsEmpty());  // it does not say
  made.hosts[0].fingerprint = {{"page_size", "16384"}, {"cache.L1d", "64 KiB, lines of 64 B"}};
  EXPECT_THAT(beyond(chip, made), IsEmpty());
  made.hosts[0].fingerprint = {{"page_size", "4096"}, {"cache.L1d", "32 KiB, lines of 64 B"}};
  EXPECT_THAT(codes_beyond(chip, made), ElementsAre("sheet-page-size", "sheet-caches"));
}

}  // namespace
}  // namespace assay::judge
