// SPDX-License-Identifier: Apache-2.0
#include "work/gate_times.h"

#include <gmock/gmock.h>

#include "sys/variable_test.h"
#include "work/gate_sides_test.h"

namespace assay::work {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

record::GateQuestion question(const std::string& filter) {
  return {.filter = filter, .timeout = std::chrono::seconds(5)};
}

TEST(AddPrograms, TakesWhatBothSidesHaveAndWhatFailsWithItsSide) {
  const auto base = run::program_to_run("intel", "guest-x86_64");
  const auto head = run::program_to_run("intel", "dynamic-x86_64");
  TimedQuestion timed;
  add_programs(timed, {.base = &base, .head = &head}, question("good/short|bad/segv"));
  ASSERT_THAT(timed.pairs, SizeIs(1));
  EXPECT_EQ(timed.pairs[0].name, "guest/good/short/8");
  EXPECT_EQ(timed.pairs[0].base.program, base.program->path);
  EXPECT_EQ(timed.pairs[0].head.program, head.program->path);
  ASSERT_THAT(timed.failed, SizeIs(1));
  EXPECT_EQ(timed.failed[0].name, "guest/bad/segv");
  EXPECT_EQ(timed.failed[0].outcome.code, "signal");
  EXPECT_TRUE(record::is_of_head(timed.failed[0].outcome));
  EXPECT_THAT(timed.identical, IsEmpty());
}

TEST(AddPrograms, TakesTwoVersionsOfABenchmarkForTwo) {
  const auto base = run::program_to_run("intel", "guest-x86_64");
  const auto head = run::program_to_run("intel", "dynamic-x86_64");
  const catalog::Suite before{.name = "guest"};
  catalog::Suite after = before;
  after.rules.push_back({.match = "good/short/8", .since = 2});
  TimedQuestion timed;
  add_programs(timed, {.base = &base, .head = &head, .base_suite = &before, .head_suite = &after},
               question("good/short"));
  EXPECT_THAT(timed.pairs, IsEmpty());
  EXPECT_THAT(timed.removed, ElementsAre("guest/good/short/8 (version 1)"));
  EXPECT_THAT(timed.added, ElementsAre("guest/good/short/8 (version 2)"));
}

// A Google Benchmark program with the benchmark `work`, whose result has this too.
run::ProgramToRun scripted_program(const fs::path& path, const std::string& result,
                                   const std::string& begin = "#!/bin/sh\n") {
  sys::write_whole(path, begin + R"(for word; do
  case $word in --benchmark_filter=^) echo work;; --benchmark_out=*) out=${word#*=};; esac
done
[ "$out" ] || exit 0
cat >"$out" <<'END'
{"context": {}, "benchmarks": [{"name": "work", "run_name": "work", "run_type": "iteration",
 "iterations": 1, "real_time": 5, "cpu_time": 5, "time_unit": "ns")" +
                             result + "}]}\nEND\n");
  fs::permissions(path, fs::perms::owner_all);
  auto program = run::program_to_run("intel", "guest-x86_64");
  program.program->path = path;
  program.program->sha256 = run::hash_of(path);
  return program;
}

TEST(AddPrograms, OnlyOneSideHasWhatTheOtherSkips) {
  const sys::TemporaryFolder folder;
  const auto good = scripted_program(folder.path() / "good", "");
  const auto skips = scripted_program(folder.path() / "skips",
                                      R"(, "skipped": true, "skip_message": "not today")");
  const auto lacks = scripted_program(
      folder.path() / "lacks", R"(, "skipped": true, "skip_message": "unavailable: not-given: x")");
  const auto only_in = [](const run::ProgramToRun& base, const run::ProgramToRun& head) {
    TimedQuestion timed;
    add_programs(timed, {.base = &base, .head = &head}, question(""));
    EXPECT_EQ(timed.failed.at(0).name, "guest/work");
    return std::pair(timed.removed, timed.added);
  };
  EXPECT_THAT(only_in(good, skips), Pair(ElementsAre("guest/work"), IsEmpty()));
  EXPECT_THAT(only_in(good, lacks), Pair(ElementsAre("guest/work"), IsEmpty()));
  EXPECT_THAT(only_in(skips, good), Pair(IsEmpty(), ElementsAre("guest/work")));
  EXPECT_THAT(only_in(skips, lacks), Pair(IsEmpty(), IsEmpty()));
}

TEST(AddPrograms, KeepsWhatBothSidesPrinted) {
  const sys::TemporaryFolder folder;
  const auto base = scripted_program(folder.path() / "base", R"(, "label": "checksum=0a")");
  const auto head = scripted_program(folder.path() / "head", R"(, "label": "checksum=0b")");
  TimedQuestion timed;
  add_programs(timed, {.base = &base, .head = &head}, question(""));
  EXPECT_EQ(timed.checksums.at("guest/work").base, "0a");
  EXPECT_EQ(timed.checksums.at("guest/work").head, "0b");
}

TEST(AddPrograms, MeasuresNothingThatHasTheSameCode) {
  const auto base = run::program_to_run("intel", "guest-x86_64");
  TimedQuestion timed;
  add_programs(timed, {.base = &base, .head = &base, .prefix = "intel/"}, question("good/short"));
  EXPECT_THAT(timed.identical, ElementsAre("intel/guest/good/short/8"));
  EXPECT_THAT(timed.pairs, IsEmpty());
}

// Such as a library that is found beside the program.
TEST(AddPrograms, ExecutesTheHeadThatHasTheSameCodeInAnotherFolder) {
  const sys::TemporaryFolder folder;
  const std::string body = "#!/bin/sh\n[ ! -e \"${0%/*}/broken\" ] || exit 127\n";
  for (const char* side : {"base", "head"}) fs::create_directory(folder.path() / side);
  const auto base = scripted_program(folder.path() / "base/p", "", body);
  const auto head = scripted_program(folder.path() / "head/p", "", body);
  ASSERT_TRUE(same_code(*base.program, *head.program));
  sys::write_whole(folder.path() / "head/broken", "");
  TimedQuestion timed;
  add_programs(timed, {.base = &base, .head = &head}, question(""));
  EXPECT_THAT(timed.identical, IsEmpty());
  ASSERT_THAT(timed.failed, SizeIs(1));
  EXPECT_EQ(timed.failed[0].outcome.code, "exit");
  EXPECT_TRUE(record::is_of_head(timed.failed[0].outcome));
}

TEST(SpareSentinel, IsOfABenchmarkThatWasMeasuredAndIsNone) {
  const sys::TemporaryFolder folder;
  const auto program = run::built("guests/guest-x86_64");
  TimedQuestion timed;
  record::PairedRun measured;
  for (const char* name : {"failed", "sentinel", "good"}) {
    timed.pairs.push_back({.name = name, .base = {program, name}, .head = {program, name}});
    measured.benchmarks.push_back({.name = name, .outcome = base::Outcome::ok()});
  }
  measured.benchmarks[0].outcome = base::Outcome::failed("left-loop", "base: it left");
  measured.sentinels = {{.name = "sentinel", .outcome = measured.benchmarks[0].outcome}};
  const auto spare = spare_sentinel(timed, measured, folder.path());
  ASSERT_TRUE(spare.has_value());
  EXPECT_EQ(spare->name, "good");
  EXPECT_TRUE(spare->sentinel);
  measured.sentinels.push_back({.name = "good", .outcome = base::Outcome::ok()});
  EXPECT_FALSE(spare_sentinel(timed, measured, folder.path()).has_value());
}

TEST(AddPrograms, ThatCannotBeExecutedAreOutcomes) {
  const auto base = run::program_to_run("intel", "guest-x86_64");
  const auto head = run::program_to_run("intel", "dynamic-x86_64");
  const sys::ScopedVariable gone("TMPDIR", "/no/such/folder");
  TimedQuestion timed;
  add_programs(timed, {.base = &base, .head = &head}, question("good/short"));
  ASSERT_THAT(timed.failed, SizeIs(2));
  EXPECT_EQ(timed.failed[0].outcome.kind, base::Outcome::Kind::unavailable);
  EXPECT_EQ(timed.failed[0].outcome.code, "host-fault");
  EXPECT_THAT(timed.failed[0].outcome.reason, testing::HasSubstr("No such file or directory"));
}

TEST(SentinelsOf, AreProgramsAgainstTheirOwnCopies) {
  const sys::TemporaryFolder folder;
  TimedQuestion timed;
  EXPECT_THAT(sentinels_of(timed, folder.path()), IsEmpty());
  const auto program = run::built("guests/guest-x86_64");
  for (const char* name : {"a", "b", "c", "d"}) {
    timed.pairs.push_back({.name = name, .base = {program, name}, .head = {program, name}});
  }
  const auto sentinels = sentinels_of(timed, folder.path());
  ASSERT_THAT(sentinels, SizeIs(2));
  EXPECT_EQ(sentinels[0].name, "b");
  EXPECT_EQ(sentinels[1].name, "d");
  EXPECT_TRUE(sentinels[0].sentinel);
  EXPECT_NE(sentinels[0].head.program, program);
  EXPECT_EQ(run::hash_of(sentinels[0].head.program), run::hash_of(program));
}

}  // namespace
}  // namespace assay::work
