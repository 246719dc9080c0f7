// SPDX-License-Identifier: Apache-2.0
#include "judge/further_sessions.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "judge/plausible_records_test.h"
#include "record/sessions.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<Flaw> copies_in(const record::Record& made) {
  Flaws flaws;
  find_copied_sessions(made, timed_rows(made, {}), flaws);
  return flaws.take();
}

std::vector<std::string> copied_codes(const record::Record& made) {
  std::vector<std::string> codes;
  for (const Flaw& each : copies_in(made)) {
    EXPECT_TRUE(each.refuses) << each.code;
    codes.push_back(each.code);
  }
  return codes;
}

std::vector<record::Reading> readings_on(int day, const std::string& before,
                                         const std::string& after) {
  return {{.at = fmt::format("2026-12-{:02}T05:00:00Z", day), .values = {{"load", before}}},
          {.at = fmt::format("2026-12-{:02}T05:30:00Z", day), .values = {{"load", after}}}};
}

// The session of a kit: three benchmarks on the day of its number, after another boot each.
record::Record session(int number) {
  auto made = honest_record("a", 5461 + number);
  made.cells[0].benchmarks.push_back(benchmark("compute/b", honest_times(7001 + 2 * number)));
  made.cells[0].benchmarks.push_back(benchmark("compute/c", honest_times(9002 + 3 * number)));
  const auto begin = static_cast<std::uint64_t>(number) * 1'000'003;
  made.cells[0].turns = {{.begin_us = begin, .end_us = begin + 900'000}};
  made.hosts[0].key = "0123456789abcdef";
  made.hosts[0].session = fmt::format("boot-{}", number);
  made.hosts[0].readings = readings_on(number, fmt::format("5.83 4.75 4.3{}", number),
                                       fmt::format("7.12 5.49 4.6{}", number));
  return made;
}

record::Record sessions_up_to(int last) {
  std::vector<record::Record> sessions;
  for (int number = 1; number <= last; ++number) sessions.push_back(session(number));
  return record::join_sessions(sessions);
}

TEST(CopiedSessions, AreNotThoseOfAKit) {
  EXPECT_THAT(copied_codes(sessions_up_to(1)), IsEmpty());
  EXPECT_THAT(copied_codes(sessions_up_to(3)), IsEmpty());
}

TEST(CopiedSessions, AreMoreThanAKitMeasures) {
  const auto found = copies_in(sessions_up_to(4));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].code, "too-many-sessions");
  EXPECT_EQ(found[0].reason, "the record holds 4 sessions, and a kit measures at most 3");
}

TEST(CopiedSessions, HaveTheSamplesOfAnotherOne) {
  auto made = sessions_up_to(3);
  made.cells[2].benchmarks = made.cells[0].benchmarks;
  const auto found = copies_in(made);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].code, "copied-session");
  EXPECT_EQ(found[0].at, "/cells/2/benchmarks/0");
  EXPECT_THAT(found[0].reason,
              HasSubstr("3 benchmarks of session 3 have all samples of session 1"));
}

TEST(CopiedSessions, AreNotOneBenchmarkThatComesAgain) {
  auto made = sessions_up_to(2);
  made.cells[1].benchmarks[0] = made.cells[0].benchmarks[0];
  EXPECT_THAT(copied_codes(made), IsEmpty());
  made.cells[1].benchmarks[1] = made.cells[0].benchmarks[1];
  EXPECT_THAT(copied_codes(made), ElementsAre("copied-session"));
}

TEST(CopiedSessions, AreNotSamplesInAnotherOrder) {
  auto made = sessions_up_to(2);
  made.cells[1].benchmarks = made.cells[0].benchmarks;
  for (auto& each : made.cells[1].benchmarks) std::swap(samples_in(each)[1], samples_in(each)[2]);
  EXPECT_THAT(copied_codes(made), IsEmpty());
}

// Ticks of 10 ms: what lasts 50 ms takes five of them or six, by both clocks.
TEST(CopiedSessions, AreNotThoseOfClocksThatTickSlowly) {
  auto made = sessions_up_to(2);
  for (auto& cell : made.cells) {
    for (auto& each : cell.benchmarks) {
      for (auto& sample : samples_in(each)) {
        const double ticks = sample.process == 1 ? 6 : 5;
        sample.wall_ns = sample.cpu_ns = ticks * 1e7 / static_cast<double>(sample.iterations);
      }
    }
  }
  EXPECT_THAT(copied_codes(made), IsEmpty());
}

TEST(CopiedSessions, HaveTheTurnsOfAnotherOne) {
  auto made = sessions_up_to(2);
  made.cells[1].turns = made.cells[0].turns;
  EXPECT_THAT(copied_codes(made), ElementsAre("copied-session"));
}

TEST(CopiedSessions, HaveTheReadingsOfAnotherOne) {
  auto made = sessions_up_to(2);
  made.hosts[1].readings = readings_on(2, "5.83 4.75 4.31", "7.12 5.49 4.61");  // on another day
  EXPECT_THAT(copied_codes(made), ElementsAre("same-readings"));
  made.hosts[1].readings[1].values[0].second = "7.12 5.49 4.62";
  EXPECT_THAT(copied_codes(made), IsEmpty());
}

// Of a machine with nothing else to do, before and behind a long run.
TEST(CopiedSessions, AreNotThoseOfAnIdleMachine) {
  auto made = sessions_up_to(2);
  for (int host = 0; host < 2; ++host) {
    auto& readings = made.hosts[static_cast<std::size_t>(host)].readings;
    readings = readings_on(1 + host, "0.00 0.00 0.00", "1.00 0.97 0.70");
    readings[1].values.insert(readings[1].values.end(), {{"pressure.cpu", "0.00"},
                                                         {"temperature_c", "58"},
                                                         {"frequency_khz", "2600000"},
                                                         {"swap_used_bytes", "123456789"},
                                                         {"clock_tick_ns", "20"}});
  }
  EXPECT_THAT(copied_codes(made), IsEmpty());
}

// Both of one boot: the second one begins so many hours after the first one's end, by its dates and
// by its turns.
record::Record sessions_apart(int dates_h, int turns_h) {
  auto made = sessions_up_to(2);
  made.hosts[1].session = made.hosts[0].session;
  made.hosts[1].readings[0].at = fmt::format("2026-12-01T{:02}:30:00Z", 5 + dates_h);
  made.hosts[1].readings[1].at = fmt::format("2026-12-01T{:02}:45:00Z", 5 + dates_h);
  const std::uint64_t begin =
      made.cells[0].turns[0].end_us + static_cast<std::uint64_t>(turns_h) * 3'600'000'000;
  made.cells[1].turns = {{.begin_us = begin, .end_us = begin + 900'000}};
  return made;
}

TEST(CopiedSessions, AreCloserThanAKitWouldMeasure) {
  EXPECT_THAT(copied_codes(sessions_apart(6, 6)), IsEmpty());
  EXPECT_THAT(copied_codes(sessions_apart(5, 5)), ElementsAre("sessions-too-close"));
  EXPECT_THAT(copies_in(sessions_apart(5, 5)).at(0).reason,
              HasSubstr("one boot, and 5.0 hours lie"));
  EXPECT_THAT(copied_codes(sessions_apart(0, 0)), ElementsAre("sessions-too-close"));
}

// The clock of the turns stands still while a machine sleeps, and a date may be set.
TEST(CopiedSessions, AreNotTooCloseByOneOfTwoClocks) {
  EXPECT_THAT(copied_codes(sessions_apart(8, 1)), IsEmpty());
  EXPECT_THAT(copied_codes(sessions_apart(1, 8)), IsEmpty());
  auto made = sessions_apart(1, 1);
  for (auto& host : made.hosts) host.session.clear();  // a kernel that names no boot
  EXPECT_THAT(copied_codes(made), IsEmpty());
}

}  // namespace
}  // namespace assay::judge
