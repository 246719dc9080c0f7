// SPDX-License-Identifier: Apache-2.0
#include "workshop/built_programs.h"

#include <gmock/gmock.h>

#include "workshop/workshop_test.h"

namespace assay::workshop {
namespace {

using testing::SizeIs;

TEST(BuiltPrograms, AreThoseOfTheCellsInTheirOrder) {
  TinyWorkspace tiny;
  tiny.tree.add_suite("broken", "int main() { return none; }\n");
  tiny.space.catalog = tiny.tree.catalog();
  base::NoProgress progress;
  const auto programs = built_programs(
      tiny.space,
      {{"some-arm", "clang", "debian", "tiny"}, {"some-arm", "clang", "debian", "broken"}}, {}, 2,
      progress);
  ASSERT_THAT(programs, SizeIs(2));
  EXPECT_TRUE(programs[0].built.good()) << programs[0].built.reason;
  EXPECT_EQ(programs[0].program->arch, "aarch64");
  EXPECT_FALSE(programs[0].boots);
  EXPECT_EQ(programs[1].built.code, "compile-error");
  EXPECT_FALSE(programs[1].program.has_value());
}

}  // namespace
}  // namespace assay::workshop
