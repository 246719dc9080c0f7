// SPDX-License-Identifier: Apache-2.0
#include "present/gate_markdown.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/text.h"
#include "present/gates_test.h"
#include "present/markdown_room.h"

namespace assay::present {
namespace {

using judge::Gate;
using judge::Verdict;
using testing::HasSubstr;
using testing::Not;

TEST(GateMarkdown, IsATableWithTheCalmRowsFoldedAndCommandsToRepeatTheOthers) {
  EXPECT_EQ(markdown_text(small_gate()),
            "### Assay gate: 1 regressed, 1 inconclusive, 1 not-slower, 1 identical\n"
            "\n"
            "| verdict | benchmark | change | 95 % interval | blocks | reasons |\n"
            "| :--- | :--- | ---: | ---: | ---: | :--- |\n"
            "| **regressed** | <code>libc/memcpy/64</code> | +5.2 % | +4.8 % to +5.6 % | 17 |  |\n"
            "| inconclusive | <code>libc/strlen/8</code> | +0.3 % |  | 28 | a change under 3.1 % "
            "would not have been seen |\n"
            "\n"
            "<details><summary>How to measure these again</summary>\n"
            "\n"
            "    assay gate base head --filter '^libc/memcpy/64$' --seed 42\n"
            "    assay gate base head --filter '^libc/strlen/8$' --seed 42\n"
            "\n"
            "</details>\n"
            "\n"
            "<details><summary>No action needed: 1 not-slower, 1 identical</summary>\n"
            "\n"
            "| verdict | benchmark | change | 95 % interval | blocks | reasons |\n"
            "| :--- | :--- | ---: | ---: | ---: | :--- |\n"
            "| not-slower | <code>libc/qsort</code> | -0.1 % | -1.0 % to +0.8 % | 5 |  |\n"
            "| identical | <code>libc/memset/8</code> |  |  |  |  |\n"
            "\n"
            "</details>\n"
            "\n"
            "Seed 42.\n");
}

TEST(GateMarkdown, IsShortWhenThereIsNothing) {
  EXPECT_EQ(markdown_text(Gate{}), "### Assay gate: nothing to compare\n\nSeed 0.\n");
}

TEST(GateMarkdown, SaysLoudlyThatAHostIsUnfitAndWhatOnlyOneSideHas) {
  Gate gate = small_gate();
  gate.unfit = "s differs from its own copy by +3.0 %";
  gate.added = {"libc/new", "libc/newer"};
  gate.removed = {"libc/old"};
  EXPECT_THAT(markdown_text(gate),
              HasSubstr("\n\n> **HOST UNFIT: s differs from its own copy by +3.0 %. Times of "
                        "this run decide nothing.**\n"
                        "\nOnly in BASE: <code>libc/old</code>\n"
                        "\nOnly in HEAD: <code>libc/new</code>, <code>libc/newer</code>\n"));
}

// What is left of the hostile text is code blocks, our own tags and entities.
TEST(GateMarkdown, KeepsAHostileNameInItsCell) {
  const std::string text = markdown_text(hostile_gate());
  for (const std::string& line : base::split(text, '\n')) {
    if (line.starts_with("    ")) continue;  // indented code
    if (line.starts_with("|")) {
      EXPECT_EQ(std::ranges::count(line, '|'), 7) << line;
    }
    EXPECT_THAT(line, Not(HasSubstr("`")));
    EXPECT_THAT(line, Not(HasSubstr("<script")));
    EXPECT_THAT(line, Not(HasSubstr("@")));
    if (line.find("</details>") != std::string::npos) {
      EXPECT_EQ(line, "</details>");
    }
  }
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\r")));
  EXPECT_THAT(text, HasSubstr("| **failed** | <code>libc/a&#124;b&#96;c&#60;script&#62;"));
}

TEST(GateMarkdown, IsCutAtTheEndOfARowAndSaysHowMuchIsLeftOut) {
  Gate gate;
  for (int number = 0; number < 1000; ++number) {
    gate.rows.push_back({.name = "libc/" + std::string(100, 'x') + std::to_string(number),
                         .verdict = Verdict::inconclusive,
                         .reproduce = std::string(50, 'y')});
  }
  for (int number = 0; number < 500; ++number) {
    gate.rows.push_back({.name = "libc/calm", .verdict = Verdict::not_slower});
  }
  const std::string text = markdown_text(gate);
  EXPECT_LE(text.size(), kMostMarkdown);
  EXPECT_GE(text.size(), kMostMarkdown - 4096);
  std::size_t shown = 0, commands = 0;
  for (const std::string& line : base::split(text, '\n')) {
    shown += line.starts_with("| inconclusive ") ? 1 : 0;
    commands += line == "    " + std::string(50, 'y') ? 1 : 0;
  }
  EXPECT_GT(shown, 200u);
  EXPECT_EQ(commands, shown);
  EXPECT_THAT(text, Not(HasSubstr("calm")));
  EXPECT_THAT(text, HasSubstr("\n**Left out " + std::to_string(1500 - shown) +
                              " of 1500 rows to stay below 64 KiB; " +
                              std::to_string(1000 - shown) + " of them call for attention.**"));
}

TEST(GateMarkdown, FoldsWhatMakesUpAChange) {
  Gate gate = small_gate();
  gate.explanations = {small_explanation()};
  gate.explanations[0].functions[0].name = "f</details>@all`";
  EXPECT_THAT(
      markdown_text(gate),
      HasSubstr("<details><summary>What makes up <code>tiny/work</code></summary>\n\n"
                "    tiny/work on riscv64-gc, counted: instructions per iteration, no times\n"
                "    base  head  change  function\n"
                "     100   110     +10  f</details>@all`\n"));
  gate.explanations.assign(200, gate.explanations[0]);
  const std::string text = markdown_text(gate);
  EXPECT_LE(text.size(), kMostMarkdown);
  EXPECT_THAT(text, HasSubstr("of 200 explanations to stay below 64 KiB."));
}

TEST(GateMarkdown, StaysBelowTheLimitWithTheWorstNames) {
  Gate gate = hostile_gate();
  const std::string worst(100'000, '@');
  gate.unfit = worst;
  gate.added.assign(1000, worst);
  gate.removed = gate.added;
  gate.rows.assign(1000, {.name = worst, .red = true, .reasons = {worst}, .reproduce = worst});
  gate.notes.assign(400, worst);
  const std::string text = markdown_text(gate);
  EXPECT_LE(text.size(), kMostMarkdown);
  EXPECT_THAT(text, HasSubstr(" of 400 notes to stay below 64 KiB."));
  EXPECT_THAT(text, HasSubstr("</code> and 998 more\n"));
  EXPECT_THAT(text, HasSubstr("**Left out 9"));
}

TEST(Markdown, SaysThatNothingWasComparedAndWhatWasLeftOut) {
  const std::string text = markdown_text(empty_gate());
  EXPECT_THAT(text, testing::HasSubstr("> **NOTHING COMPARED: no program of BASE"));
  EXPECT_THAT(text,
              testing::HasSubstr("Left out of HEAD: <code>a/old</code>, <code>c</code> (it is "
                                 "stripped); <code>b&#60;c&#62;</code> (it is not executable"));
}

}  // namespace
}  // namespace assay::present
