// SPDX-License-Identifier: Apache-2.0
#include "judge/flaws.h"

#include <gmock/gmock.h>

namespace assay::judge {
namespace {

TEST(Flaws, TellOfEachCodeOnceWhereItWasFirstAndHowOften) {
  Flaws found;
  found.remark("odd", "/cells/0", "a is odd");
  found.refuse("wrong", "/cells/1", "b is wrong");
  found.remark("odd", "/cells/2", "c is odd");
  found.refuse("worse", "", "all of it");
  found.remark("odd", "/cells/3", "d is odd");
  EXPECT_THAT(
      found.take(),
      testing::ElementsAre(Flaw{"wrong", "/cells/1", "b is wrong", true},
                           Flaw{"worse", "", "all of it", true},
                           Flaw{"odd", "/cells/0", "a is odd; likewise in 2 more places", false}));
  EXPECT_THAT(found.take(), testing::IsEmpty());
}

}  // namespace
}  // namespace assay::judge
