// SPDX-License-Identifier: Apache-2.0
// The program on a terminal: its lists and help fit the width, and what is longer than the screen
// goes through a pager, which changes nothing else.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "cli/journey.h"
#include "sys/environment.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

const fs::path kProgram = fs::path(ASSAY_BINARY_DIR) / "assay";

// A pager that keeps what it was given.
class Kept {
 public:
  std::string command() const { return "tee " + file_.string(); }
  bool used() const { return fs::exists(file_); }
  std::string text() const { return sys::read_file(file_, kFileLimit); }

 private:
  sys::TemporaryFolder folder_;
  fs::path file_ = folder_.path() / "paged";
};

TEST(TerminalJourney, ListsFitEightyColumnsInOnePiece) {
  for (const char* list : {"targets", "systems", "suites", "toolchains", "doctor"}) {
    const auto ran = run_on_terminal(kProgram, {list, "--no-pager", "--color", "never"},
                                     {.rows = 24, .columns = 80});
    ASSERT_EQ(ran.status, 0) << ran.out;
    const auto lines = base::split(ran.out, '\n');
    for (const auto& line : lines) {
      // A path is not broken.
      const bool path = line.find('/') != std::string::npos && std::string(list) == "doctor";
      if (path) continue;
      EXPECT_LE(base::display_width(line), 80u) << list << ": " << line;
    }
    // Where columns don't fit, the first one is repeated in a second block below.
    for (const char* head : {"target  ", "os  ", "suite  ", "toolchain  ", "tool  ", "kind  "}) {
      const auto blocks = std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
        return line.starts_with(head);
      });
      EXPECT_LE(blocks, 1) << head << ran.out;
    }
  }
}

TEST(TerminalJourney, SystemsHaveARowForArchitecturesThatAreEqual) {
  const auto rows = [](const Ran& ran) {
    const auto lines = base::split(ran.out, '\n');
    return std::find(lines.begin(), lines.end(), "") - lines.begin();
  };
  const auto joined = assay({"systems"}), every = assay({"systems", "--all"});
  EXPECT_THAT(joined.out, HasSubstr("arch"));
  EXPECT_LE(rows(joined), 20);
  EXPECT_GT(rows(every), rows(joined));
  EXPECT_THAT(every.out, HasSubstr("title"));
}

TEST(TerminalJourney, LongTextsGoThroughThePagerAndShortOnesDoNot) {
  const auto paged = [](std::vector<std::string> words, unsigned short rows) {
    const Kept pager;
    const auto ran = run_on_terminal(
        kProgram, std::move(words),
        {.rows = rows, .columns = 100, .environment = {{"ASSAY_PAGER", pager.command()}}});
    EXPECT_EQ(ran.status, 0) << ran.out;
    EXPECT_EQ(pager.used() ? pager.text() : ran.out, ran.out);
    return pager.used();
  };
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"help", "run"}, {"run", "--help"}, {"--help"}, {"suites"}}) {
    EXPECT_TRUE(paged(words, 4));
    EXPECT_FALSE(paged(words, 500));
  }
  EXPECT_FALSE(paged({"run", "--help", "--no-pager"}, 4));
  EXPECT_FALSE(paged({"suites", "--no-pager"}, 4));
}

TEST(TerminalJourney, NobodyIsPagedAgainstTheirWill) {
  const auto expected = assay({"help", "run"}).out;
  const std::vector<std::vector<std::pair<std::string, std::string>>> unwilling{
      {{"PAGER", ""}},
      {{"PAGER", "cat"}},
      {{"PAGER", "less"}, {"ASSAY_PAGER", "cat"}},
      {{"PAGER", "less"}, {"TERM", "dumb"}},
      {{"PAGER", "no-such-pager"}}};
  for (const auto& environment : unwilling) {
    const auto ran = run_on_terminal(kProgram, {"help", "run"},
                                     {.rows = 4, .columns = 100, .environment = environment});
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.out, expected);
  }
  // Nor is what is no terminal.
  const Kept pager;
  setenv("ASSAY_PAGER", pager.command().c_str(), 1);
  EXPECT_EQ(assay({"help", "run"}).out, expected);
  unsetenv("ASSAY_PAGER");
  EXPECT_FALSE(pager.used());
}

TEST(TerminalJourney, APagerKeepsTheExitCodeEvenWhenItQuitsEarly) {
  const Kept kept;
  for (const std::string& pager : {kept.command(), std::string("true"), std::string("false")}) {
    const auto ran =
        run_on_terminal(kProgram, {}, {.rows = 4, .environment = {{"ASSAY_PAGER", pager}}});
    EXPECT_EQ(ran.status, 2) << pager;  // no sub-command was named
  }
  EXPECT_THAT(kept.text(), HasSubstr("usage: assay SUBCOMMAND"));
}

TEST(TerminalJourney, LessTakesCtrlCAndItsOwnEnd) {
  ASSERT_TRUE(sys::find_program("less")) << "scripts/setup installs it";
  const auto ran = run_on_terminal(kProgram, {"help", "run"},
                                   {.rows = 10,
                                    .columns = 80,
                                    .first = "usage: assay run",
                                    .keys = "\x03q",
                                    .environment = {{"ASSAY_PAGER", "less -FRX"}}});
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, HasSubstr("usage: assay run"));
  EXPECT_THAT(ran.out, Not(HasSubstr("--no-config")));  // it stands on a later page
}

}  // namespace
}  // namespace assay::cli
