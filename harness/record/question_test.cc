// SPDX-License-Identifier: Apache-2.0
#include "record/question.h"

#include <gtest/gtest.h>

namespace assay::record {
namespace {

TEST(Question, NamesWhatWasExplained) {
  EXPECT_EQ(to_text(Explained::none), "none");
  EXPECT_EQ(to_text(Explained::red), "red");
  EXPECT_EQ(to_text(Explained::all), "all");
}

}  // namespace
}  // namespace assay::record
