// SPDX-License-Identifier: Apache-2.0
#include "build/cache_key.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "build/tiny_tree_test.h"

namespace assay::build {
namespace {

namespace fs = std::filesystem;

class SourcesStamp : public ::testing::Test {
 protected:
  SourcesStamp() : before_(stamp()) {}

  std::string stamp() const { return sources_stamp(tree_.benchmarks()); }

  sys::TemporaryFolder folder_;
  TinyTree tree_{folder_.path()};
  std::string before_;
};

TEST_F(SourcesStamp, StaysWhenNothingChanges) { EXPECT_EQ(stamp(), before_); }

TEST_F(SourcesStamp, ChangesWithASourceAHeaderOrACMakeFile) {
  for (const char* name : {"tiny/main.cc", "support/answer.h", "tiny/CMakeLists.txt"}) {
    const auto last = stamp();
    tree_.write(fs::path("benchmarks") / name, "// other text\n");
    EXPECT_NE(stamp(), last) << name;
  }
}

TEST_F(SourcesStamp, ChangesWithAFileThatComesOrGoes) {
  tree_.write("benchmarks/tiny/table.inc", "1, 2\n");
  EXPECT_NE(stamp(), before_);
  fs::remove(tree_.benchmarks() / "tiny/table.inc");
  EXPECT_EQ(stamp(), before_);
}

TEST_F(SourcesStamp, StaysWhenOnlyDescriptionsChange) {
  tree_.write("benchmarks/tiny/suite.toml", "[suite]\n");
  tree_.write("benchmarks/tiny/README.md", "words\n");
  tree_.write("benchmarks/tiny/reference.py", "print(1)\n");
  tree_.write("benchmarks/tiny/.main.cc.swp", "editor\n");
  tree_.write("benchmarks/tiny/.git/index", "x\n");
  EXPECT_EQ(stamp(), before_);
}

TEST_F(SourcesStamp, LeavesOutFoldersThatSomebodyBuiltIn) {
  tree_.write("benchmarks/tiny/out/CMakeCache.txt", "\n");
  tree_.write("benchmarks/tiny/out/main.o", "x\n");
  EXPECT_EQ(stamp(), before_);
}

TEST(SourcesStampOfNothing, IsThatOfAnEmptyFolder) {
  const sys::TemporaryFolder folder;
  EXPECT_EQ(sources_stamp(folder.path() / "absent"), sources_stamp(folder.path()));
}

TEST(ToolsStamp, ChangesWithCompilerLinkerLibraryAndGoogleBenchmark) {
  const sys::TemporaryFolder folder;
  const TinyTree tree(folder.path());
  auto catalog = tree.catalog();
  const auto file = [&](const char* name) { return (folder.path() / name).string(); };
  for (const char* name : {"cc", "cxx", "ld", "libc.a"}) tree.write(name, "old");
  auto capabilities = imagined_capabilities();
  auto& compiler = capabilities.compilers.front();
  compiler.c.path = file("cc");
  compiler.cxx.path = file("cxx");
  compiler.linker.path = file("ld");
  catalog.systems.front().probe = file("libc.a");
  const auto stamp = [&] {
    return tools_stamp(tools_of({"some-arm", "clang", "debian", "tiny"}, catalog, capabilities));
  };
  auto last = stamp();
  EXPECT_EQ(stamp(), last);
  for (const char* name : {"cc", "cxx", "ld", "libc.a"}) {
    tree.write(name, "newer");
    EXPECT_NE(stamp(), last) << name;
    last = stamp();
  }
  capabilities.benchmark_version = "1.9.2";
  EXPECT_NE(stamp(), last);
}

class BuiltFile : public ::testing::Test {
 protected:
  BuiltFile() {
    sys::write_whole(path_, "program");
    program_.path = path_.string();
    program_.flags = {"-O2", "-static"};
    program_.sha256 = std::string(64, 'a');
    write_built(file_, "key", program_);
  }

  sys::TemporaryFolder folder_;
  fs::path path_ = folder_.path() / "tiny";
  fs::path file_ = folder_.path() / "tiny.built.json";
  record::Program program_;
};

TEST_F(BuiltFile, GivesTheProgramBack) { EXPECT_EQ(read_built(file_, "key"), program_); }

TEST_F(BuiltFile, GivesNothingForAnotherKey) { EXPECT_EQ(read_built(file_, "new"), std::nullopt); }

TEST_F(BuiltFile, GivesNothingWhenTheProgramChangedOrIsGone) {
  sys::write_whole(path_, "another program");
  EXPECT_EQ(read_built(file_, "key"), std::nullopt);
  fs::remove(path_);
  EXPECT_EQ(read_built(file_, "key"), std::nullopt);
}

TEST_F(BuiltFile, GivesNothingWhenItIsBroken) {
  sys::write_whole(file_, "{\"key\": \"key\", ");
  EXPECT_EQ(read_built(file_, "key"), std::nullopt);
  sys::write_whole(file_, "{\"key\": 1, \"stamp\": 2, \"program\": 3}");
  EXPECT_EQ(read_built(file_, "key"), std::nullopt);
  EXPECT_EQ(read_built(folder_.path() / "absent", "key"), std::nullopt);
}

}  // namespace
}  // namespace assay::build
