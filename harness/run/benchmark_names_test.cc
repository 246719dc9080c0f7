// SPDX-License-Identifier: Apache-2.0
#include "run/benchmark_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ParseList, KeepsTheOrderAndNamesGivenTwice) {
  EXPECT_THAT(parse_list("b/1\na\r\nb/1\n"), ElementsAre("b/1", "a", "b/1"));
}

TEST(ParseList, LeavesOutWhatNoNameLooksLike) {
  EXPECT_THAT(parse_list("\n \x1b[31mred\n\xff\xfe\n" + std::string(1001, 'x') + "\nvec<a, b>/2"),
              ElementsAre("vec<a, b>/2"));
  EXPECT_THAT(parse_list(""), IsEmpty());
}

TEST(UniqueNames, NumberTheSecondAndLaterOnes) {
  EXPECT_THAT(unique_names({"a", "b", "a", "a"}), ElementsAre("a", "b", "a#2", "a#3"));
}

TEST(SettingsOf, AreWhatTheLibraryAppends) {
  const NameSettings all = settings_of("f/64/iterations:7/repeats:3/real_time/threads:4");
  EXPECT_EQ(all.threads, 4u);
  EXPECT_EQ(all.repetitions, 3u);
  EXPECT_TRUE(all.fixed_iterations);
  const NameSettings none = settings_of("threads/64");
  EXPECT_EQ(none.threads, 1u);
  EXPECT_EQ(none.repetitions, 1u);
  EXPECT_FALSE(none.fixed_iterations);
}

TEST(UniqueNames, AreUniqueThoughNamesLookLikeThem) {
  EXPECT_THAT(unique_names({"a", "a", "a#2", "a", "a#2"}),
              ElementsAre("a", "a#3", "a#2", "a#4", "a#2#2"));
}

}  // namespace
}  // namespace assay::run
