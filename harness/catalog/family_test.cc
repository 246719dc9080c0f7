// SPDX-License-Identifier: Apache-2.0
#include "catalog/family.h"

#include <gmock/gmock.h>

#include "catalog/problems_test.h"

namespace assay::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

ByFamily flags_of(std::string_view text, std::vector<base::Problem>& problems) {
  const auto root = base::parse_toml(text, "a.toml", problems);
  base::TomlReader reader(root, "the file", problems);
  auto flags = read_by_family(reader, "flags", problems);
  reader.finish();
  return flags;
}

TEST(ReadByFamily, KeepsTheFlagsOfEachFamilyInTheirOrder) {
  std::vector<base::Problem> problems;
  const auto flags =
      flags_of("flags = { gcc = [\"-b\", \"-a\"], clang = [\"{sysroot}\"] }", problems);
  EXPECT_THAT(of_family(flags, "gcc"), ElementsAre("-b", "-a"));
  EXPECT_THAT(of_family(flags, "clang"), ElementsAre("{sysroot}"));
  EXPECT_THAT(lines(problems), IsEmpty());
}

TEST(ReadByFamily, GivesNothingWhereNothingIsSaid) {
  std::vector<base::Problem> problems;
  EXPECT_THAT(flags_of("", problems), IsEmpty());
  EXPECT_THAT(flags_of("flags = { gcc = [] }", problems), IsEmpty());
  EXPECT_THAT(of_family({}, "gcc"), IsEmpty());
  EXPECT_THAT(lines(problems), IsEmpty());
}

TEST(ReadByFamily, RefusesOtherFamiliesAndWrongValues) {
  std::vector<base::Problem> problems;
  flags_of("[flags]\ngcc = \"-O2\"\nclnag = []\nicc = []\nclang = [\"{sysrot}\"]\n", problems);
  EXPECT_THAT(lines(problems),
              ElementsAre("a.toml:2:7: [flags] gcc: expected a list of strings, found a string",
                          StartsWith("a.toml:5:9: [flags] clang: {sysrot} stands for nothing, "
                                     "did you mean \"sysroot\"?"),
                          "a.toml:3:1: [flags]: unknown key \"clnag\", did you mean \"clang\"?",
                          StartsWith("a.toml:4:1: [flags]: unknown key \"icc\"")));
}

TEST(Families, AreThoseThatFlagsAreReadFor) {
  for (const auto& family : families()) {
    std::vector<base::Problem> problems;
    EXPECT_THAT(of_family(flags_of("flags." + family + " = [\"-O2\"]", problems), family),
                ElementsAre("-O2"));
  }
}

}  // namespace
}  // namespace assay::catalog
