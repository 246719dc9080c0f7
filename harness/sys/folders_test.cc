// SPDX-License-Identifier: Apache-2.0
#include "sys/folders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "base/error.h"
#include "sys/files.h"
#include "sys/variable_test.h"

namespace assay::sys {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

class FoldersTest : public testing::Test {
 protected:
  // A tree with a program, and a home outside of it.
  fs::path program(const char* path) {
    write_whole(root() / path, "");
    return root() / path;
  }
  void data(const char* path) {
    fs::create_directories(root() / path / "targets");
    fs::create_directories(root() / path / "benchmarks");
  }
  fs::path root() const { return fs::canonical(folder_.path()); }

 private:
  TemporaryFolder folder_;
  ScopedVariable home_{"HOME", "/h"};
  ScopedVariable cache_{"XDG_CACHE_HOME", nullptr};
  ScopedVariable state_{"XDG_STATE_HOME", nullptr};
};

TEST_F(FoldersTest, OfASourceTreeStandInIt) {
  data("src");
  write_whole(root() / "src/CMakeLists.txt", "");
  const Folders found = find_folders(program("src/build/assay"));
  EXPECT_EQ(found.data, root() / "src");
  EXPECT_EQ(found.cells, root() / "src/build/cells");
  EXPECT_EQ(found.records, root() / "src/results/runs");
  EXPECT_EQ(found.cache, "/h/.cache/assay");
  EXPECT_EQ(found.plugin, root() / "src/build/plugin/libassay-counts.so");
  EXPECT_EQ(found.self_check, root() / "src/build/plugin/self_check");
  EXPECT_EQ(found.images, root() / "src/build/images");
  EXPECT_EQ(found.init, root() / "src/harness/image/init/init.c");
  EXPECT_EQ(found.setup, "scripts/setup");
}

TEST_F(FoldersTest, OfAPresetShareTheCellsButNotThePlugin) {
  data("src");
  write_whole(root() / "src/CMakeLists.txt", "");
  const Folders found = find_folders(program("src/build/asan/assay"));
  EXPECT_EQ(found.data, root() / "src");
  EXPECT_EQ(found.cells, root() / "src/build/cells");
  EXPECT_EQ(found.records, root() / "src/results/runs");
  EXPECT_EQ(found.plugin, root() / "src/build/asan/plugin/libassay-counts.so");
  EXPECT_EQ(found.self_check, root() / "src/build/asan/plugin/self_check");
}

// Acts as a user who owns nothing here, also where tests run as root.
class AsAnotherUser {
 public:
  AsAnotherUser() : own_(geteuid()) {
    if (own_ == 0) {
      EXPECT_EQ(seteuid(kNobody), 0);
    }
  }
  ~AsAnotherUser() { EXPECT_EQ(seteuid(own_), 0); }
  AsAnotherUser(const AsAnotherUser&) = delete;
  AsAnotherUser& operator=(const AsAnotherUser&) = delete;

 private:
  static constexpr uid_t kNobody = 65534;
  const uid_t own_;
};

TEST_F(FoldersTest, OfATreeOfAnotherUserAreInTheCacheAndItsRecordsAreFound) {
  data("one");
  data("two");
  fs::permissions(root(), fs::perms{0755});
  std::vector<Folders> found;
  for (const char* name : {"one", "two"}) {
    const fs::path tree = root() / name;
    write_whole(tree / "CMakeLists.txt", "");
    const fs::path built = program((std::string(name) + "/build/dev/assay").c_str());
    fs::permissions(tree / "build", fs::perms{0555});
    const AsAnotherUser other;
    found.push_back(find_folders(built));
    EXPECT_EQ(found.back().data, tree);
    EXPECT_EQ(found.back().records, tree / "results/runs");
    EXPECT_EQ(found.back().plugin, tree / "build/dev/plugin/libassay-counts.so");
    EXPECT_EQ(found.back().cells.parent_path().parent_path(), "/h/.cache/assay/trees");
    EXPECT_EQ(found.back().images.parent_path(), found.back().cells.parent_path());
  }
  EXPECT_NE(found[0].cells, found[1].cells);  // trees don't overwrite each other's
  fs::permissions(root() / "one/build", fs::perms{0755});
  EXPECT_EQ(find_folders(root() / "one/build/assay").cells, root() / "one/build/cells");
}

TEST_F(FoldersTest, OfATreeThatIsItselfCalledBuildAreFound) {
  data("build");
  write_whole(root() / "build/CMakeLists.txt", "");
  EXPECT_EQ(find_folders(program("build/build/assay")).data, root() / "build");
  EXPECT_EQ(find_folders(program("build/build/dev/assay")).data, root() / "build");
}

TEST_F(FoldersTest, OfAnInstalledProgramStandBesideItAndInHomesOwnPlaces) {
  data("usr/share/assay");
  const Folders found = find_folders(program("usr/bin/assay"));
  EXPECT_EQ(found.data, root() / "usr/share/assay");
  EXPECT_EQ(found.cells, "/h/.cache/assay/cells");
  EXPECT_EQ(found.records, "/h/.local/state/assay/runs");
  EXPECT_EQ(found.cache, "/h/.cache/assay");
  EXPECT_EQ(found.plugin, root() / "usr/lib/assay/plugin/libassay-counts.so");
  EXPECT_EQ(found.self_check, root() / "usr/lib/assay/plugin/self_check");
  EXPECT_EQ(found.images, "/h/.cache/assay/images");
  EXPECT_EQ(found.init, root() / "usr/share/assay/init/init.c");
  EXPECT_EQ(found.setup, "assay-setup");
}

TEST_F(FoldersTest, FollowTheXdgVariables) {
  const ScopedVariable cache("XDG_CACHE_HOME", "/c");
  const ScopedVariable state("XDG_STATE_HOME", "/s");
  data("usr/share/assay");
  const Folders found = find_folders(program("usr/bin/assay"));
  EXPECT_EQ(found.cells, "/c/assay/cells");
  EXPECT_EQ(found.records, "/s/assay/runs");
  EXPECT_EQ(found.cache, "/c/assay");
}

TEST_F(FoldersTest, IgnoreXdgVariablesThatAreNotAbsolute) {
  const ScopedVariable cache("XDG_CACHE_HOME", "c");
  const ScopedVariable state("XDG_STATE_HOME", "");
  data("usr/share/assay");
  const Folders found = find_folders(program("usr/bin/assay"));
  EXPECT_EQ(found.cache, "/h/.cache/assay");
  EXPECT_EQ(found.records, "/h/.local/state/assay/runs");
}

TEST_F(FoldersTest, FollowALinkToTheProgram) {
  data("usr/share/assay");
  program("usr/bin/assay");
  fs::create_directories(root() / "elsewhere");
  fs::create_symlink(root() / "usr/bin/assay", root() / "elsewhere/assay");
  EXPECT_EQ(find_folders(root() / "elsewhere/assay").data, root() / "usr/share/assay");
}

TEST_F(FoldersTest, WithoutHomeComeFromTheUsersEntryAndAreAbsolute) {
  const ScopedVariable home("HOME", nullptr);
  data("usr/share/assay");
  EXPECT_TRUE(find_folders(program("usr/bin/assay")).cache.is_absolute());
}

TEST(HomeOf, IsTheSixthFieldOfTheUsersLine) {
  const char* const passwd =
      "# a comment\nroot:x:0:0:root:/root:/bin/bash\nshort:x:7\n\nrel:x:8:8::home:/bin/sh\n"
      "no:x:70000000000000000000:0::/no:/bin/sh\nann:x:1000:1000:Ann,,,:/home/ann:/bin/sh\n"
      "last:x:9:9::/last";
  EXPECT_EQ(home_of(0, passwd), fs::path("/root"));
  EXPECT_EQ(home_of(1000, passwd), fs::path("/home/ann"));
  EXPECT_EQ(home_of(9, passwd), fs::path("/last"));
  for (const std::uint64_t user : {7, 8, 100}) EXPECT_EQ(home_of(user, passwd), std::nullopt);
  EXPECT_EQ(home_of(0, ""), std::nullopt);
}

// A user who has a number and nothing else, as containers start programs.
[[noreturn]] void find_without_home(const fs::path& program) {
  if (setuid(4242) != 0) std::_Exit(77);
  unsetenv("HOME");
  try {
    find_folders(program);
  } catch (const Error& error) {
    std::fputs(error.what(), stderr);
    std::_Exit(0);
  }
  std::_Exit(1);
}

TEST_F(FoldersTest, OfAUserWithoutHomeAndEntryAskForOne) {
  data("usr/share/assay");
  fs::permissions(root(), fs::perms{0755});
  const fs::path installed = program("usr/bin/assay");
  if (geteuid() != 0) GTEST_SKIP() << "only root becomes another user";
  EXPECT_EXIT(find_without_home(installed), testing::ExitedWithCode(0),
              "no home of user 4242; set HOME or XDG_CACHE_HOME");
}

TEST_F(FoldersTest, WithoutDataAreAnError) {
  data("src");  // no CMakeLists.txt: not a source tree
  fs::create_directories(root() / "usr/share/assay/targets");  // no benchmarks
  for (const char* path : {"src/build/assay", "usr/bin/assay", "assay"}) {
    try {
      find_folders(program(path));
      FAIL() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::missing);
      EXPECT_THAT(error.what(), testing::HasSubstr("no targets and benchmarks found"));
      EXPECT_THAT(error.what(), testing::HasSubstr("share/assay"));
    }
  }
}

TEST_F(FoldersTest, AreNotTakenFromTheCurrentFolder) {
  data("src");
  write_whole(root() / "src/CMakeLists.txt", "");
  const fs::path before = fs::current_path();
  fs::current_path(root() / "src");
  EXPECT_THROW(find_folders(program("other/assay")), Error);
  fs::current_path(before);
}

}  // namespace
}  // namespace assay::sys
