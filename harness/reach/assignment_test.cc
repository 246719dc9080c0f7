// SPDX-License-Identifier: Apache-2.0
#include "reach/assignment.h"

#include <gmock/gmock.h>

namespace assay::reach {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

catalog::Target target(const std::string& name, const std::string& arch,
                       const std::vector<std::string>& features = {}) {
  catalog::Target target;
  target.name = name;
  target.arch = arch;
  target.requires_features = features;
  return target;
}

PlaceHost place(const std::string& name, const std::string& arch,
                const std::vector<std::string>& features = {"fp"}) {
  PlaceHost place{.name = name, .host = {}};
  place.host.fingerprint = {{"arch", arch}};
  place.host.features = features;
  return place;
}

TEST(Assignment, EveryTargetIsMeasuredAtEveryPlaceThatCanExecuteIt) {
  const Assignment all = assign(
      {target("riscv", "riscv64"), target("arm", "aarch64"), target("arm-sve", "aarch64", {"sve"})},
      {place("lab1", "aarch64"), place("lab2", "aarch64", {"fp", "sve"}),
       place("lab3", "riscv64")});
  std::vector<std::string> pairs;
  for (const auto& [t, p] : all.pairs) pairs.push_back(std::to_string(t) + ":" + std::to_string(p));
  EXPECT_THAT(pairs, ElementsAre("0:2", "1:0", "1:1", "2:1"));
  EXPECT_THAT(all.targets_left, IsEmpty());
  EXPECT_THAT(all.places_left, IsEmpty());
}

TEST(Assignment, WhatGotNothingIsNamed) {
  const Assignment some = assign({target("arm", "aarch64"), target("arm-sve", "aarch64", {"sve"})},
                                 {place("lab1", "aarch64"), place("lab3", "riscv64")});
  ASSERT_EQ(some.targets_left.size(), 1u);
  EXPECT_EQ(some.targets_left[0].target, 1u);
  EXPECT_THAT(some.targets_left[0].why,
              AllOf(HasSubstr("no place can execute arm-sve"), HasSubstr("lab1: "),
                    HasSubstr("sve"), HasSubstr("lab3: ")));
  EXPECT_THAT(some.places_left, ElementsAre("lab3 can execute none of the targets"));
}

}  // namespace
}  // namespace assay::reach
