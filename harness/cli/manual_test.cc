// SPDX-License-Identifier: Apache-2.0
#include "cli/manual.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "cli/commands.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::cli {
namespace {

using testing::AllOf;

using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kGroff = "groff";
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

// As man shows it, without bold; also what groff complains of.
struct Shown {
  std::string out, err;
};
Shown shown(const std::string& page) {
  const sys::TemporaryFolder folder;
  const auto file = folder.path() / "page.1";
  sys::write_whole(file, page);
  const auto ended = sys::run_process(
      {.argv = {kGroff, "-man", "-Tascii", "-P-cbou", "-ww", "-rLL=200n", file.string()}});
  EXPECT_TRUE(ended.exited(0)) << ended.err;
  return {ended.out, ended.err};
}

TEST(Manual, KeepsEveryCharacterOfTheHelp) {
  if (!sys::find_program("groff")) GTEST_SKIP() << "no groff here";
  const auto [out, err] = shown(manual_page(a_command(), kHead));
  EXPECT_THAT(err, IsEmpty());
  EXPECT_THAT(
      out, AllOf(HasSubstr("assay-sample - a sub-command for a test"),
                 HasSubstr("assay sample [option...] FILE..."),
                 HasSubstr("Does 'this' and `that`, C:\\path, ~/x and ^y."),
                 HasSubstr("-o, --own FILE"), HasSubstr(".hidden is no macro. May be given again"),
                 HasSubstr("assay sample --own=.hidden 'a b'"), HasSubstr("assay 1.2.3")));
}

TEST(Manual, OfEverySubCommandHasAllItsOptionsAndNoFault) {
  for (const auto& command : commands()) {
    const auto spec = command.spec();
    const auto page = manual_page(spec, kHead);
    EXPECT_THAT(page, HasSubstr(manual_text(spec.description)));
    for (const auto& option : all_options(spec)) {
      EXPECT_THAT(page, HasSubstr(manual_text("--" + long_name(option)))) << spec.name;
    }
    if (sys::find_program("groff")) {
      EXPECT_EQ(shown(page).err, "") << spec.name;
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

}  // namespace
}  // namespace assay::cli
