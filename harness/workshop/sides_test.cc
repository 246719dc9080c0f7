// SPDX-License-Identifier: Apache-2.0
#include "workshop/sides.h"

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>

#include "base/error.h"
#include "run/guests_test.h"
#include "sys/files.h"
#include "sys/trees.h"
#include "work/local_records.h"
#include "workshop/workshop_test.h"

namespace assay::workshop {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class FindSide : public testing::Test {
 protected:
  work::GateSide find(const std::string& word, const catalog::Selection& selection = {}) {
    base::NoProgress progress;
    return find_side(word, tiny_.space, {.selection = selection, .jobs = 2}, progress);
  }
  std::string fault(const std::string& word, const catalog::Selection& selection = {}) {
    try {
      find(word, selection);
    } catch (const base::Error& error) {
      return error.what();
    }
    return {};
  }
  fs::path copy(const std::string& guest, const std::string& name) {
    const fs::path to = tiny_.folder.path() / "programs" / name;
    sys::make_folder(to.parent_path());
    sys::copy_file(run::built("guests/" + guest), to);
    return to;
  }
  TinyWorkspace tiny_;
};

TEST_F(FindSide, TakesAProgramOrAFolderOfPrograms) {
  const fs::path program = copy("guest-aarch64", "a/libc");
  copy("guest-x86_64", "b/libc");
  sys::write_whole(program.parent_path() / "notes.txt", "no program\n");
  const auto one = find(program.string());
  ASSERT_THAT(one.programs, SizeIs(1));
  EXPECT_EQ(one.programs[0].cell, (catalog::Cell{"some-arm", "unknown", "unknown", "libc"}));
  EXPECT_THAT(find((tiny_.folder.path() / "programs").string()).programs, SizeIs(2));
  EXPECT_THAT(fault(tiny_.tree.benchmarks().string()), HasSubstr("contains no Google Benchmark"));
}

TEST_F(FindSide, TellsTargetsBeforeAnythingIsBuilt) {
  const auto targets = [&](const std::string& word, const catalog::Selection& selection) {
    return targets_to_build(word, tiny_.space, selection);
  };
  EXPECT_THAT(targets("git:HEAD", {}), ElementsAre("some-arm", "some-pc"));
  EXPECT_THAT(targets("toolchain=clang", {}), ElementsAre("some-arm", "some-pc"));
  EXPECT_THAT(targets("toolchain=clang", {.targets = {"some-pc"}}), ElementsAre("some-pc"));
  EXPECT_THAT(targets("target=some-arm", {}), ElementsAre("some-arm"));
  const std::string program = copy("guest-aarch64", "a/libc").string();
  for (const std::string& there : {program, "old=" + program, std::string("latest")}) {
    EXPECT_THAT(targets(there, {}), IsEmpty()) << there;
  }
}

TEST_F(FindSide, RefusesTwoProgramsOfOneSuiteForOneTarget) {
  copy("guest-aarch64", "a/libc");
  copy("dynamic-aarch64", "b/libc");
  EXPECT_THAT(fault((tiny_.folder.path() / "programs").string()),
              HasSubstr("contains two programs of libc for some-arm"));
}

TEST_F(FindSide, ListsProgramsThatCannotTakePart) {
  copy("guest-aarch64", "libc");
  copy("stripped-x86_64", "old/memory");
  sys::write_whole(tiny_.folder.path() / "programs/notes.txt", "no program\n");
  const auto folder = (tiny_.folder.path() / "programs").string();
  const auto side = find(folder);
  EXPECT_THAT(side.programs, SizeIs(1));
  ASSERT_THAT(side.left_out, SizeIs(1));
  EXPECT_EQ(side.left_out[0].file, "old/memory");
  EXPECT_THAT(side.left_out[0].reason, HasSubstr("stripped"));
  EXPECT_THAT(fault((tiny_.folder.path() / "programs/old").string()),
              HasSubstr("that can take part; memory: it is stripped"));
}

TEST_F(FindSide, TakesAProgramUnderAName) {
  const fs::path program = copy("guest-aarch64", "a=b/libc");
  EXPECT_EQ(find(program.string()).programs.at(0).cell.suite, "libc");  // a path, not a name
  const auto named = find("sort=" + program.string());
  EXPECT_EQ(named.programs.at(0).cell.suite, "sort");
  EXPECT_EQ(named.programs.at(0).program->path, program.string());
  EXPECT_THAT(fault("sort=" + program.parent_path().string()), HasSubstr("this is a folder"));
  EXPECT_THAT(fault("a/b=" + program.string()), HasSubstr("a name must not contain /"));
  EXPECT_THAT(fault("sort=/nowhere"), HasSubstr("NAME=FILE"));
  fs::permissions(program, fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_THAT(fault(program.string()), HasSubstr("is not executable"));
}

TEST_F(FindSide, PairsTwoSingleFilesWhateverTheirNames) {
  const auto old = copy("guest-aarch64", "old").string();
  const auto next = copy("dynamic-aarch64", "new").string();
  base::NoProgress progress;
  const auto names = [&](const std::string& base, const std::string& head,
                         const catalog::Selection& selection = {}) {
    const auto both = find_sides(base, head, tiny_.space, {.selection = selection}, progress);
    const auto name = [](const work::GateSide& side) {
      return side.programs.empty() ? std::string() : side.programs[0].cell.suite;
    };
    return std::pair(name(both.base), name(both.head));
  };
  using Names = std::pair<std::string, std::string>;
  EXPECT_EQ(names(old, next), Names("new", "new"));
  EXPECT_EQ(names("sort=" + old, next), Names("sort", "sort"));
  EXPECT_EQ(names(old, "sort=" + next), Names("sort", "sort"));
  EXPECT_EQ(names("heap=" + old, "sort=" + next), Names("sort", "sort"));
  EXPECT_EQ(names(old, next, {.suites = {"new"}}), Names("new", "new"));
  EXPECT_THROW(names(old, next, {.suites = {"old"}}), base::Error);
  // A folder's programs keep their names.
  EXPECT_EQ(names(fs::path(old).parent_path().string(), next, {.suites = {"old"}}),
            Names("old", ""));
}

TEST_F(FindSide, BuildsAChangeOfTheSelection) {
  const auto side = find("toolchain=clang,flags=-DONE -DTWO", {.targets = {"some-arm"}});
  EXPECT_EQ(side.selection.toolchains, std::vector<std::string>{"clang"});
  EXPECT_EQ(side.selection.flags, (std::vector<std::string>{"-DONE", "-DTWO"}));
  ASSERT_THAT(side.programs, SizeIs(1));
  EXPECT_TRUE(side.programs[0].built.good()) << side.programs[0].built.reason;
  EXPECT_THAT(side.programs[0].program->flags, testing::IsSupersetOf({"-DONE", "-DTWO"}));
  EXPECT_THAT(fault("tolchain=gcc"), HasSubstr("did you mean \"toolchain\"?"));
}

TEST_F(FindSide, DropsCellsOfFlagsThatNobodyAskedForInTwoWeeks) {
  const fs::path all = tiny_.space.folders.cache / "flags";
  const auto now = fs::file_time_type::clock::now();
  for (const auto& [name, days] : {std::pair("unused", 15), std::pair("used", 13)}) {
    sys::write_whole(all / name / "arm/clang/debian/tiny", "");
    fs::last_write_time(all / name, now - std::chrono::hours(24) * days);
  }
  const std::string word = "toolchain=clang,flags=-DONE";
  const auto side = find(word, {.targets = {"some-arm"}});
  ASSERT_THAT(side.programs, SizeIs(1));
  const fs::path program = side.programs[0].program->path;
  const fs::path own = all / *program.lexically_relative(all).begin();
  EXPECT_TRUE(fs::exists(program));
  EXPECT_FALSE(fs::exists(all / "unused"));
  EXPECT_TRUE(fs::exists(all / "used"));

  // Asking keeps it.
  fs::last_write_time(own, now - std::chrono::hours(24) * 15);
  find(word, {.targets = {"some-arm"}});
  EXPECT_GT(fs::last_write_time(own), now - std::chrono::hours(1));
  EXPECT_TRUE(fs::exists(program));
}

TEST_F(FindSide, TakesARecordByItsNameOrFile) {
  record::Record record;
  record.created = "2026-11-24T01:00:00Z";
  record.provenance = "measured";
  record.harness = {"0.1.0", std::string(40, 'a')};
  record.hosts[0].host_class = "virtualised";
  auto& cell = record.cells.emplace_back();
  cell.cell = {"some-arm", "clang", "debian", "tiny"};
  cell.place.runner = "qemu-user";
  cell.domain = record::Domain::emu_count;
  cell.benchmarks.resize(1);
  cell.benchmarks[0].name = "tiny/a";
  const auto path = work::save_record(record, tiny_.space.folders.records, {});
  EXPECT_EQ(find(path.string()).record->id, record.id);
  EXPECT_EQ(find("some-arm").record->id, record.id);
  EXPECT_THAT(fault("./nowhere"), HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace assay::workshop
