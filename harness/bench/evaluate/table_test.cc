// SPDX-License-Identifier: Apache-2.0
#include "evaluate/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace assay::evaluate {
namespace {

using testing::HasSubstr;

Line line(const std::string& method, const std::string& head, std::vector<Answer> answers) {
  return {.task = {0, "quiet", method, head, ""},
          .set = "published",
          .created = "2026-01-02T03:04:05Z",
          .harness = "0.1.0",
          .machine = "virtualised",
          .answers = std::move(answers)};
}

TEST(Table, CountsWhatEachMethodCalledWithClopperPearsonLimits) {
  const std::string text = table(
      {line("assay", "copy",
            {{.kernel = "divide", .verdict = "not-slower", .seconds = 0.5},
             {.kernel = "map_10k", .verdict = "inconclusive", .seconds = 1.5}}),
       line("compare.py", "copy", {{.kernel = "divide", .verdict = "faster", .seconds = 10}}),
       line("assay", "plus5",
            {{.kernel = "divide",
              .verdict = "regressed",
              .ratio = 1.0488,
              .low = 1.04,
              .high = 1.06,
              .seconds = 2}}),
       line("assay", "layout2", {{.kernel = "divide", .verdict = "inconclusive", .ratio = 0}})});
  // 0 of 2: the upper limit is 1 - 0.025^(1/2) = 84.2 %. Mean 1, median 1.
  EXPECT_THAT(text, HasSubstr("| assay | 0/2 = 0 % (0 to 84.2) | 0/2 = 0 % (0 to 84.2) | - | - | "
                              "1/1 = 100 % (2.5 to 100) | 1.00, 1.00 | 0.00, 2.00 |"));
  EXPECT_THAT(text, HasSubstr("| compare.py | 0/1 = 0 % (0 to 97.5) | 1/1 = 100 % (2.5 to 100)"));
  EXPECT_THAT(text, HasSubstr("| G10 | unchanged that end not-slower | 97 % | 1/2 = 50 %"));
  EXPECT_THAT(text, HasSubstr("| divide | +0.00 % | - | - | +4.88 % | - | - | - | - | "
                              "1/1 = 100 % (2.5 to 100) | 1/1 = 100 % (2.5 to 100) |"));
  EXPECT_THAT(text,
              HasSubstr("| G11 | 95 % intervals that hold the true ratio, to 0.05 %; exactly | "
                        "93 to 97 % | 1/1"));
}

TEST(Table, CountsWhatIsCalledOnAnUnfitHost) {
  const std::vector<Answer> answers{{.kernel = "divide", .verdict = "regressed"},
                                    {.kernel = "map_10k", .verdict = "unfit"}};
  Line fit = line("assay", "copy", answers), unfit = fit;
  unfit.unfit = "noise";
  EXPECT_THAT(table({fit, unfit}), HasSubstr("| quiet | 1/2 = 50 % (1.3 to 98.7) | - | - |"));
  EXPECT_THAT(table({fit}), HasSubstr("| quiet | - | - | - |"));
}

TEST(Table, CountsHowOftenAPlainKernelIsMeasuredInItsUsualMode) {
  Line once = line("assay", "copy",
                   {{.kernel = "sort_128", .mode = "calls", .verdict = "not-slower"},
                    {.kernel = "scan_8m", .mode = "processes", .verdict = "not-slower"}});
  once.set = "plain";
  Line again = once, other = once;
  other.answers[0].mode = "processes";
  EXPECT_THAT(table({once, again, other}),
              HasSubstr("| P5 | measured in the kernel's usual mode | 99 % | 5/6 = 83.3 %"));
  EXPECT_THAT(table({once}), testing::Not(HasSubstr("compare.py")));
}

TEST(Table, CountsCompareWordsUnderEachNoise) {
  const Answer tie{.kernel = "divide", .mode = {}, .verdict = "tie", .low = 0.99, .high = 1.01};
  Answer slower = tie;
  slower.verdict = "slower";
  slower.low = 1.04;
  slower.high = 1.06;
  const Answer mean{.kernel = "geometric mean", .mode = {}, .verdict = "different"};
  std::vector<Line> lines{line("words", "copy", {tie, slower, mean}),
                          line("words", "plus5", {slower})};
  for (Line& each : lines) each.set = "words";
  // Of unchanged rows one of two was called slower; two of three intervals hold the ratio.
  EXPECT_THAT(table(lines), HasSubstr("| quiet | 1/2 = 50 % (1.3 to 98.7) | 1/2 = 50 % (1.3 to "
                                      "98.7) | 0/2 = 0 % (0 to 84.2) | 1/1 = 100 % (2.5 to 100) | "
                                      "- | 1/1 = 100 % (2.5 to 100) | 2/3 = 66.7 %"));
}

TEST(Table, RefusesNothingAndTwoSets) {
  EXPECT_THROW(table({}), base::Error);
  Line other = line("assay", "copy", {});
  other.set = "tuning";
  EXPECT_THROW(table({line("assay", "copy", {}), other}), base::Error);
}

}  // namespace
}  // namespace assay::evaluate
