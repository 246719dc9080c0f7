// SPDX-License-Identifier: Apache-2.0
#include "cli/manual.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "cli/about.h"
#include "cli/commands.h"

namespace assay::cli {
namespace {

using testing::HasSubstr;

const ManualHead kHead{.version = "1.2.3", .date = "2026-11-30"};

CommandSpec a_command() {
  return {.name = "sample",
          .summary = "a sub-command for a test",
          .description = "Does 'this' and `that`, C:\\path, ~/x and ^y.",
          .positional = "FILE...",
          .most = 2,
          .options =
              {{.name = "-o,--own", .value = "FILE", .help = ".hidden is no macro", .list = true}},
          .examples = {{"assay sample --own=.hidden 'a b'", "an example"}}};
}

// How groff and mandoc show the pages is looked at by package_test.py.
TEST(Manual, HasTheWholeHelpInTheMacrosOfMan) {
  const auto page = manual_page(a_command(), kHead);
  EXPECT_THAT(page, HasSubstr(".TH ASSAY\\-SAMPLE 1 2026-11-30 \"assay 1.2.3\"\n"));
  EXPECT_THAT(page, HasSubstr("assay\\-sample \\- a sub\\-command for a test\n"));
  EXPECT_THAT(page, HasSubstr("\\fBassay sample\\fR [\\fIoption\\fR...] FILE...\n"));
  EXPECT_THAT(
      page, HasSubstr("Does \\(aqthis\\(aq and \\(gathat\\(ga, C:\\epath, \\(ti/x and \\(hay.\n"));
  EXPECT_THAT(
      page, HasSubstr("\\fB\\-o\\fR, \\fB\\-\\-own\\fR \\fIFILE\\fR\n\\&.hidden is no macro. May"));
  EXPECT_THAT(page,
              HasSubstr("\\fBassay sample \\-\\-own=.hidden \\(aqa b\\(aq\\fR\nan example\n"));
}

TEST(Manual, OfEverySubCommandHasAllItsOptionsAndNoFault) {
  for (const auto& command : commands()) {
    const auto spec = command.spec();
    const auto page = manual_page(spec, kHead);
    EXPECT_THAT(page, HasSubstr(manual_text(spec.description)));
    for (const auto& option : all_options(spec)) {
      EXPECT_THAT(page, HasSubstr(manual_text("--" + long_name(option)))) << spec.name;
    }
  }
}

TEST(Manual, OfTheProgramNamesEveryPageAndExitCode) {
  std::vector<CommandSpec> specs{a_command()};
  const auto page = manual_overview(specs, kHead);
  EXPECT_THAT(page, HasSubstr(".BR assay\\-sample (1)\n"));
  EXPECT_THAT(page, HasSubstr(".TP\n130\n"));
  for (const auto& line : base::split(page, '\n')) EXPECT_LE(line.size(), 1000u);
}

TEST(Manual, TextIsNeverAMacro) {
  EXPECT_EQ(manual_text(".TH x"), "\\&.TH x");
  EXPECT_EQ(manual_text("a\n.b"), "a\n\\&.b");
  EXPECT_EQ(manual_text("it's --x"), "it\\(aqs \\-\\-x");
}

std::vector<CommandSpec> every_spec() {
  std::vector<CommandSpec> specs;
  for (const auto& command : commands()) specs.push_back(command.spec());
  return specs;
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
    const auto text = terminal::overview(kAbout, every_spec(), columns);
    for (const auto& spec : every_spec()) EXPECT_THAT(text, HasSubstr("\n  " + spec.name + " "));
    for (const auto& line : base::split(text, '\n')) {
      EXPECT_LE(line.size(), static_cast<std::size_t>(columns)) << line;
    }
  }
}

}  // namespace
}  // namespace assay::cli
