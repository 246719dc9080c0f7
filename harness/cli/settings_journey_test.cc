// SPDX-License-Identifier: Apache-2.0
// Files of defaults, as the program finds and takes them; docs/configuration.md describes them.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/text.h"
#include "cli/journey.h"
#include "cli/settings.h"
#include "record/record_json.h"
#include "sys/files.h"
#include "sys/variable_test.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// A repository whose programs are measured, with a folder in it to stand in.
class Project {
 public:
  explicit Project(const std::string& settings) {
    fs::create_directories(root() / ".git");
    fs::create_directories(inside());
    sys::write_whole(root() / "assay.toml", settings);
  }
  fs::path root() const { return fs::canonical(folder_.path()); }
  fs::path inside() const { return root() / "src/deep"; }
  Ran assay(std::vector<std::string> words, const fs::path& folder) const {
    return run_program(fs::path(ASSAY_BINARY_DIR) / "assay", std::move(words), folder);
  }
  Ran assay(std::vector<std::string> words) const { return assay(std::move(words), inside()); }

 private:
  sys::TemporaryFolder folder_;
};

TEST(SettingsJourney, ARunSelectsWhatTheProjectSays) {
  const Project project("target = \"riscv64-gc\"\nsuite = [\"libc\"]\n");
  const auto cells = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"build", "--dry-run", "--json"});
    const auto ran = project.assay(std::move(words));
    const auto list = base::parse_json(ran.out, "cells");
    std::set<std::string> found;
    for (const auto& row : *list.find("rows")->array()) {
      found.insert(text(row, "target") + "/" + text(row, "suite"));
    }
    return found;
  };
  EXPECT_THAT(cells({}), ElementsAre("riscv64-gc/libc"));
  EXPECT_THAT(cells({"--suite", "compute"}), ElementsAre("riscv64-gc/compute"));
  EXPECT_GT(cells({"--no-config"}).size(), 20u);
}

TEST(SettingsJourney, TheProjectWinsOverTheUserAndTheCommandLineOverBoth) {
  const Project project("suite = \"libc\"\n"), user("");
  sys::write_whole(user.root() / "assay/assay.toml",
                   "suite = \"memory\"\ntarget = \"riscv64-gc\"\n");
  const sys::ScopedVariable config("XDG_CONFIG_HOME", user.root().c_str());
  const auto ran = project.assay({"build", "--dry-run", "-v"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("libc"));
  EXPECT_THAT(ran.out, Not(HasSubstr("memory")));
  EXPECT_THAT(ran.err, HasSubstr("defaults from " + (project.root() / "assay.toml").string() +
                                 ": --suite\ndefaults from " +
                                 (user.root() / "assay/assay.toml").string() + ": --target\n"));
  EXPECT_THAT(project.assay({"build", "--dry-run"}).err, Not(HasSubstr("defaults")));
}

TEST(SettingsJourney, WhatIsWrongIsSaidWithItsPlace) {
  const Project project("target = \"riscv64-gc\"\nmargn = \"1%\"\n");
  const auto ran = project.assay({"suites"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr((project.root() / "assay.toml").string() +
                                 ":2:1: defaults: unknown key \"margn\", did you mean "
                                 "\"margin\"?"));
  EXPECT_EQ(project.assay({"suites", "--no-config"}).status, 0);
  EXPECT_EQ(project.assay({"suites", "--help"}).status, 0);
}

TEST(SettingsJourney, AnUnknownNameIsTracedToItsFile) {
  const Project project("target = \"riscv64-gd\"\n");
  const auto ran = project.assay({"build", "--dry-run"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("defaults from " + (project.root() / "assay.toml").string()));
  EXPECT_THAT(ran.err, HasSubstr("did you mean \"riscv64-gc\""));
}

TEST(SettingsJourney, AGatesRecordHoldsTheValuesThatMattered) {
  const SmallTree tree("options", {"x86-64-v2"});  // built once for both
  tree.suite("tiny", R"(
void steady(benchmark::State& state) {
  std::uint64_t x = 1;
  for (auto _ : slices(state)) { x = steps(x); used(x); }
}
BENCHMARK(steady);
)");
  const Project project(
      "target = [\"x86-64-v2\"]\ntoolchain = \"clang\"\nfilter = \"stea\"\n"
      "margin = \"3 %\"\nfloor = \"0.5%\"\nbudget = 50\nformat = \"markdown\"\n");
  const auto run = tree.assay({"run", "--runner", "qemu-user", "-o", tree.at("run.json")});
  ASSERT_EQ(run.status, 0) << run.err;
  const auto record = tree.at("gate.json");
  const auto question = [&](std::vector<std::string> options) {
    const bool takes = std::find(options.begin(), options.end(), "--no-config") == options.end();
    options.insert(options.begin(), {"gate", tree.at("run.json").string(), "toolchain=clang",
                                     "--runner", "qemu-user", "-o", record.string()});
    const auto ran = run_program(tree.program(), std::move(options), project.inside());
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_EQ(ran.out.find("| :--- |") != std::string::npos, takes) << ran.out;  // its format
    return *record::parse_record(sys::read_file(record, kFileLimit), record.string()).question;
  };
  const auto from_file = question({});
  EXPECT_THAT(from_file.targets, ElementsAre("x86-64-v2"));
  EXPECT_THAT(from_file.head.selection.toolchains, ElementsAre("clang"));
  EXPECT_EQ(from_file.filter, "stea");
  EXPECT_DOUBLE_EQ(from_file.margin, 0.03);
  EXPECT_DOUBLE_EQ(from_file.floor, 0.005);
  EXPECT_EQ(from_file.budget, std::chrono::seconds(50));
  EXPECT_THAT(base::join(from_file.words, " "), HasSubstr("--margin 3 % --floor 0.5%"));
  EXPECT_THAT(from_file.project_settings,
              ElementsAre("budget = 50", "filter = stea", "floor = 0.5%", "margin = 3 %",
                          "target = x86-64-v2", "toolchain = clang"));

  const auto typed = question({"--margin", "1%"});
  EXPECT_DOUBLE_EQ(typed.margin, 0.01);
  EXPECT_DOUBLE_EQ(typed.floor, 0.005);
  EXPECT_THAT(typed.project_settings, testing::Contains("floor = 0.5%"));
  EXPECT_THAT(typed.project_settings, Not(testing::Contains(HasSubstr("margin"))));

  const auto without = question({"--no-config"});
  EXPECT_DOUBLE_EQ(without.margin, 0.02);
  EXPECT_EQ(without.filter, "");
  EXPECT_FALSE(without.budget.has_value());
  EXPECT_THAT(without.project_settings, testing::IsEmpty());
}

// A change that brings its own file must not be green without a word.
TEST(SettingsJourney, AGateSaysWhatItsFilesNarrow) {
  const SmallTree tree("options", {"x86-64-v2"});
  tree.suite("tiny", R"(
void steady(benchmark::State& state) {
  std::uint64_t x = 1;
  for (auto _ : slices(state)) { x = steps(x); used(x); }
}
BENCHMARK(steady);
)");
  const Project project("toolchain = \"clang\"\nfloor = \"100 %\"\n"), user("");
  sys::write_whole(user.root() / "assay/assay.toml", "filter = \"stea\"\nbudget = 9\n");
  const sys::ScopedVariable config("XDG_CONFIG_HOME", user.root().c_str());
  const auto run =
      tree.assay({"run", "--no-config", "--runner", "qemu-user", "-o", tree.at("run.json")});
  ASSERT_EQ(run.status, 0) << run.err;
  const auto gate = [&](std::vector<std::string> options) {
    options.insert(options.begin(), {"gate", tree.at("run.json").string(), "toolchain=clang",
                                     "--runner", "qemu-user", "-o", tree.at("gate.json")});
    for (const char* format : {"markdown", "junit", "github", "gitlab", "sarif", "json"}) {
      options.push_back("--write");
      options.push_back(std::string(format) + "=" + tree.at(format).string());
    }
    return run_program(tree.program(), std::move(options), project.inside());
  };
  const auto ran = gate({});
  EXPECT_EQ(ran.status, 0) << ran.err;
  const std::string of_project = "assay.toml: floor = 100 %; toolchain = clang\n",
                    of_user = "settings of the user's own assay.toml: budget = 9; filter = stea\n";
  EXPECT_THAT(ran.out, HasSubstr("settings of the project's " + of_project));
  EXPECT_THAT(ran.out, HasSubstr(of_user));
  for (const char* format : {"markdown", "junit", "github", "gitlab", "sarif", "json"}) {
    const std::string text = sys::read_file(tree.at(format), kFileLimit);
    EXPECT_THAT(text, testing::ContainsRegex("floor [^ ]+ 100"));
    EXPECT_THAT(text, testing::ContainsRegex("filter [^ ]+ stea"));
  }
  // What was said is in the record.
  EXPECT_EQ(tree.assay({"show", tree.at("gate.json"), "-q", "--no-config"}).out, ran.out);
  EXPECT_THAT(gate({"--no-config"}).out, Not(HasSubstr("settings of")));
}

// Every key stands in a table of the page with the sub-commands that take it, and no other does.
TEST(Configuration, HasEveryKeyOnItsPage) {
  const auto page =
      sys::read_file(fs::path(ASSAY_SOURCE_DIR) / "docs/configuration.md", kFileLimit);
  std::map<std::string, std::vector<std::string>> documented;
  for (const auto& line : base::split(page, '\n')) {
    if (!line.starts_with("| `")) continue;
    const auto cells = base::split(line, '|');
    const auto words = base::split(cells.at(1), '`');
    auto& commands = documented[words.at(1)];
    const auto names = base::split(cells.at(cells.size() - 2), '`');
    for (std::size_t i = 1; i < names.size(); i += 2) commands.push_back(names[i]);
  }
  std::map<std::string, std::vector<std::string>> known;
  for (const auto& [name, commands] : setting_keys()) {
    known[std::string(name)] = {commands.begin(), commands.end()};
  }
  EXPECT_EQ(documented, known);
}

// The page's example is taken as it stands.
TEST(Configuration, HasAnExampleThatIsRead) {
  const auto page =
      sys::read_file(fs::path(ASSAY_SOURCE_DIR) / "docs/configuration.md", kFileLimit);
  const auto begin = page.find("```toml\n") + 8;
  const auto settings = read_settings(page.substr(begin, page.find("```", begin) - begin), "page");
  EXPECT_GE(settings.values.size(), 4u);
}

}  // namespace
}  // namespace assay::cli
