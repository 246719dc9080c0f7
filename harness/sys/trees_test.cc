// SPDX-License-Identifier: Apache-2.0
#include "sys/trees.h"

#include <gmock/gmock.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "base/error.h"
#include "sys/files.h"

namespace assay::sys {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

template <class Work>
std::string message_of(const Work& work) {
  try {
    work();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    return error.what();
  }
  return "nothing was thrown";
}

class Trees : public ::testing::Test {
 protected:
  const fs::path& root() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

TEST_F(Trees, AreMadeWithTheirParentsAndRemovedWithAllInThem) {
  make_folder(root() / "a/b/c");
  make_folder(root() / "a/b/c");
  EXPECT_TRUE(fs::is_directory(root() / "a/b/c"));
  write_whole(root() / "a/b/file", "text");
  remove_tree(root() / "a");
  EXPECT_TRUE(fs::is_empty(root()));
  remove_tree(root() / "a");
}

TEST_F(Trees, GetAnotherNameWhereNothingHasIt) {
  write_whole(root() / "one/file", "text");
  rename_folder(root() / "one", root() / "two");
  EXPECT_TRUE(file_holds(root() / "two/file", "text"));
  write_whole(root() / "three/file", "other");
  EXPECT_THAT(message_of([&] { rename_folder(root() / "two", root() / "three"); }),
              HasSubstr("cannot rename"));
  EXPECT_TRUE(file_holds(root() / "three/file", "other"));
}

TEST_F(Trees, AreRemovedOnlyIfEmptyWhereThatIsAskedFor) {
  write_whole(root() / "full/file", "text");
  make_folder(root() / "hollow");
  for (const char* name : {"full", "hollow", "missing"}) remove_if_empty(root() / name);
  EXPECT_TRUE(fs::exists(root() / "full/file"));
  EXPECT_FALSE(fs::exists(root() / "hollow"));
}

TEST_F(Trees, AreRemovedWithoutWhatTheirLinksLeadTo) {
  write_whole(root() / "kept/file", "text");
  make_folder(root() / "gone");
  make_link(root() / "kept", root() / "gone/link");
  remove_tree(root() / "gone");
  EXPECT_FALSE(fs::exists(root() / "gone"));
  EXPECT_EQ(read_file(root() / "kept/file", {100}), "text");
}

TEST_F(Trees, AreRemovedAlthoughSomebodyStillWritesThere) {
  make_folder(root() / "gone");
  std::jthread writer([&](const std::stop_token& stop) {
    for (int i = 0; i < 20'000 && !stop.stop_requested(); ++i) {
      std::ofstream(root() / "gone" / std::to_string(i)) << i;
    }
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  remove_tree(root() / "gone");
  EXPECT_FALSE(fs::exists(root() / "gone"));
}

TEST_F(Trees, AreCopiedWithTheirLinksAsTheyAre) {
  write_whole(root() / "from/folder/file", "text");
  make_link("folder/file", root() / "from/link");
  copy_tree(root() / "from", root() / "to/here");
  EXPECT_EQ(read_file(root() / "to/here/folder/file", {100}), "text");
  EXPECT_EQ(fs::read_symlink(root() / "to/here/link"), "folder/file");
}

TEST_F(Trees, AreMarkedAsUsedNow) {
  using namespace std::chrono_literals;
  fs::last_write_time(root(), fs::file_time_type::clock::now() - 48h);
  mark_used(root());
  EXPECT_LT(fs::file_time_type::clock::now() - fs::last_write_time(root()), 1h);
}

TEST_F(Trees, ThatCannotBeSayWhatWhereAndWhy) {
  write_whole(root() / "file", "");
  const auto below = root() / "file/below";
  EXPECT_THAT(
      message_of([&] { make_folder(below); }),
      AllOf(HasSubstr("cannot make folder " + below.string()), HasSubstr("Not a directory")));
  EXPECT_THAT(message_of([&] { make_folder(root() / "file"); }), HasSubstr("Not a directory"));
  EXPECT_THAT(message_of([&] { copy_tree(root() / "none", root() / "to"); }),
              AllOf(HasSubstr("cannot copy " + (root() / "none").string()),
                    HasSubstr((root() / "to").string()), HasSubstr("No such file")));
  EXPECT_THAT(message_of([&] { make_link("anything", root() / "file"); }),
              AllOf(HasSubstr("cannot make link"), HasSubstr("File exists")));
  EXPECT_THAT(message_of([&] { mark_used(root() / "none"); }),
              HasSubstr("cannot set the time of " + (root() / "none").string()));
  EXPECT_THAT(message_of([] { remove_tree("/proc/self/status"); }),
              HasSubstr("cannot remove /proc/self/status"));
}

}  // namespace
}  // namespace assay::sys
