// SPDX-License-Identifier: Apache-2.0
#include "judge/name_pairing.h"

#include <gmock/gmock.h>

namespace assay::judge {
namespace {

using ::testing::ElementsAre;

TEST(PairedNames, HoldEveryNameOnceInTheOrderOfTheirNumbers) {
  EXPECT_THAT(paired_names({{"m/copy/1024", "m/copy/64"}, {"m/copy/64", "m/add/9"}}, {}),
              ElementsAre("m/add/9", "m/copy/64", "m/copy/1024"));
}

TEST(PairedNames, StandSuiteBySuiteInTheOrderGiven) {
  EXPECT_THAT(paired_names({{"c/x/2", "m/x"}, {"c/x/10", "b/x"}}, {"m", "c"}),
              ElementsAre("m/x", "c/x/2", "c/x/10", "b/x"));
}

TEST(NaturalOrder, IsStrictAlsoWhereNumbersAreWrittenDifferently) {
  const char* ordered[] = {"", "a", "a/01", "a/1", "a/2", "a/10", "a/10/b", "b"};
  for (std::size_t i = 0; i < std::size(ordered); ++i) {
    for (std::size_t j = 0; j < std::size(ordered); ++j) {
      EXPECT_EQ(natural_less(ordered[i], ordered[j]), i < j) << ordered[i] << " " << ordered[j];
    }
  }
}

}  // namespace
}  // namespace assay::judge
