// SPDX-License-Identifier: Apache-2.0
#include "work/gate_side.h"

#include <gmock/gmock.h>

#include "work/gate_sides_test.h"

namespace assay::work {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

record::CellRecord cell_run_by(const std::string& runner, record::Domain domain) {
  record::CellRecord cell;
  cell.cell = {"arm", "clang", "debian-12", "guest"};
  cell.place.runner = runner;
  cell.domain = domain;
  return cell;
}

TEST(GateSide, IsKeptWithItsProgramsOrWithTheCellsOfItsRecord) {
  GateSide programs = side_of("git:HEAD", {run::program_to_run("arm", "guest-aarch64")});
  programs.source = std::string(40, 'c');
  programs.programs[0].built = base::Outcome::failed("compile-error", "no");
  const record::AskedSide asked = asked_of(programs);
  EXPECT_EQ(asked.word, "git:HEAD");
  EXPECT_EQ(asked.commit, std::string(40, 'c'));
  ASSERT_THAT(asked.cells, SizeIs(1));
  EXPECT_EQ(asked.cells[0].built.code, "compile-error");
  EXPECT_EQ(asked.cells[0].program, programs.programs[0].program);

  const record::AskedSide of_record =
      asked_of(side_of("run.json", {cell_run_by("qemu-user", record::Domain::emu_count)}));
  EXPECT_EQ(of_record.record, "20261125T120351Z-3f9a01");
  EXPECT_THAT(of_record.cells, SizeIs(1));
}

TEST(GateSide, GivesTheCountsOfARecordAndNoVariants) {
  auto variant = cell_run_by("qemu-user", record::Domain::emu_count);
  variant.place.emulator.emplace().variant = "sve512";
  std::vector<record::Host> hosts{run::host_here()};
  const auto counted = counted_cells(
      side_of("run.json", {cell_run_by("native", record::Domain::hw_time),
                           cell_run_by("qemu-user", record::Domain::emu_count), variant}),
      hosts);
  ASSERT_THAT(counted, SizeIs(1));
  EXPECT_EQ(counted[0].place.runner, "qemu-user");
  // The record's own host came along.
  ASSERT_THAT(hosts, SizeIs(2));
  EXPECT_EQ(hosts[counted[0].place.host], record::Host{});
  try {
    counted_cells(side_of("run.json", {cell_run_by("native", record::Domain::hw_time)}), hosts);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("run.json holds no counts"));
  }
}

TEST(SameCode, AsksWhatIsLoaded) {
  const auto program = [](const std::string& file) {
    return *run::program_to_run("intel", file).program;
  };
  EXPECT_TRUE(same_code(program("guest-x86_64"), program("guest-x86_64")));
  EXPECT_TRUE(same_code(program("guest-x86_64"), program("stripped-x86_64")));
  EXPECT_FALSE(same_code(program("guest-x86_64"), program("dynamic-x86_64")));
}

}  // namespace
}  // namespace assay::work
