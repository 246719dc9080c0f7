// SPDX-License-Identifier: Apache-2.0
#include "catalog/kernel_fragment.h"

#include <gmock/gmock.h>

#include "catalog/problems_test.h"

namespace assay::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

KernelFragment good_fragment(std::string_view file, std::string_view text) {
  std::vector<base::Problem> problems;
  auto fragment = read_kernel_fragment(text, file, problems);
  EXPECT_THAT(lines(problems), IsEmpty());
  return fragment;
}

std::vector<std::string> faults_of_fragment(std::string_view file, std::string_view text) {
  std::vector<base::Problem> problems;
  read_kernel_fragment(text, file, problems);
  return lines(problems);
}

TEST(ReadKernelFragment, KeepsNamePurposeAndOptions) {
  const auto fragment =
      good_fragment("os/kernel/base.aarch64.config",
                    "# SPDX-License-Identifier: Apache-2.0\n# QEMU's virt\n# machine.\n"
                    "CONFIG_A=y\n\n# why B\nCONFIG_B=n\nCONFIG_HZ=100\n"
                    "CONFIG_LINE=\"quiet loglevel=3\"\n");
  EXPECT_EQ(fragment.name, "base");
  EXPECT_EQ(fragment.arch, "aarch64");
  EXPECT_EQ(fragment.purpose, "QEMU's virt machine.");
  EXPECT_THAT(fragment.options,
              ElementsAre(Pair("CONFIG_A", "y"), Pair("CONFIG_B", "n"), Pair("CONFIG_HZ", "100"),
                          Pair("CONFIG_LINE", "\"quiet loglevel=3\"")));
  EXPECT_EQ(good_fragment("smp.config", "# CPUs\n").arch, "");
}

TEST(ReadKernelFragment, NamesFileLineAndWhatIsNoOption) {
  EXPECT_THAT(faults_of_fragment("k/smp.config",
                                 "# CPUs\nCONFIG_SMP\nSMP=y\nCONFIG_A=m\nCONFIG_B=\"a\\\"\n"),
              ElementsAre("k/smp.config:2:1: \"CONFIG_SMP\" is not a kernel option; "
                          "write CONFIG_NAME=y, =n, =NUMBER or =\"STRING\"",
                          "k/smp.config:3:1: \"SMP=y\" is not a kernel option; "
                          "write CONFIG_NAME=y, =n, =NUMBER or =\"STRING\"",
                          "k/smp.config:4:1: \"CONFIG_A=m\" is not a kernel option; "
                          "write CONFIG_NAME=y, =n, =NUMBER or =\"STRING\"",
                          "k/smp.config:5:1: \"CONFIG_B=\"a\\\"\" is not a kernel option; "
                          "write CONFIG_NAME=y, =n, =NUMBER or =\"STRING\""));
  EXPECT_THAT(faults_of_fragment("k/smp.config", "CONFIG_SMP=y\n"),
              ElementsAre("k/smp.config:1:1: does not say what it is for; "
                          "begin with a comment that says what the fragment is for"));
  EXPECT_THAT(faults_of_fragment("k/smp.arm46.config", "# CPUs\n"),
              ElementsAre("k/smp.arm46.config: \"arm46\" is not an architecture; "
                          "name the file NAME.config or NAME.ARCH.config"));
}

TEST(MergedOptions, TakesTheArchitecturesOwnAfterTheCommonAndTheLaterNameLast) {
  const std::vector<KernelFragment> fragments{
      good_fragment("base.riscv64.config", "# r\nCONFIG_A=y\n"),
      good_fragment("base.config", "# b\nCONFIG_A=n\nCONFIG_B=y\nCONFIG_C=y\n"),
      good_fragment("base.aarch64.config", "# a\nCONFIG_D=y\n"),
      good_fragment("small.config", "# s\nCONFIG_C=n\n"),
      good_fragment("net.config", "# n\nCONFIG_NET=y\n")};
  EXPECT_THAT(merged_options(fragments, {"base", "small"}, "riscv64"),
              ElementsAre(Pair("CONFIG_A", "y"), Pair("CONFIG_B", "y"), Pair("CONFIG_C", "n")));
  EXPECT_THAT(merged_options(fragments, {"base"}, "aarch64"),
              ElementsAre(Pair("CONFIG_A", "n"), Pair("CONFIG_B", "y"), Pair("CONFIG_C", "y"),
                          Pair("CONFIG_D", "y")));
}

}  // namespace
}  // namespace assay::catalog
