// SPDX-License-Identifier: Apache-2.0
#include "run/controls.h"

#include <gmock/gmock.h>

#include "record/round_controls.h"
#include "run/made_up_test.h"

namespace assay::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kNonceOfRun(64, '7');

TEST(RunControls, RunsThoseOfTheSuiteWithTheSeedOfTheRound) {
  const std::string seed = record::control_seed(kNonceOfRun);
  const std::vector<std::string> names{"other", "crc32/table/4096", "sha256/4096"};
  EXPECT_THAT(run_controls(made_up_program(names), names, "compute", kNonceOfRun),
              ElementsAre(record::Control{"compute/crc32/table/4096", seed},
                          record::Control{"compute/sha256/4096", seed}));
}

TEST(RunControls, StartsNothingWhereThereAreNone) {
  const Launcher none{.program = "/nonexistent"};
  EXPECT_THAT(run_controls(none, {"other"}, "compute", kNonceOfRun), IsEmpty());
  EXPECT_THAT(run_controls(none, {"sha256/4096"}, "libc", kNonceOfRun), IsEmpty());
}

}  // namespace
}  // namespace assay::run
