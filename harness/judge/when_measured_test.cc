// SPDX-License-Identifier: Apache-2.0
#include "judge/when_measured.h"

#include <gmock/gmock.h>

#include "judge/plausible_records_test.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> out_of_place_in(const record::Record& made) {
  Flaws flaws;
  find_times_out_of_place(made, timed_rows(made, {}), flaws);
  return codes_in(flaws);
}

TEST(WhenMeasured, HasRoomForAnHonestRecord) {
  EXPECT_THAT(out_of_place_in(honest_record()), IsEmpty());
}

// 2400 x 5461.25 ns + 2048 x (5461.5 + ... + 5462.25) ns = 57.8 ms, and the turns last 100 ms.
TEST(WhenMeasured, IsTooShortForSamplesThatTookLonger) {
  auto made = honest_record();
  made.cells[0].turns[1].end_us = 1'058'000;  // 58 ms in all
  EXPECT_THAT(out_of_place_in(made), IsEmpty());
  made.cells[0].turns[1].end_us = 1'057'000;
  EXPECT_THAT(out_of_place_in(made), ElementsAre("longer-than-turns"));
}

TEST(WhenMeasured, IsTheSessionWhereThereAreNoTurns) {
  auto made = honest_record();
  made.cells[0].turns.clear();
  EXPECT_THAT(out_of_place_in(made), IsEmpty());
  for (auto& sample : samples_in(only_benchmark(made))) sample.iterations *= 1000;  // 57.8 s
  EXPECT_THAT(out_of_place_in(made), ElementsAre("longer-than-session"));
  made.hosts[0].readings.front().at = "2026-11-24T04:59:00Z";
  EXPECT_THAT(out_of_place_in(made), IsEmpty());
}

TEST(WhenMeasured, GoesForward) {
  auto made = honest_record();
  made.cells[0].turns[1] = {.begin_us = 1'039'000, .end_us = 1'100'000};
  EXPECT_THAT(out_of_place_in(made), ElementsAre("stamps-out-of-order"));
  made = honest_record();
  made.cells[0].turns.push_back({.begin_us = 1'300'000, .end_us = 1'200'000});
  EXPECT_THAT(out_of_place_in(made), ElementsAre("stamps-out-of-order"));
}

// Both stamps of a turn are rounded outwards.
TEST(WhenMeasured, LetsTurnsOfTwoCellsTouch) {
  auto made = honest_record();
  made.cells.push_back(made.cells[0]);
  made.cells[1].cell.target = "x86-64-v3";
  made.cells[1].turns = {{.begin_us = 1'099'999, .end_us = 1'200'000}};
  EXPECT_THAT(out_of_place_in(made), IsEmpty());
}

TEST(WhenMeasured, IsOneThingAtATime) {
  auto made = honest_record();
  made.cells.push_back(made.cells[0]);
  made.cells[1].cell.target = "x86-64-v3";
  made.cells[1].turns = {{.begin_us = 1'050'000, .end_us = 1'150'000}};
  EXPECT_THAT(out_of_place_in(made), ElementsAre("stamps-out-of-order"));
  made.hosts[0].session = "one boot";
  made.hosts.push_back(made.hosts[0]);
  made.cells[1].place.host = 1;
  EXPECT_THAT(out_of_place_in(made), ElementsAre("stamps-out-of-order"));
  made.hosts[1].session = "another boot";  // whose clock began anew
  EXPECT_THAT(out_of_place_in(made), IsEmpty());
}

// There the kernel names no boot, and each host may be of another one.
TEST(WhenMeasured, IsOfEachHostWhereBootsHaveNoName) {
  auto made = honest_record();
  made.cells.push_back(made.cells[0]);
  made.hosts.push_back(made.hosts[0]);
  made.cells[1].place.host = 1;
  EXPECT_THAT(out_of_place_in(made), IsEmpty());
}

TEST(WhenMeasured, IsBeforeTheRecordWasMade) {
  auto made = honest_record();
  made.created = "2026-11-24T04:59:59Z";
  EXPECT_THAT(out_of_place_in(made), ElementsAre("dates-out-of-order"));
  made = honest_record();
  std::swap(made.hosts[0].readings[0], made.hosts[0].readings[1]);
  EXPECT_THAT(out_of_place_in(made), ElementsAre("dates-out-of-order"));
}

// By `date -u -d ... +%s`.
TEST(SecondsOf, CountsFrom1970) {
  EXPECT_EQ(seconds_of("1970-01-01T00:00:01Z"), 1);
  EXPECT_EQ(seconds_of("2026-11-24T05:00:00Z"), 1795496400);
  EXPECT_EQ(seconds_of("2028-02-29T23:59:59Z"), 1835481599);
  EXPECT_LT(seconds_of(""), 0);
}

}  // namespace
}  // namespace assay::judge
