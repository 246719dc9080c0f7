// SPDX-License-Identifier: Apache-2.0
#include "work/named_record.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "record/record_json.h"
#include "sys/files.h"
#include "work/local_records.h"

namespace assay::work {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

base::NoProgress kQuiet;

record::CellRecord a_cell(const std::string& target, const std::string& toolchain,
                          const std::string& suite = "compute") {
  record::CellRecord cell;
  cell.cell = {target, toolchain, "debian-12", suite};
  cell.place.runner = "qemu-user";
  cell.domain = record::Domain::emu_count;
  cell.benchmarks.resize(1);
  cell.benchmarks[0].name = suite + "/a";
  cell.benchmarks[0].outcome = base::Outcome::failed("timeout", "60 s");
  return cell;
}

class NamedRecord : public testing::Test {
 protected:
  std::string save(const std::string& created, std::vector<record::CellRecord> cells) {
    record::Record record;
    record.created = created;
    record.provenance = "measured";
    record.harness = harness_;
    record.hosts[0].host_class = "emulated";
    record.cells = std::move(cells);
    save_record(record, folders_.records, {});
    return record.id;
  }
  std::string fault(const std::string& word) {
    try {
      find_result(word, folders_, kQuiet);
    } catch (const base::Error& error) {
      EXPECT_EQ(error.exit(), base::Exit::missing);
      return error.what();
    }
    return {};
  }

  record::Harness harness_{.version = "0.1.0", .commit = std::string(40, 'a')};
  sys::TemporaryFolder folder_;
  sys::Folders folders_{.data = {},
                        .cells = {},
                        .records = folder_.path(),
                        .cache = {},
                        .plugin = {},
                        .self_check = {}};
};

TEST_F(NamedRecord, MeansTheNewestRecordThatHoldsTheTarget) {
  save("2026-11-24T01:00:00Z", {a_cell("riscv64-gcv", "clang")});
  const auto newest = save("2026-11-24T02:00:00Z", {a_cell("riscv64-gcv", "clang")});
  save("2026-11-24T03:00:00Z", {a_cell("armhf", "clang")});
  EXPECT_EQ(find_result("riscv64-gcv", folders_, kQuiet).record.id, newest);
}

TEST_F(NamedRecord, IsOneDocumentAsItWasWritten) {
  const auto id = save("2026-11-24T01:00:00Z", {a_cell("armhf", "gcc"), a_cell("armhf", "clang")});
  const auto found = find_result(id, folders_, kQuiet);
  EXPECT_EQ(document_of(found, {}), sys::read_file(found.path, kMostRecord));
}

TEST_F(NamedRecord, TheDocumentOfADoubtfulOneHasItsMarks) {
  harness_ = {};
  const auto found =
      find_result(save("2026-11-24T01:00:00Z", {a_cell("armhf", "gcc")}), folders_, kQuiet);
  const auto document = document_of(found, {});
  EXPECT_THAT(document, testing::HasSubstr(R"("code": "origin-unknown")"));
  EXPECT_EQ(record::parse_record(document, "a.json"), found.record);
}

TEST_F(NamedRecord, APartOfItSaysWhatItWasMadeFrom) {
  const auto id = save("2026-11-24T01:00:00Z", {a_cell("armhf", "gcc"), a_cell("armhf", "clang")});
  const catalog::Selection selection{.toolchains = {"gcc"}};
  std::vector<Result> results{find_result(id, folders_, kQuiet)};
  keep_selected(results, selection);
  const auto part = record::parse_record(document_of(results[0], selection), "part.json");
  EXPECT_THAT(part.cells, SizeIs(1));
  EXPECT_EQ(part.seal, record::Seal::intact);
  EXPECT_NE(part.id, id);
  EXPECT_EQ(part.derived_from->id, id);
  EXPECT_THAT(part.derived_from->removed, ElementsAre("all but --toolchain gcc"));
}

TEST_F(NamedRecord, NoPartIsMadeOfAnEditedOne) {
  Result edited{.record = {}, .name = "a.json", .target = {}, .toolchain = {}, .os = {}};
  edited.record.seal = record::Seal::broken;
  EXPECT_THROW(document_of(edited, {.toolchains = {"gcc"}}), base::Error);
}

TEST_F(NamedRecord, CanNameTheToolchainAndTheSystem) {
  const auto gcc = save("2026-11-24T01:00:00Z", {a_cell("armhf", "gcc")});
  save("2026-11-24T02:00:00Z", {a_cell("armhf", "clang")});
  const auto found = find_result("armhf/gcc/debian-12", folders_, kQuiet);
  EXPECT_EQ(found.record.id, gcc);
  EXPECT_EQ(found.os, "debian-12");
}

TEST_F(NamedRecord, PassesOverCellsThatNeverRan) {
  const auto ran = save("2026-11-24T01:00:00Z", {a_cell("armhf", "clang")});
  auto never = a_cell("armhf", "clang");
  never.benchmarks.clear();
  save("2026-11-24T02:00:00Z", {never});
  EXPECT_EQ(find_result("armhf", folders_, kQuiet).record.id, ran);
}

TEST_F(NamedRecord, CanBeAnIdOrAFile) {
  const auto id = save("2026-11-24T01:00:00Z", {a_cell("armhf", "clang")});
  EXPECT_EQ(find_result(id, folders_, kQuiet).record.id, id);
  EXPECT_EQ(find_result((folder_.path() / (id + ".json")).string(), folders_, kQuiet).record.id,
            id);
}

TEST_F(NamedRecord, NamesTheNearestTargetWhenThereIsNone) {
  save("2026-11-24T01:00:00Z", {a_cell("riscv64-gcv", "clang")});
  EXPECT_THAT(fault("riscv64-gvc"), HasSubstr("did you mean \"riscv64-gcv\""));
  EXPECT_THAT(fault("riscv64-gcv/cang"), HasSubstr("did you mean \"riscv64-gcv/clang\""));
  EXPECT_THAT(fault("no/such/file.json/at/all"), HasSubstr("is not a file"));
}

TEST_F(NamedRecord, ThatIsAFileWhichIsNotThereIsAWrongWord) {
  try {
    find_result("nofile.json", folders_, kQuiet);
    FAIL() << "nothing was thrown";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_STREQ(error.what(),
                 "nofile.json: No such file or directory; assay records lists what was measured "
                 "here");
  }
}

TEST_F(NamedRecord, WithoutAWordIsTheNewestRecordWithCells) {
  save("2026-11-24T01:00:00Z", {a_cell("armhf", "gcc")});
  const auto newest = save("2026-11-24T02:00:00Z", {a_cell("armhf", "clang")});
  save("2026-11-24T03:00:00Z", {});  // as a gate leaves it
  const auto found = find_results({}, folders_, kQuiet);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].record.id, newest);
}

TEST_F(NamedRecord, AreTheNewestThatHoldTheSelectionAndWhetherThereAreMore) {
  save("2026-11-24T01:00:00Z", {a_cell("armhf", "clang")});
  const auto second = save("2026-11-24T02:00:00Z", {a_cell("armhf", "clang")});
  save("2026-11-24T03:00:00Z", {a_cell("riscv64-gcv", "clang")});
  const auto last = save("2026-11-24T04:00:00Z", {a_cell("armhf", "clang")});
  catalog::Selection selection;
  selection.targets = {"armhf"};
  sys::write_whole(folder_.path() / "20261124T050000Z-aaaaaa.json", "{");
  const auto two = newest_results(selection, folders_, 2, kQuiet);
  ASSERT_THAT(two.results, SizeIs(2));
  EXPECT_EQ(two.results[0].record.id, last);
  EXPECT_EQ(two.results[1].record.id, second);
  EXPECT_TRUE(two.more);
  EXPECT_THAT(two.passed_over, ElementsAre(HasSubstr("20261124T050000Z-aaaaaa.json")));
  const auto all = newest_results(selection, folders_, 3, kQuiet);
  EXPECT_THAT(all.results, SizeIs(3));
  EXPECT_FALSE(all.more);
  selection.targets = {"kunpeng-920"};
  EXPECT_THROW(newest_results(selection, folders_, 2, kQuiet), base::Error);
}

TEST_F(NamedRecord, KeepsTheCellsOfItsWordAndOfTheSelection) {
  save("2026-11-24T01:00:00Z", {a_cell("armhf", "gcc"), a_cell("armhf", "clang"),
                                a_cell("armhf", "clang", "memory"), a_cell("riscv64-gc", "clang")});
  auto found = find_results({"armhf/clang"}, folders_, kQuiet);
  keep_selected(found, {.targets = {},
                        .toolchains = {},
                        .systems = {},
                        .suites = {"memory"},
                        .filter = {},
                        .runners = {}});
  ASSERT_THAT(found[0].record.cells, SizeIs(1));
  EXPECT_EQ(found[0].record.cells[0].cell.suite, "memory");
}

TEST_F(NamedRecord, KeepsTheBenchmarksThatTheFilterFits) {
  save("2026-11-24T01:00:00Z", {a_cell("armhf", "clang"), a_cell("armhf", "clang", "memory")});
  auto found = find_results({"armhf"}, folders_, kQuiet);
  catalog::Selection selection;
  selection.filter = "^mem.*a$";
  keep_selected(found, selection);
  ASSERT_THAT(found[0].record.cells, SizeIs(2));
  EXPECT_THAT(found[0].record.cells[0].benchmarks, IsEmpty());
  EXPECT_THAT(found[0].record.cells[1].benchmarks, SizeIs(1));
  selection.filter = "nothing";
  try {
    keep_selected(found, selection);
    FAIL() << "nothing was thrown";
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("no benchmark name matches --filter 'nothing'"));
  }
}

TEST_F(NamedRecord, SaysWhatThereIsWhenNothingIsLeft) {
  save("2026-11-24T01:00:00Z", {a_cell("armhf", "gcc")});
  auto found = find_results({"armhf"}, folders_, kQuiet);
  try {
    keep_selected(found, {.targets = {},
                          .toolchains = {"gc"},
                          .systems = {},
                          .suites = {},
                          .filter = {},
                          .runners = {}});
    FAIL() << "nothing was thrown";
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("armhf: no toolchain 'gc', did you mean \"gcc\"?"));
  }
}

}  // namespace
}  // namespace assay::work
