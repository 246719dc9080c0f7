// SPDX-License-Identifier: Apache-2.0
#include "judge/plausibility.h"

#include <gmock/gmock.h>

#include "judge/plausible_records_test.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> implausible_codes(const record::Record& made, const Knowledge& known) {
  std::vector<std::string> codes;
  for (const Flaw& each : implausible(made, known)) codes.push_back(each.code);
  return codes;
}

TEST(Implausible, IsNothingInAnHonestRecord) {
  EXPECT_THAT(implausible(honest_record(), {.suites = some_suites(), .chips = {}}), IsEmpty());
  EXPECT_THAT(implausible(honest_record(), {}), IsEmpty());
  EXPECT_THAT(implausible(record::Record{}, {}), IsEmpty());
}

TEST(Implausible, SaysFirstWhatRefuses) {
  catalog::Target chip;
  chip.name = "loongarch64";
  chip.facts = {{"clock", "2.5 GHz", "lscpu", true}};
  auto made = honest_record("int/chain_mul", 250);
  made.created = "2026-11-24T04:00:00Z";
  const Knowledge known{.suites = some_suites(), .chips = {&chip}};
  EXPECT_THAT(implausible_codes(made, known),
              ElementsAre("chain-too-fast", "too-short", "dates-out-of-order", "sheet-clock"));
}

// The sheet is of the first host's chip alone.
TEST(Implausible, HoldsEachHostAgainstItsOwnChip) {
  catalog::Target chip;
  chip.facts = {{"clock", "2.5 GHz", "lscpu", true}};
  auto made = honest_record("int/chain_mul", 1600);
  samples_in(only_benchmark(made))[0].iterations = 8000;
  made.cells[0].turns.clear();
  made.hosts.push_back(made.hosts[0]);
  made.cells[0].place.host = 1;
  EXPECT_THAT(implausible_codes(made, {.suites = some_suites(), .chips = {&chip, nullptr}}),
              IsEmpty());
  EXPECT_THAT(implausible_codes(made, {.suites = some_suites(), .chips = {nullptr, &chip}}),
              ElementsAre("sheet-clock"));
}

}  // namespace
}  // namespace assay::judge
