// SPDX-License-Identifier: Apache-2.0
#include "work/record_summary.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/text.h"
#include "sys/files.h"

namespace assay::work {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

// Records that were kept, whose content was counted from their JSON by hand.
fs::path kept(const std::string& name) {
  return fs::path(ASSAY_SOURCE_DIR) / "harness/record/testdata/schema2" / (name + ".json");
}

RecordSummary summary_of_kept(const std::string& name) {
  return summaries_of({kept(name)}, 1).front();
}

TEST(RecordSummary, OfARunSaysWhatWasMeasuredOfWhat) {
  const auto counted = summary_of_kept("counted");
  EXPECT_EQ(counted.name, "counted");
  EXPECT_EQ(counted.id, "20260112T091403Z-6c2491");
  EXPECT_EQ(counted.created, "2026-01-12T09:14:03Z");
  EXPECT_EQ(counted.provenance, "measured");
  EXPECT_THAT(counted.kinds, ElementsAre("counts"));
  EXPECT_THAT(counted.targets, ElementsAre("kunpeng-920b", "riscv64-gcv", "x86-64-v3"));
  EXPECT_THAT(counted.toolchains, ElementsAre("clang"));
  EXPECT_THAT(counted.suites, ElementsAre("loops"));
  EXPECT_EQ(counted.cells, 3u);  // seven entries, some of them of emulated variants
  EXPECT_EQ(counted.benchmarks, 4u);
  EXPECT_THAT(counted.notes, IsEmpty());

  const auto booted = summary_of_kept("boot");
  EXPECT_THAT(booted.kinds, ElementsAre("counts", "sizes"));
  EXPECT_EQ(booted.benchmarks, 11u);
  EXPECT_THAT(booted.suites, ElementsAre("boot", "loops"));
  EXPECT_THAT(summary_of_kept("kvm").systems, ElementsAre("debian-12", "from-source"));
}

TEST(RecordSummary, LeavesOutWhatWasUnavailableAndCountsWhatFailed) {
  const auto outcomes = summary_of_kept("outcomes");
  EXPECT_THAT(outcomes.toolchains, ElementsAre("clang"));  // gcc's cells were unavailable
  EXPECT_EQ(outcomes.cells, 6u);
  EXPECT_THAT(outcomes.notes, ElementsAre("3 of 6 cells failed"));
}

TEST(RecordSummary, OfAnEmulatedHostHasChecksAndNoTimes) {
  record::Record record;
  record::CellRecord& cell = record.cells.emplace_back();
  cell.cell = {"riscv64-gc", "clang", "debian-12", "compute"};
  cell.domain = record::Domain::hw_time;
  cell.outcome = base::Outcome::unavailable("emulated-host", "results were checked");
  EXPECT_THAT(summary_of(record, "").targets, IsEmpty());  // nothing ran
  cell.benchmarks.push_back({.name = "compute/crc/64", .checksum = "12ab"});
  const auto summary = summary_of(record, "");
  EXPECT_THAT(summary.kinds, ElementsAre("checks"));
  EXPECT_THAT(summary.targets, ElementsAre("riscv64-gc"));
  EXPECT_EQ(summary.cells, 1u);
  EXPECT_EQ(summary.benchmarks, 1u);
  EXPECT_THAT(summary.notes, IsEmpty());
}

TEST(RecordSummary, OfAGateNamesItsSides) {
  const auto gate = summary_of_kept("gate-asked");
  EXPECT_THAT(gate.kinds, ElementsAre("gate", "times"));
  EXPECT_EQ(gate.base, "git:HEAD~1");
  EXPECT_EQ(gate.head, "flags=-DTWO");
  EXPECT_THAT(gate.targets, ElementsAre("x86-64-v3"));
  EXPECT_EQ(gate.benchmarks, 3u);
  EXPECT_THAT(summary_of_kept("gate-counted").kinds, ElementsAre("gate", "counts", "sizes"));
}

TEST(RecordSummary, SaysWhatIsDoubtful) {
  EXPECT_THAT(summary_of_kept("imported-counters").notes,
              ElementsAre("imported from counters.json"));
  record::Record record;
  record.provenance = "measured";
  record.created = "2026-11-24T05:00:00Z";
  record.derived_from = {.id = "20261120T000000Z-abcdef", .removed = {"all but --target x"}};
  EXPECT_THAT(summary_of(record, "2026-11-24T04:59:59Z").notes,
              ElementsAre("dated in the future", "part of 20261120T000000Z-abcdef"));

  const sys::TemporaryFolder folder;
  const fs::path edited = folder.path() / "edited.json";
  const auto text = sys::read_file(kept("counted"), base::Bytes{1u << 20});
  sys::write_whole(edited, base::replace_all(text, "2026-01-12T09:14:03Z", "2026-01-13T09:14:03Z"));
  EXPECT_THAT(summaries_of({edited}, 1).front().notes, ElementsAre("edited"));
}

TEST(RecordSummary, TheNewestComesFirstAndWhatCannotBeReadLast) {
  const sys::TemporaryFolder folder;
  const fs::path torn = folder.path() / "20271231T000000Z-000000.json";
  sys::write_whole(torn, "{\"schema\": \"assay.rec");
  std::vector<std::string> names;
  const auto summaries = summaries_of({kept("timed-a1"), torn, kept("boot"), kept("counted")}, 2);
  for (const auto& each : summaries) names.push_back(each.name);
  EXPECT_THAT(names, ElementsAre("boot", "timed-a1", "counted", "20271231T000000Z-000000"));
  ASSERT_THAT(summaries.back().notes, testing::SizeIs(1));
  EXPECT_THAT(summaries.back().notes[0], StartsWith("unreadable: ends in the middle"));
  EXPECT_THROW(summaries_of({kept("boot"), torn}, 2, Unreadable::refused), base::Error);
}

TEST(RecordSummary, OfAFileThatIsNotThereIsMisuseWhereItWasNamed) {
  try {
    summaries_of({kept("boot"), "/no/such.json"}, 2, Unreadable::refused);
    FAIL() << "no fault";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_STREQ(error.what(), "cannot read /no/such.json: No such file or directory");
  }
}

}  // namespace
}  // namespace assay::work
