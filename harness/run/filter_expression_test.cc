// SPDX-License-Identifier: Apache-2.0
#include "run/filter_expression.h"

#include <gtest/gtest.h>

#include <regex>

namespace assay::run {
namespace {

std::vector<std::string> selected(const std::vector<std::string>& names,
                                  const std::vector<std::size_t>& wanted,
                                  std::regex::flag_type grammar) {
  const std::regex expression(filter_expression(names, wanted), grammar);
  std::vector<std::string> result;
  for (const std::string& name : names) {
    if (std::regex_search(name, expression)) result.push_back(name);
  }
  return result;
}

TEST(FilterExpression, OfAllIsTheWordAll) {
  EXPECT_EQ(filter_expression({"a", "b/1"}, {0, 1}), "all");
}

TEST(FilterExpression, IsCutWhereNoOtherNameSharesTheBeginning) {
  EXPECT_EQ(filter_expression({"copy/64", "copy/128", "scale/64"}, {0, 1}), "^c");
  EXPECT_EQ(filter_expression({"a/64", "a/640", "b"}, {0}), "^a/64$");
  EXPECT_EQ(filter_expression({"add", "and", "sub"}, {0, 2}), "^(ad|s)");
}

TEST(FilterExpression, SelectsExactlyEverySubsetInBothGrammars) {
  const std::vector<std::string> names{"a",        "a/1",     "a/10",        "a(b)+[c]", "a.b",
                                       "vec<int>", "x|y^$\\", "x|y^$\\/{2}", "-a",       "a b"};
  for (std::size_t subset = 1; subset < (1u << names.size()) - 1; ++subset) {
    std::vector<std::size_t> wanted;
    std::vector<std::string> expected;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if ((subset >> i & 1) == 0) continue;
      wanted.push_back(i);
      expected.push_back(names[i]);
    }
    ASSERT_EQ(selected(names, wanted, std::regex::ECMAScript), expected);
    ASSERT_EQ(selected(names, wanted, std::regex::extended), expected);
  }
}

TEST(FilterExpression, SelectsEveryOneOfEqualNames) {
  EXPECT_EQ(selected({"a", "b", "a"}, {2}, std::regex::ECMAScript),
            (std::vector<std::string>{"a", "a"}));
}

}  // namespace
}  // namespace assay::run
