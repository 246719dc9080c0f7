// SPDX-License-Identifier: Apache-2.0
#include "judge/columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/records_test.h"

namespace assay::judge {
namespace {

using record::Record;
using testing::ElementsAre;

ComparedRecord whole_as(const Record& record, std::string name) {
  return {.record = &record, .name = std::move(name)};
}

std::vector<std::string> titles(const std::vector<ComparedRecord>& records) {
  auto columns = collect_columns(records);
  set_titles(columns);
  std::vector<std::string> result;
  for (const auto& column : columns) result.push_back(column.column.title);
  return result;
}

TEST(Columns, GatherTheSuitesOfATargetAndItsProgramsFacts) {
  const auto record = measured(
      "r",
      {not_built(counted_cell("a", "gcc", "s", {}), base::Outcome::failed("compile-error", "")),
       counted_cell("b", "gcc", "s", {}), counted_cell("a", "gcc", "t", {})});
  const auto columns = collect_columns({whole_as(record, "r")});
  ASSERT_EQ(columns.size(), 2u);
  EXPECT_EQ(columns[0].cells.size(), 2u);
  EXPECT_EQ(columns[0].column.compiler, "clang 19.1.7");  // of the second suite: the first has none
  EXPECT_EQ(columns[0].column.libc, "glibc 2.36");
  EXPECT_EQ(columns[0].column.emulator, "QEMU 7.2.22 max");
  EXPECT_EQ(columns[1].column.target, "b");
}

TEST(Columns, AreNeverMadeOfAnEmulatedVariant) {
  const auto cell = counted_cell("a", "gcc", "s", {});
  const auto record = measured("r", {cell, variant_cell(cell, "vlen1024")});
  const auto columns = collect_columns({whole_as(record, "r")});
  ASSERT_EQ(columns.size(), 1u);
  EXPECT_EQ(columns[0].cells.size(), 1u);
}

TEST(Titles, AreTheFewestWordsThatTellColumnsApart) {
  const auto targets =
      measured("r", {counted_cell("a", "gcc", "s", {}), counted_cell("b", "clang", "s", {})});
  EXPECT_THAT(titles({whole_as(targets, "run.json")}), ElementsAre("a", "b"));
  const auto compilers =
      measured("r", {counted_cell("a", "gcc", "s", {}), counted_cell("a", "clang", "s", {})});
  EXPECT_THAT(titles({whole_as(compilers, "run.json")}), ElementsAre("gcc", "clang"));
  const auto both =
      measured("r", {counted_cell("a", "gcc", "s", {}), counted_cell("a", "clang", "s", {}),
                     counted_cell("b", "gcc", "s", {})});
  EXPECT_THAT(titles({whole_as(both, "run.json")}), ElementsAre("a gcc", "a clang", "b gcc"));
}

// Two boards of one model, in one record of --on lab1,ssh:lab2.
TEST(Titles, NameThePlacesOfEqualMachines) {
  auto record = measured("r", {timed_cell("a", "gcc", "s", {}), timed_cell("a", "gcc", "s", {})});
  record.hosts[0].key = "0123456789abcdef";
  record.hosts.push_back(record.hosts[0]);
  record.hosts[0].place = "lab1";
  record.hosts[1].place = "ssh:lab2";
  record.cells[1].place.host = 1;
  EXPECT_THAT(titles({whole_as(record, "run.json")}), ElementsAre("lab1", "ssh:lab2"));
  record.hosts[1].key = "fedcba9876543210";  // and of two models
  EXPECT_THAT(titles({whole_as(record, "run.json")}), ElementsAre("lab1", "ssh:lab2"));
}

TEST(Titles, NameTheFilesOfLikeRecords) {
  const auto one = measured("r", {counted_cell("a", "gcc", "s", {})});
  EXPECT_THAT(titles({whole_as(one, "x/base.json"), whole_as(one, "x/head.json")}),
              ElementsAre("base.json", "head.json"));
  EXPECT_THAT(titles({whole_as(one, "old/run.json"), whole_as(one, "new/run.json")}),
              ElementsAre("old/run.json", "new/run.json"));
  const auto two =
      measured("r", {counted_cell("a", "gcc", "s", {}), counted_cell("a", "clang", "s", {})});
  EXPECT_THAT(titles({whole_as(two, "base.json"), whole_as(two, "head.json")}),
              ElementsAre("base.json gcc", "base.json clang", "head.json gcc", "head.json clang"));
}

TEST(Titles, OfImportedFilesAreTheirNames) {
  const auto base = imported("base.json", {}), head = imported("head.json", {});
  const auto run = measured("r", {timed_cell("a", "gcc", "s", {})});
  EXPECT_THAT(
      titles({whole_as(base, "base.json"), whole_as(head, "x/head.json"), whole_as(run, "r")}),
      ElementsAre("base.json", "head.json", "a"));
}

TEST(Titles, AreTheUsersWhereTheUserGaveThem) {
  const auto a =
      measured("r", {counted_cell("a", "gcc", "s", {}), counted_cell("b", "gcc", "s", {})});
  const auto b = measured("q", {counted_cell("c", "gcc", "s", {})});
  auto one = whole_as(a, "x/run.json"), other = whole_as(b, "y/run.json");
  one.title = "old";
  other.title = "new";
  EXPECT_THAT(titles({one, other}), ElementsAre("old a", "old b", "new c"));
  EXPECT_THAT(titles({other, whole_as(a, "y/run.json")}),
              ElementsAre("new c", "run.json a", "run.json b"));
}

TEST(Titles, NumberARecordGivenTwice) {
  const auto record = measured("r", {counted_cell("a", "gcc", "s", {})});
  const auto both = titles({whole_as(record, "r"), whole_as(record, "r")});
  EXPECT_THAT(both, ElementsAre("r a gcc debian-12 qemu-user", "r a gcc debian-12 qemu-user #2"));
}

// A session of a suite or two, begun at that moment on these boots.
Record session_at(const std::string& moment, const std::vector<std::string>& boots) {
  Record record = measured("r" + moment, {});
  record.created = moment;
  record.hosts.resize(boots.size(), record.hosts[0]);
  for (std::size_t i = 0; i < boots.size(); ++i) {
    record.hosts[i].session = boots[i];
    record.cells.push_back(timed_cell("a", "gcc", "suite" + std::to_string(i), {}));
    record.cells.back().place.host = i;
  }
  return record;
}

std::size_t apart(const std::vector<Record>& sessions) {
  ComparedRecord compared = whole_as(sessions.front(), "r");
  for (std::size_t i = 1; i < sessions.size(); ++i) compared.further.push_back(&sessions[i]);
  return sessions_apart(collect_columns({compared}).at(0));
}

TEST(SessionsApart, AreOfDifferentBootsOrHoursLater) {
  const Record evening = session_at("2026-12-01T23:50:00Z", {"b1"});
  EXPECT_EQ(apart({evening}), 1u);
  EXPECT_EQ(apart({evening, session_at("2026-12-02T00:05:00Z", {"b1"})}), 1u);  // another UTC day
  EXPECT_EQ(apart({evening, session_at("2026-12-02T05:49:59Z", {"b1"})}), 1u);
  EXPECT_EQ(apart({evening, session_at("2026-12-02T05:50:00Z", {"b1"})}), 2u);
  EXPECT_EQ(apart({evening, session_at("2026-12-01T17:50:00Z", {"b1"})}), 2u);  // in any order
  EXPECT_EQ(apart({evening, session_at("2026-12-02T00:05:00Z", {"b2"})}), 2u);
  EXPECT_EQ(apart({evening, session_at("2026-12-02T03:50:00Z", {"b1"}),
                   session_at("2026-12-02T07:50:00Z", {"b1"})}),
            2u);
  EXPECT_EQ(apart({evening, session_at("", {"b1"})}), 2u);  // which says nothing of its time
}

TEST(SessionsApart, AreAsManyAsThereAreAlsoWhereARebootInterruptedOne) {
  EXPECT_EQ(apart({session_at("2026-12-01T08:00:00Z", {"b1", "b2"})}), 1u);
}

TEST(Columns, ArePlacesOfTheirOwn) {
  auto other_cpu = counted_cell("a", "gcc", "t", {}),
       other_qemu = counted_cell("a", "gcc", "u", {});
  other_cpu.place.emulator->cpu = "max,v=true";
  other_qemu.place.emulator->version = "10.0.0";
  other_qemu.place.emulator->sha256 = "bbbbbbbbbbbb";
  const auto record = measured("r", {counted_cell("a", "gcc", "s", {}), other_cpu, other_qemu});
  EXPECT_THAT(titles({whole_as(record, "r")}),
              ElementsAre("QEMU 7.2.22 max", "QEMU 7.2.22 max,v=true", "QEMU 10.0.0 max"));
}

TEST(Columns, OfTwoHostsInOneRecordAreTwo) {
  auto there = timed_cell("a", "gcc", "s", {});
  there.place.host = 1;
  auto record = measured("r", {timed_cell("a", "gcc", "s", {}), there});
  record.hosts.push_back(record.hosts[0]);
  record.hosts[0].key = "0011223344556677";
  record.hosts[1].key = "8899aabbccddeeff";
  EXPECT_THAT(titles({whole_as(record, "r")}), ElementsAre("0011223344556677", "8899aabbccddeeff"));
}

TEST(Columns, TakeWhatNeverStartedAlong) {
  const auto missing =
      not_built(counted_cell("a", "gcc", "t", {}), base::Outcome::failed("build-error", "no"));
  for (const bool first : {false, true}) {
    std::vector<record::CellRecord> cells{counted_cell("a", "gcc", "s", {}), missing};
    if (first) std::swap(cells[0], cells[1]);
    const auto record = measured("r", std::move(cells));
    const auto columns = collect_columns({whole_as(record, "r")});
    ASSERT_EQ(columns.size(), 1u);
    EXPECT_EQ(columns[0].place.cpu, "max");
  }
}

TEST(Titles, SayThatARecordWasEdited) {
  const auto one = measured("r", {counted_cell("a", "gcc", "s", {})});
  auto edited = one;
  edited.seal = record::Seal::broken;
  EXPECT_THAT(titles({whole_as(one, "base.json"), whole_as(edited, "head.json")}),
              ElementsAre("base.json", "head.json (edited)"));
}

TEST(FindColumn, TakesATitleBeforeAnythingElse) {
  const auto record =
      measured("id", {counted_cell("a", "gcc", "s", {}), counted_cell("a", "clang", "s", {})});
  auto columns = collect_columns({whole_as(record, "x/run.json")});
  set_titles(columns);
  columns[1].column.title = "a";  // also the first one's target
  EXPECT_EQ(find_column(columns, "a"), 1u);
  for (const char* word : {"gcc", "a/gcc", "a/gcc/debian-12", "id", "run.json", "x/run.json"}) {
    EXPECT_EQ(find_column(columns, word), 0u) << word;
  }
  EXPECT_EQ(find_column(columns, "a/clang"), 1u);
  EXPECT_EQ(find_column(columns, "b"), std::nullopt);
}

TEST(WhyNoRatio, HoldsCountsToTargetRunnerAndCpuAndTimesToNothing) {
  auto newer = counted_cell("a", "clang", "s", {});
  newer.place.emulator->cpu = "max,v=true";
  const auto record =
      measured("r", {counted_cell("a", "gcc", "s", {}), newer, counted_cell("b", "gcc", "s", {}),
                     timed_cell("a", "gcc", "s", {}), timed_cell("b", "gcc", "s", {})});
  const auto columns = collect_columns({whole_as(record, "r")});
  EXPECT_EQ(why_no_ratio(columns[0], columns[0]), "");
  EXPECT_EQ(why_no_ratio(columns[0], columns[1]), "the emulated CPUs differ: max and max,v=true");
  EXPECT_EQ(why_no_ratio(columns[0], columns[2]), "the targets differ");
  EXPECT_EQ(why_no_ratio(columns[3], columns[4]), "");
}

}  // namespace
}  // namespace assay::judge
