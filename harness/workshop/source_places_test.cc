// SPDX-License-Identifier: Apache-2.0
#include "workshop/source_places.h"

#include <gmock/gmock.h>

#include "sys/process.h"
#include "sys/trees.h"
#include "workshop/workshop_test.h"

namespace assay::workshop {
namespace {

namespace fs = std::filesystem;
using testing::Eq;
using testing::Optional;

TEST(PathInRepository, IsBelowTheFolderWithItsHistory) {
  const sys::TemporaryFolder folder;
  const fs::path root = folder.path() / "repo";
  sys::write_whole(root / ".git/HEAD", "ref: refs/heads/main\n");
  EXPECT_THAT(path_in_repository(root / "src/a.cc"), Optional(Eq("src/a.cc")));
  EXPECT_EQ(path_in_repository(folder.path() / "a.cc"), std::nullopt);

  // A work tree's .git is a file; a submodule's is too, and names another place.
  sys::write_whole(folder.path() / "tree/.git", "gitdir: /r/.git/worktrees/tree\n");
  EXPECT_THAT(path_in_repository(folder.path() / "tree/a.cc"), Optional(Eq("a.cc")));
  sys::write_whole(folder.path() / "module/.git", "gitdir: /r/.git/modules/module\n");
  EXPECT_EQ(path_in_repository(folder.path() / "module/a.cc"), std::nullopt);

  sys::write_whole(root / "build/_deps/other/.git/HEAD", "ref: refs/heads/main\n");
  EXPECT_EQ(path_in_repository(root / "build/_deps/other/a.cc"), std::nullopt);
}

TEST(PlaceIn, IsTheOnlyRegistrationWithTheLongestName) {
  const std::vector<SourceFile> files{{"/t/a.cc", {{"copy", 3}, {"copy/8", 4}, {"twice", 5}}},
                                      {"/t/b/c.cc", {{"move", 7}, {"twice", 8}}}};
  const auto place = [&](std::string_view name) {
    const auto found = place_in(files, name, "/t");
    return found ? to_text(*found) : "nowhere";
  };
  EXPECT_EQ(place("copy/64"), "a.cc:3");
  EXPECT_EQ(place("copy/8"), "a.cc:4");
  EXPECT_EQ(place("copy/8/threads:2"), "a.cc:4");
  EXPECT_EQ(place("move"), "b/c.cc:7");
  EXPECT_EQ(place("twice"), "nowhere");
  EXPECT_EQ(place("copy/far"), "nowhere");
  EXPECT_EQ(place_in(files, "move", "/elsewhere"), std::nullopt);  // and in no repository
}

class FindSourcePlaces : public testing::Test {
 protected:
  FindSourcePlaces() { sys::write_whole(root_ / ".git/HEAD", "ref: refs/heads/main\n"); }

  // The place of s/copy/64 when the head's program is this one.
  std::string place(const run::ProgramToRun& program, const fs::path& tree = {}) {
    const work::GateSide head{.word = "head",
                              .tree = tree,
                              .programs = {},
                              .record = {},
                              .catalog = tiny_.tree.catalog()};
    work::GatePlan plan;
    plan.timed = {{.base = &program, .head = &program, .prefix = "pc/"}};
    judge::Gate gate;
    gate.rows = {{.name = "pc/" + program.cell.suite + "/copy/64"}, {.name = "pc/other/copy/64"}};
    find_source_places(gate, head, plan, tiny_.space.capabilities);
    EXPECT_EQ(gate.rows[1].source, std::nullopt);
    return gate.rows[0].source ? to_text(*gate.rows[0].source) : "nowhere";
  }

  // A program that somebody else built, with these flags.
  run::ProgramToRun foreign(const std::vector<std::string>& flags) const {
    const fs::path source = root_ / "src/copy.cc";
    sys::write_whole(source,
                     "#define BENCHMARK(f) int f##_ = f()\n"
                     "int copy() { return 1; }\nBENCHMARK(copy);\nint main() {}\n");
    const fs::path program = tiny_.folder.path() / "copy";
    std::vector<std::string> argv{"g++", source.string(), "-o", program.string()};
    argv.insert(argv.end(), flags.begin(), flags.end());
    EXPECT_TRUE(sys::run_process({.argv = argv}).exited(0));
    return {.cell = {"some-pc", "unknown", "unknown", "s"},
            .built = base::Outcome::ok(),
            .program = record::Program{.path = program.string()}};
  }

  TinyWorkspace tiny_;
  fs::path root_ = tiny_.folder.path() / "repo";
};

TEST_F(FindSourcePlaces, OfASuiteBuiltHereAreInItsFolder) {
  tiny_.tree.add_suite("s", "\n// BENCHMARK(copy)\nBENCHMARK(copy)->Arg(64);\n");
  const run::ProgramToRun built{.cell = {"some-pc", "clang", "debian", "s"},
                                .built = base::Outcome::ok(),
                                .program = record::Program{.path = "/nowhere/s"}};
  EXPECT_EQ(place(built), "nowhere");  // in no repository
  EXPECT_EQ(place(built, tiny_.tree.root()), "benchmarks/s/main.cc:3");
  // A foreign program of the same name is not that suite.
  run::ProgramToRun other = built;
  other.cell.toolchain = other.cell.os = "unknown";
  EXPECT_EQ(place(other, tiny_.tree.root()), "nowhere");
}

TEST_F(FindSourcePlaces, OfAnotherProgramAreInWhatItsDebugInformationNames) {
  EXPECT_EQ(place(foreign({"-g"})), "src/copy.cc:3");
  EXPECT_EQ(place(foreign({"-g1"})), "src/copy.cc:3");
  EXPECT_EQ(place(foreign({"-g0"})), "nowhere");
  const run::ProgramToRun program = foreign({"-g"});
  sys::remove_tree(root_ / "src");
  EXPECT_EQ(place(program), "nowhere");
}

}  // namespace
}  // namespace assay::workshop
