// SPDX-License-Identifier: Apache-2.0
#include "image/linux_config.h"

#include <gmock/gmock.h>

namespace assay::image {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ConfigText, HasALineForEachOption) {
  EXPECT_EQ(config_text({{"CONFIG_SMP", "y"}, {"CONFIG_NR_CPUS", "8"}}),
            "CONFIG_SMP=y\nCONFIG_NR_CPUS=8\n");
}

// As the kernel writes .config: what is off is a comment or is not there at all.
constexpr std::string_view kConfig =
    "#\n# Automatically generated file; DO NOT EDIT.\n#\nCONFIG_SMP=y\n# CONFIG_NET is not set\n"
    "CONFIG_NR_CPUS=8\nCONFIG_CMDLINE=\"a=b c\"\n";

TEST(LostOptions, AreThoseThatAreNotAsAskedFor) {
  EXPECT_THAT(lost_options({{"CONFIG_SMP", "y"},
                            {"CONFIG_NR_CPUS", "8"},
                            {"CONFIG_NET", "n"},
                            {"CONFIG_BLOCK", "n"},
                            {"CONFIG_CMDLINE", "\"a=b c\""}},
                           kConfig),
              IsEmpty());
  EXPECT_THAT(lost_options({{"CONFIG_NET", "y"},
                            {"CONFIG_UNIX", "y"},
                            {"CONFIG_SMP", "n"},
                            {"CONFIG_NR_CPUS", "16"}},
                           kConfig),
              ElementsAre("CONFIG_NET=y", "CONFIG_UNIX=y", "CONFIG_SMP=n", "CONFIG_NR_CPUS=16"));
}

}  // namespace
}  // namespace assay::image
