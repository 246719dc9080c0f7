// SPDX-License-Identifier: Apache-2.0
#include "judge/notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/records_test.h"

namespace assay::judge {
namespace {

using base::Outcome;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

// Of one record's columns; each has one value.
std::vector<std::string> notes_of(const std::vector<const record::Record*>& records,
                                  bool path_length = false) {
  std::vector<ComparedRecord> compared;
  for (const auto* record : records) {
    compared.push_back({.record = record, .name = record->id});
  }
  auto columns = collect_columns(compared);
  set_titles(columns);
  Table table;
  table.domain = columns.front().domain;
  table.path_length = path_length;
  if (!path_length) table.reference = 0;
  Row row{.benchmark = "s/x", .values = {}};
  for (const auto& column : columns) {
    table.columns.push_back(column.column);
    row.values.emplace_back().value = 1;
  }
  table.rows.push_back(row);
  add_notes(columns, table);
  return table.notes;
}

// Times under KVM are times, of another machine than the one it runs on.
TEST(Notes, SayWhichColumnWasTimedInAGuest) {
  auto record = measured("r", {timed_cell("a", "gcc", "s", {}), timed_cell("a", "gcc", "s", {})});
  record.hosts[0].host_class = "bare-metal-claimed";
  record.cells[1].place.runner = "qemu-kvm";
  record.cells[1].place.guest_class = "virtualised";
  EXPECT_THAT(
      notes_of({&record}),
      Contains("class of host differs: bare-metal-claimed (native), virtualised (qemu-kvm)"));
}

TEST(Notes, CountTheTimesThatWereTakenOnABusyMachine) {
  auto busy = times({10, 11, 12, 13});
  busy.values[1].busy = record::Busy::crowded;
  busy.values[3].busy = record::Busy::stolen;
  const auto record =
      measured("r", {timed_cell("a", "gcc", "s", {benchmark("s/x", busy)}),
                     timed_cell("a", "clang", "s", {benchmark("s/x", times({10, 11, 12, 13}))})});
  EXPECT_THAT(notes_of({&record}),
              Contains("measured while other programs kept the machine busy: 2 of 4 times on gcc "
                       "(stolen 1, crowded 1); CPU times (metric cpu) suffer less from that"));
}

record::Benchmark in_memory(double array_bytes, double cache_bytes) {
  auto result = benchmark("s/x", times({10, 11}));
  result.counters = {{"array_bytes", {array_bytes, array_bytes}},
                     {"last_level_bytes", {cache_bytes, cache_bytes}}};
  return result;
}

TEST(Notes, NameTheBytesOfArraysWhereTheyDiffer) {
  constexpr double kMiB = 1 << 20;
  const auto record =
      measured("r", {timed_cell("a", "gcc", "s", {in_memory(256 * kMiB, kMiB)}),
                     timed_cell("a", "clang", "s", {in_memory(1040 * kMiB, kMiB)})});
  EXPECT_THAT(notes_of({&record}),
              Contains("bytes of an array differ: 256 MiB (gcc), 1040 MiB (clang): s/x"));
}

// Whose names begin with their file's.
TEST(Notes, NameTheBytesOfArraysOfImports) {
  constexpr double kMiB = 1 << 20;
  const auto imported = [](const std::string& file, double bytes) {
    auto made = measured(file, {timed_cell("a", "gcc", file, {in_memory(bytes, kMiB)})});
    made.provenance = "imported";
    made.cells[0].benchmarks[0].name = file + "/s/x";
    return made;
  };
  const auto one = imported("a", 256 * kMiB), other = imported("b", 1024 * kMiB);
  EXPECT_THAT(notes_of({&one, &other}),
              Contains(testing::HasSubstr("bytes of an array differ: 256 MiB (")));
}

TEST(Notes, SayWhichMachineStatesNoCaches) {
  constexpr double kMiB = 1 << 20;
  const auto record = measured("r", {timed_cell("a", "gcc", "s", {in_memory(256 * kMiB, kMiB)}),
                                     timed_cell("a", "clang", "s", {in_memory(256 * kMiB, 0)})});
  const auto notes = notes_of({&record});
  EXPECT_THAT(notes, Contains("the machine does not state its caches, so arrays in memory have 256 "
                              "MiB and may lie in one: clang"));
  EXPECT_THAT(notes, Not(Contains(testing::HasSubstr("bytes of an array differ"))));
}

TEST(Notes, AreNoneWhereNothingButTheCompilerDiffers) {
  const auto record =
      measured("r", {counted_cell("a", "gcc", "s", {}), counted_cell("a", "clang", "s", {})});
  EXPECT_THAT(notes_of({&record}), IsEmpty());
}

TEST(Notes, SayWhichColumnHasWhichLibc) {
  auto newer = counted_cell("c", "gcc", "s", {}), unknown = counted_cell("d", "gcc", "s", {});
  newer.program->libc = "glibc 2.41";
  unknown.program->libc = "unknown";
  const auto record = measured(
      "r", {counted_cell("a", "gcc", "s", {}), counted_cell("b", "gcc", "s", {}), newer, unknown});
  EXPECT_THAT(notes_of({&record}, true),
              ElementsAre("libc differs: glibc 2.36 (a, b), glibc 2.41 (c)"));
}

TEST(Notes, SayWhereTheVersionOfQemuDiffers) {
  auto newer = counted_cell("b", "gcc", "s", {});
  newer.place.emulator->version = "10.0.13";
  const auto record = measured("r", {counted_cell("a", "gcc", "s", {}), newer});
  EXPECT_THAT(notes_of({&record}, true), ElementsAre("QEMU differs: 7.2.22 (a), 10.0.13 (b)"));
}

TEST(Notes, SayWhereOneVersionOfQemuIsOfTwoBuilds) {
  const auto base = measured("base", {counted_cell("a", "gcc", "s", {})});
  auto head = base;
  head.id = "head";
  head.cells[0].place.emulator->sha256 = "bbbbbbbbbbbb";
  EXPECT_THAT(notes_of({&base, &head}),
              ElementsAre("QEMU differs: 7.2.22 sha256 aaaaaaaa (base), 7.2.22 sha256 bbbbbbbb "
                          "(head); do not rely on ratios between them"));
}

TEST(Notes, DoNotTakeTheQemuOfAnotherArchitectureForAnotherBuild) {
  auto other = counted_cell("b", "gcc", "s", {});
  other.place.emulator->name = "qemu-riscv64";
  other.place.emulator->sha256 = "bbbbbbbbbbbb";
  const auto record = measured("r", {counted_cell("a", "gcc", "s", {}), other});
  EXPECT_THAT(notes_of({&record}, true), IsEmpty());
}

TEST(Notes, SayWhyCountsFormNoRatio) {
  auto other = counted_cell("a", "clang", "s", {});
  other.place.emulator->cpu = "cortex-a76";
  const auto record = measured("r", {counted_cell("a", "gcc", "s", {}), other});
  EXPECT_THAT(
      notes_of({&record}),
      ElementsAre("no ratio of clang to gcc: the emulated CPUs differ: max and cortex-a76"));
}

TEST(Notes, SayWhereHostsDiffer) {
  const auto base = measured("base", {timed_cell("a", "gcc", "s", {})});
  auto head = base;
  head.id = "head";
  head.hosts[0].fingerprint = {{"cpu", "Kunpeng-920"}};
  EXPECT_THAT(notes_of({&base, &head}),
              ElementsAre("host differs: AMD EPYC 7B13 (base), Kunpeng-920 (head)"));
  auto one = imported("one.json", {}), two = imported("two.json", {});
  one.hosts[0].fingerprint = {{"cpus", "2"}, {"cpu_mhz", "2600"}};
  two.hosts[0].fingerprint = {{"cpus", "8"}, {"cpu_mhz", "2600"}};
  EXPECT_THAT(notes_of({&one, &two}),
              ElementsAre("host differs: 2 CPUs of 2600 MHz (id-of-one.json), "
                          "8 CPUs of 2600 MHz (id-of-two.json)"));
}

TEST(Notes, NameTheSideWithAnotherLibraryOrARestlessFrequency) {
  auto one = imported("one.json", {}), two = imported("two.json", {});
  one.hosts[0].fingerprint = {{"benchmark_library", "v1.9.1"}, {"benchmark_build_type", "release"}};
  two.hosts[0].fingerprint = {
      {"benchmark_library", "v1.6.1"}, {"benchmark_build_type", "debug"}, {"cpu_scaling", "true"}};
  EXPECT_THAT(notes_of({&one, &two}),
              ElementsAre("Google Benchmark differs: v1.9.1 (id-of-one.json), v1.6.1 "
                          "(id-of-two.json)",
                          "Google Benchmark is a debug build, which adds time of its own: "
                          "id-of-two.json",
                          "CPU frequency scaling was on, so times may not be repeatable: "
                          "id-of-two.json"));
}

TEST(Notes, NameTheSideThatABusyMachineTimed) {
  auto calm = imported("calm.json", {benchmark("calm/x", times({1, 2}))});
  auto busy = imported("busy.json", {benchmark("busy/x", times({1, 2}))});
  calm.hosts[0].fingerprint = {{"cpus", "8"}, {"context.load_avg", "[7.9,30,30]"}};
  busy.hosts[0].fingerprint = {{"cpus", "8"}, {"context.load_avg", "[12.5,0,0]"}};
  EXPECT_THAT(
      notes_of({&calm, &busy}),
      testing::Contains("the machine was busy during the measurement: id-of-busy.json (load "
                        "12.5 of 8 CPUs)"));
  for (const char* load : {"", "[]", "[", "x"}) {
    busy.hosts[0].fingerprint[1].second = load;
    EXPECT_THAT(notes_of({&calm, &busy}),
                testing::Each(testing::Not(testing::HasSubstr("busy when"))));
  }
}

TEST(Notes, SayWhatIsWrongWithAnImportedFile) {
  auto one = imported("one.json", {benchmark("one/x", times({1, 2}))});
  auto two = imported("two.json", {benchmark("two/x", times({1, 2}))});
  two.cells[0].notes = {"x gives the key \"label\" twice; the first one is used"};
  EXPECT_THAT(
      notes_of({&one, &two}),
      testing::Contains("id-of-two.json: x gives the key \"label\" twice; the first one is used"));
}

TEST(Notes, CountTheCellsThatAreMissing) {
  const auto gone = Outcome::unavailable("no-qemu", "qemu-any is not installed");
  const auto record = measured("r", {without_result(counted_cell("a", "gcc", "s", {}), gone),
                                     without_result(counted_cell("b", "gcc", "s", {}), gone),
                                     not_built(counted_cell("b", "gcc", "t", {}),
                                               Outcome::failed("compile-error", "no ;"))});
  EXPECT_THAT(notes_of({&record}, true),
              ElementsAre("2 cells unavailable: no-qemu: qemu-any is not installed: a/s, b/s",
                          "1 cell failed: compile-error: no ;: b/t"));
}

}  // namespace
}  // namespace assay::judge
