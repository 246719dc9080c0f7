// SPDX-License-Identifier: Apache-2.0
#include "terminal/help.h"

#include <gmock/gmock.h>

namespace assay::terminal {
namespace {

using testing::HasSubstr;
using testing::Not;

CommandSpec stew_to_describe() {
  return {.name = "stew",
          .summary = "cook",
          .description = "Cooks what it is given.",
          .positional = "POT [LID]",
          .least = 1,
          .most = 2,
          .shared = {.filter = true},
          .options = {{.name = "-o,--output", .value = "FILE", .help = "where it goes"},
                      {.name = "--herb", .value = "NAME", .help = "what goes in", .list = true},
                      {.name = "--leave-it-on-the-stove", .value = "MINUTES", .help = "how long"}},
          .examples = {{"assay stew pot", "the usual"}}};
}

TEST(Help, ShowsUsageExamplesAndOptionsBesideWhatTheyDo) {
  const auto text = help(stew_to_describe(), 100);
  EXPECT_THAT(text, testing::StartsWith("usage: assay stew [option...] POT [LID]\n\n"
                                        "Cooks what it is given.\n\n"
                                        "examples:\n"
                                        "  assay stew pot\n"
                                        "      the usual\n\n"
                                        "options:\n"
                                        "  -o, --output FILE         where it goes\n"
                                        "  --herb NAME               what goes in (repeatable, or "
                                        "a,b)\n"
                                        "  --leave-it-on-the-stove MINUTES\n"
                                        "                            how long\n"));
}

TEST(Help, ShowsEveryOptionOfTheSubCommandAndNoOther) {
  const auto text = help(stew_to_describe(), 100);
  for (const auto& option : all_options(stew_to_describe())) {
    EXPECT_THAT(text, HasSubstr("--" + long_name(option)));
  }
  EXPECT_THAT(text, HasSubstr("--filter"));
  for (const char* other : {"--target", "--runner", "--dry-run", "--jobs", "--color"}) {
    EXPECT_THAT(text, Not(HasSubstr(other)));
  }
}

TEST(Help, BreaksLinesBetweenWordsAtTheTerminalsWidth) {
  EXPECT_THAT(help(stew_to_describe(), 60), HasSubstr("what goes in (repeatable, or\n"
                                                      "                            a,b)\n"));
  EXPECT_EQ(help(stew_to_describe(), 20), help(stew_to_describe(), 60));
  EXPECT_EQ(help(stew_to_describe(), 500), help(stew_to_describe(), 100));
}

TEST(Help, NamesTheProgramOfTheSubCommand) {
  auto spec = stew_to_describe();
  spec.program = "kitchen";
  EXPECT_THAT(help(spec, 80), testing::StartsWith("usage: kitchen stew [option...] POT [LID]\n"));
}

TEST(Overview, SaysWhatTheProgramIsAndListsItsSubCommands) {
  const auto text = overview({.program = "kitchen", .text = "Cooks."}, {stew_to_describe()}, 80);
  EXPECT_THAT(text, testing::StartsWith("usage: kitchen SUBCOMMAND [option...] [argument...]\n\n"
                                        "Cooks.\n\n"
                                        "sub-commands:\n"
                                        "  stew        cook\n"));
  EXPECT_THAT(text, HasSubstr("\n  kitchen --version "));
}

TEST(Overview, LeavesOutWhatIsForPrograms) {
  auto spec = stew_to_describe();
  spec.listed = false;
  const auto text = overview({.program = "kitchen", .text = "Cooks."}, {spec}, 80);
  EXPECT_THAT(text, testing::Not(HasSubstr("stew")));
}

}  // namespace
}  // namespace assay::terminal
