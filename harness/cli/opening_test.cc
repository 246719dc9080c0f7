// SPDX-License-Identifier: Apache-2.0
#include "cli/opening.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "sys/parallel.h"

namespace assay::cli {
namespace {

TEST(Jobs, AreTheCpusUnlessTheWordsSayOtherwise) {
  EXPECT_EQ(jobs({}), sys::available_cpus());
  Arguments words;
  words.values["jobs"] = {"3"};
  EXPECT_EQ(jobs(words), 3u);
  words.values["jobs"] = {"0"};
  EXPECT_THROW(jobs(words), base::Error);
}

}  // namespace
}  // namespace assay::cli
