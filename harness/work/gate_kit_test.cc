// SPDX-License-Identifier: Apache-2.0
#include "work/gate_kit.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "record/question_json.h"
#include "record/record_json.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "work/gate_sides_test.h"
#include "work/local_records.h"

namespace assay::work {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> paths_of(const std::vector<KitFile>& files) {
  std::vector<std::string> paths;
  for (const KitFile& file : files) paths.push_back(file.path);
  return paths;
}

class GateKit : public testing::Test {
 protected:
  // Both sides are the same program, at two places.
  GateParcel parcel() {
    const GateSide base = side_of("base/", {run::program_to_run("intel", "guest-x86_64")});
    const GateSide head = side_of("head/", {run::program_to_run("intel", "guest-x86_64")});
    record::GateQuestion question;
    question.filter = "good/short";
    question.day = "2026-11-29";
    return pack_gate(question, {base, head});
  }
  TestBench bench_;
};

TEST_F(GateKit, HoldsBothSidesAndTheQuestion) {
  const GateParcel packed = parcel();
  EXPECT_THAT(paths_of(packed.files),
              ElementsAre("programs/base/guest", "programs/head/guest", "question.json"));
  EXPECT_EQ(packed.question.base.cells.at(0).program->path, "programs/base/guest");
  EXPECT_THAT(packed.question.runners, ElementsAre("native"));
}

TEST_F(GateKit, OfTwoToolchainsHasEveryFileOnce) {
  sys::write_whole(bench_.folder.path() / "suite.toml", "[suite]\nname = \"guest\"\n");
  run::ProgramToRun clang = run::program_to_run("intel", "guest-x86_64"), gcc = clang;
  gcc.cell.toolchain = "gcc";
  GateSide base = side_of("base/", {clang, gcc});
  base.catalog.suites.front().folder = bench_.folder.path().string();
  const GateSide head = side_of("head/", {clang, gcc});
  EXPECT_THAT(
      paths_of(pack_gate({}, {base, head}).files),
      ElementsAre("benchmarks/base/guest/suite.toml", "programs/base/guest", "programs/base/guest_",
                  "programs/head/guest", "programs/head/guest_", "question.json"));
}

TEST_F(GateKit, DecidesNothingByTheTimesOfARecord) {
  const GateSide base = side_of("a.json", std::vector<record::CellRecord>{});
  const GateSide head = side_of("head/", std::vector<run::ProgramToRun>{});
  try {
    pack_gate({}, {base, head});
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_THAT(error.what(), HasSubstr("a.json is a finished record"));
  }
}

TEST_F(GateKit, IsNotMeasuredOnAnEmulatedMachine) {
  bench_.host.host_class = "emulated";
  base::NoProgress progress;
  try {
    measure_gate({}, bench_.folder.path(), bench_.folder.path(), bench_.instruments(), progress);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), HasSubstr("this machine is emulated"));
  }
}

// A folder that has the answer to another question.
TEST_F(GateKit, IsNotOverWhereTheResultIsAnotherKits) {
  const fs::path kit = bench_.folder.path() / "kit", results = bench_.folder.path() / "results";
  const GateParcel packed = parcel();
  sys::write_whole(kit / kKitQuestion, packed.files.back().bytes);
  EXPECT_EQ(question_of(kit), packed.question);
  EXPECT_EQ(finished_gate(kit, results), std::nullopt);
  record::Record record;
  record.provenance = "measured";
  record.created = "2026-12-01T08:00:00Z";
  record.hosts = {bench_.host};
  record.question = packed.question;
  record.paired.emplace().place.runner = "native";
  save_record(record, results, results / "record.json");
  const auto found = finished_gate(kit, results);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->question, record.question);
  record.question->head.cells[0].program->sha256 = std::string(64, 'a');
  save_record(record, results, results / "record.json");
  try {
    finished_gate(kit, results);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_THAT(error.what(), HasSubstr("record.json is of another kit"));
  }
}

// Whoever makes a kit again can tell by its hash that it is the same, and a result that was begun
// with the one goes on with the other.
TEST_F(GateKit, OfNoCallIsTheSameEachTime) {
  const auto packed = [&](std::uint64_t seed, const std::string& filter) {
    const GateSide side = side_of("a/", {run::program_to_run("intel", "guest-x86_64")});
    record::GateQuestion question;
    question.seed = seed;
    question.filter = filter;
    return pack_gate(question, {side, side}).files.back().bytes;
  };
  EXPECT_EQ(packed(1, "good/short"), packed(2, "good/short"));
  const auto one = read_question(packed(1, "good/short")), other = read_question(packed(1, "good"));
  EXPECT_NE(one.seed, other.seed);
  EXPECT_EQ(one.day, sys::utc_now().substr(0, 10));
}

// What can't be started is named by its place inside the kit: a record that comes back says nothing
// of folders.
TEST_F(GateKit, LeavesNoPathInItsRecord) {
  const fs::path kit = bench_.folder.path() / "kit", results = bench_.folder.path() / "results";
  const GateParcel packed = parcel();
  sys::write_whole(kit / kKitQuestion, packed.files.back().bytes);
  for (const char* side : {"base", "head"}) {
    const fs::path program = kit / "programs" / side / "guest";
    sys::write_whole(program, "no program");
    fs::permissions(program, fs::perms::owner_all);
  }
  base::NoProgress progress;
  const auto record = measure_gate({}, kit, results, bench_.instruments(), progress);
  const auto& rows = record.paired->benchmarks;
  ASSERT_FALSE(rows.empty());
  EXPECT_THAT(rows.front().outcome.reason, HasSubstr(" programs/base/guest"));
  EXPECT_THAT(record::to_json(record).dump(), Not(HasSubstr(bench_.folder.path().string())));
}

TEST_F(GateKit, IsToldByItsQuestion) {
  KitManifest manifest;
  EXPECT_FALSE(is_gate(manifest));
  manifest.files = parcel().files;
  EXPECT_TRUE(is_gate(manifest));
}

}  // namespace
}  // namespace assay::work
