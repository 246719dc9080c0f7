// SPDX-License-Identifier: Apache-2.0
#include "work/foreign_programs.h"

#include <gmock/gmock.h>

#include "run/guests_test.h"

namespace assay::work {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::SizeIs;

catalog::Catalog catalog_here() {
  catalog::Catalog catalog = run::catalog_here();
  for (auto& target : catalog.targets) target.default_for_arch = true;
  return catalog;
}

std::string guest(const std::string& name) { return run::built("guests/" + name).string(); }

std::string fault(const std::string& file, const std::string& wanted) {
  try {
    foreign_program(catalog_here(), file, wanted);
  } catch (const base::Error& error) {
    return error.what();
  }
  return {};
}

TEST(ForeignProgram, IsACellOfItsArchitecturesTargetNamedAfterTheFile) {
  const auto program = foreign_program(catalog_here(), guest("guest-aarch64"), "");
  EXPECT_EQ(program.cell, (catalog::Cell{"arm", "unknown", "unknown", "guest-aarch64"}));
  EXPECT_EQ(program.program->arch, "aarch64");
  EXPECT_EQ(program.program->linkage, "static");
  EXPECT_EQ(program.program->sha256, run::hash_of(guest("guest-aarch64")));
  EXPECT_EQ(program.program->compiler, "unknown");
}

TEST(ForeignProgram, RefusesWhatNoTargetRuns) {
  EXPECT_THAT(fault(guest("guest-aarch64"), "intel"),
              HasSubstr("is a program for aarch64, and intel is x86_64"));
  EXPECT_THAT(fault(guest("guest-riscv64"), ""), HasSubstr("no target is the default for riscv64"));
  EXPECT_THAT(fault("/proc/version", ""), HasSubstr("is not an ELF program"));
  EXPECT_THAT(fault(guest("guest-aarch64"), "arn"), HasSubstr("did you mean \"arm\"?"));
}

TEST(FindForeignProgram, PassesOverWhatHasNoLoopToMeasure) {
  const auto found = [](const fs::path& file) {
    return find_foreign_program(catalog_here(), file, "");
  };
  EXPECT_TRUE(found(guest("guest-x86_64")).program.has_value());
  EXPECT_EQ(found(guest("guest-x86_64")).left_out, "");
  EXPECT_FALSE(found(guest("stripped-x86_64")).program.has_value());
  EXPECT_THAT(found(guest("stripped-x86_64")).left_out, HasSubstr("stripped"));
  EXPECT_FALSE(found("/proc/version").program.has_value());
  EXPECT_EQ(found("/proc/version").left_out, "");
  EXPECT_EQ(found("/nowhere").left_out, "");
  EXPECT_EQ(found("/proc/self/exe").left_out, "it does not contain Google Benchmark");

  const sys::TemporaryFolder folder;
  const fs::path locked = folder.path() / "locked";
  sys::copy_file(guest("guest-x86_64"), locked);
  fs::permissions(locked, fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_FALSE(may_be_run(locked));
  EXPECT_EQ(found(locked).left_out, "it is not executable");
}

TEST(ForeignPrograms, AreRefusedWhenTwoWouldBeOneCell) {
  const std::vector<std::string> two{guest("guest-aarch64"), guest("guest-x86_64")};
  EXPECT_THAT(foreign_programs(catalog_here(), two, ""), SizeIs(2));
  EXPECT_THROW(foreign_programs(catalog_here(), {two[0], two[0]}, ""), base::Error);
}

}  // namespace
}  // namespace assay::work
