// SPDX-License-Identifier: Apache-2.0
#include "cli/settings.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "cli/commands.h"
#include "sys/files.h"
#include "sys/variable_test.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

CommandSpec spec_of(std::string_view name) {
  for (const auto& command : commands()) {
    if (command.spec().name == name) return command.spec();
  }
  return {};
}

std::string fault_of_settings(std::string_view bytes) {
  try {
    static_cast<void>(read_settings(bytes, "p/assay.toml"));
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "none";
}

TEST(ReadSettings, TakesEveryKeyAsTheOptionsHaveIt) {
  const auto settings = read_settings(
      "target = [\"x86-64-v3\", \"riscv64-gc\"]\ntoolchain = \"gcc\"\nos = \"debian-12\"\n"
      "suite = [\"libc\"]\nfilter = \"str|mem\"\nformat = \"markdown\"\nmargin = \"1 %\"\n"
      "floor = \"0\"\nbudget = 300\n",
      "assay.toml");
  EXPECT_THAT(
      settings.values,
      ElementsAre(Pair("budget", ElementsAre("300")), Pair("filter", ElementsAre("str|mem")),
                  Pair("floor", ElementsAre("0")), Pair("format", ElementsAre("markdown")),
                  Pair("margin", ElementsAre("1 %")), Pair("os", ElementsAre("debian-12")),
                  Pair("suite", ElementsAre("libc")),
                  Pair("target", ElementsAre("x86-64-v3", "riscv64-gc")),
                  Pair("toolchain", ElementsAre("gcc"))));
  EXPECT_EQ(settings.values.size(), setting_keys().size());
  EXPECT_THAT(read_settings("# nothing\n", "assay.toml").values, IsEmpty());
}

TEST(ReadSettings, LeavesPlacesToWhoeverReachesThem) {
  EXPECT_TRUE(read_settings("[place.lab1]\nssh = \"board\"\n", "p/assay.toml").values.empty());
}

TEST(ReadSettings, RefusesWhatIsWrongWithItsPlace) {
  const std::pair<const char*, const char*> cases[] = {
      {"targte = \"x\"\n",
       "p/assay.toml:1:1: defaults: unknown key \"targte\", did you mean \"target\"?"},
      {"\nmargin = 2\n",
       "p/assay.toml:2:10: defaults margin: expected a string, found a whole number"},
      {"margin = \"x\"\n", "p/assay.toml:1:10: defaults margin: \"x\" is not a percentage"},
      {"budget = 0\n", "p/assay.toml:1:10: defaults budget: expected seconds"},
      {"budget = \"5\"\n", "p/assay.toml:1:10: defaults budget: expected a whole number"},
      {"format = \"markdwon\"\n", "is not a format, did you mean \"markdown\"?"},
      {"filter = \"a(\"\n", "p/assay.toml:1:10: defaults filter: "},
      {"target = [1]\n", "p/assay.toml:1:11: defaults target: expected a list of strings"},
      {"target = \n", "p/assay.toml:1:"},
      {"[run]\ntarget = \"x\"\n", "p/assay.toml:1:2: defaults: unknown key \"run\""},
  };
  for (const auto& [bytes, message] : cases) {
    EXPECT_THAT(fault_of_settings(bytes), HasSubstr(message)) << bytes;
  }
}

TEST(ReadSettings, NamesEveryProblemAtOnce) {
  const auto message = fault_of_settings("targte = \"x\"\nmargin = 2\n");
  EXPECT_THAT(message, HasSubstr("targte"));
  EXPECT_THAT(message, HasSubstr("margin"));
}

// Nothing that a file of a stranger's repository could do harm with.
TEST(ReadSettings, HasNoKeysForCommandsEnvironmentsAndPaths) {
  for (const char* key : {"pager", "environment", "suite-dir", "output", "accept", "write"}) {
    EXPECT_THAT(fault_of_settings(std::string(key) + " = \"x\"\n"), HasSubstr("unknown key"))
        << key;
  }
}

Arguments with_defaults(const std::string& command, const std::vector<std::string>& words,
                        std::vector<std::string>* added = nullptr) {
  const auto settings = read_settings(
      "target = \"t\"\nfilter = \"f\"\nformat = \"markdown\"\nmargin = \"1%\"\nbudget = 9\n", "f");
  const auto spec = spec_of(command);
  auto parsed = parse(spec, words).words;
  const auto names = add_defaults(settings, spec, parsed);
  if (added != nullptr) *added = names;
  return parsed;
}

TEST(AddDefaults, FillsWhatTheCommandLineLeavesOpen) {
  std::vector<std::string> added;
  const auto words = with_defaults("gate", {"a", "b", "--margin", "3%"}, &added);
  EXPECT_THAT(added, ElementsAre("target", "filter", "format", "budget"));
  EXPECT_EQ(words.text("target"), "t");
  EXPECT_EQ(words.text("margin"), "3%");
  EXPECT_EQ(words.format(), "markdown");
}

TEST(AddDefaults, TellsWhoseTheyAre) {
  const auto words = with_defaults("gate", {"a", "b", "--margin", "3%"});
  EXPECT_THAT(words.of_project, ElementsAre("budget", "filter", "format", "target"));
  EXPECT_THAT(words.of_user, IsEmpty());
}

TEST(AddDefaults, LeavesAloneWhatASubCommandDoesNotTake) {
  std::vector<std::string> added;
  with_defaults("import", {"x", "--target", "own"}, &added);
  EXPECT_THAT(added, IsEmpty());
  with_defaults("explain", {"a", "b", "c"}, &added);  // it has no --filter
  EXPECT_THAT(added, ElementsAre("target", "format"));
  with_defaults("show", {"record"}, &added);  // a default would hide what a record holds
  EXPECT_THAT(added, ElementsAre("format"));
  with_defaults("targets", {}, &added);  // it has no such format
  EXPECT_THAT(added, IsEmpty());
  with_defaults("run", {"--binary", "x"}, &added);  // targets of suites, not of one's own programs
  EXPECT_THAT(added, ElementsAre("filter", "budget"));
  with_defaults("run", {"--on", "lab1"}, &added);  // which has no budget, so that nobody is refused
  EXPECT_THAT(added, ElementsAre("target", "filter"));
}

TEST(AddDefaults, JsonWinsOverAFormat) {
  EXPECT_EQ(with_defaults("gate", {"a", "b", "--json"}).format(), "json");
}

TEST(ProjectFile, IsTheNearestUpToTheRepositorysRoot) {
  const sys::TemporaryFolder folder;
  const fs::path above = folder.path(), root = above / "repository", deep = root / "a/b";
  fs::create_directories(deep);
  sys::write_whole(above / "assay.toml", "");
  EXPECT_EQ(project_file(deep), "");  // outside a repository only the folder's own
  sys::write_whole(root / ".git", "gitdir: elsewhere\n");
  EXPECT_EQ(project_file(deep), "");  // above the root
  sys::write_whole(root / "assay.toml", "");
  EXPECT_EQ(project_file(deep), root / "assay.toml");
  EXPECT_EQ(project_file(root), root / "assay.toml");
  sys::write_whole(root / "a/assay.toml", "");
  EXPECT_EQ(project_file(deep), root / "a/assay.toml");
  EXPECT_EQ(project_file(above), above / "assay.toml");
}

TEST(UserFile, StandsWhereTheEnvironmentSays) {
  const sys::TemporaryFolder folder;
  const fs::path home = folder.path() / "home", config = folder.path() / "config";
  sys::write_whole(home / ".config/assay/assay.toml", "");
  sys::write_whole(config / "assay/assay.toml", "");
  const sys::ScopedVariable at_home("HOME", home.c_str());
  {
    const sys::ScopedVariable elsewhere("XDG_CONFIG_HOME", config.c_str());
    EXPECT_EQ(user_file(), config / "assay/assay.toml");
  }
  const sys::ScopedVariable relative("XDG_CONFIG_HOME", "config");
  EXPECT_EQ(user_file(), home / ".config/assay/assay.toml");
  fs::remove_all(home);
  EXPECT_EQ(user_file(), "");
}

}  // namespace
}  // namespace assay::cli
