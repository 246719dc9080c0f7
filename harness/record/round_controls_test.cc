// SPDX-License-Identifier: Apache-2.0
#include "record/round_controls.h"

#include <gmock/gmock.h>

namespace assay::record {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kNonceOfControls =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

// By hashlib, zlib.crc32 and a walk in Python, which gives the values of checksums.toml for the
// seed 0.
TEST(RoundControls, AreWhatOtherProgramsFindForTheSeed) {
  EXPECT_EQ(control_seed(kNonceOfControls), "8a0a8989943a53e5");
  EXPECT_THAT(expected_controls("compute", kNonceOfControls),
              ElementsAre(Control{"compute/sha256/4096", "90a7f6b94ff922ea"},
                          Control{"compute/crc32/table/4096", "00000000d8d12962"}));
  EXPECT_THAT(expected_controls("memory", kNonceOfControls),
              ElementsAre(Control{"memory/chase/16384", "efe3954ff970de1a"}));
}

TEST(RoundControls, DifferForEachNonceAndAreOfTwoSuitesOnly) {
  EXPECT_NE(expected_controls("memory", std::string(64, '0')),
            expected_controls("memory", std::string(64, '1')));
  EXPECT_THAT(expected_controls("libc", kNonceOfControls), IsEmpty());
}

}  // namespace
}  // namespace assay::record
