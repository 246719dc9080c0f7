// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "cli/commands.h"

namespace assay::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

CommandSpec stew() {
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

std::vector<CommandSpec> every_spec() {
  std::vector<CommandSpec> specs;
  for (const auto& command : commands()) specs.push_back(command.spec());
  return specs;
}

TEST(Help, ShowsUsageExamplesAndOptionsBesideWhatTheyDo) {
  const auto text = help(stew(), 100);
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
  const auto text = help(stew(), 100);
  for (const auto& option : all_options(stew())) {
    EXPECT_THAT(text, HasSubstr("--" + long_name(option)));
  }
  EXPECT_THAT(text, HasSubstr("--filter"));
  for (const char* other : {"--target", "--runner", "--dry-run", "--jobs", "--color"}) {
    EXPECT_THAT(text, Not(HasSubstr(other)));
  }
}

TEST(Help, BreaksLinesBetweenWordsAtTheTerminalsWidth) {
  EXPECT_THAT(help(stew(), 60), HasSubstr("what goes in (repeatable, or\n"
                                          "                            a,b)\n"));
  EXPECT_EQ(help(stew(), 20), help(stew(), 60));
  EXPECT_EQ(help(stew(), 500), help(stew(), 100));
}

TEST(Help, OfEverySubCommandFitsTheTerminal) {
  for (const int columns : {60, 80, 100}) {
    for (const auto& spec : every_spec()) {
      for (const auto& line : base::split(help(spec, columns), '\n')) {
        const bool command = line.starts_with("  assay ") || line.starts_with("  sudo ");
        const auto room = command ? 80u : static_cast<std::size_t>(columns);
        EXPECT_LE(line.size(), room) << line;
      }
    }
  }
}

TEST(Overview, ListsEverySubCommandAndFitsTheTerminal) {
  for (const int columns : {60, 80, 100}) {
    const auto text = overview(every_spec(), columns);
    for (const auto& spec : every_spec()) EXPECT_THAT(text, HasSubstr("\n  " + spec.name + " "));
    for (const auto& line : base::split(text, '\n')) {
      EXPECT_LE(line.size(), static_cast<std::size_t>(columns)) << line;
    }
  }
}

}  // namespace
}  // namespace assay::cli
