// SPDX-License-Identifier: Apache-2.0
#include "sys/files.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "base/error.h"
#include "sys/full_disk_test.h"
#include "sys/variable_test.h"

namespace assay::sys {
namespace {

namespace fs = std::filesystem;
using namespace base::literals;  // NOLINT: the point of literals
using base::Bytes;
using base::Error;
using base::Exit;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

template <class Act>
std::string fault(Exit exit, const Act& act) {
  try {
    act();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), exit) << error.what();
    return error.what();
  }
  return "no fault";
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

TEST(ReadFile, GivesBackWhatWasWritten) {
  const TemporaryFolder folder;
  const std::string bytes = std::string("a\0\xff\n", 4) + std::string(200000, 'x');
  write_whole(folder.path() / "f", bytes);
  EXPECT_EQ(read_file(folder.path() / "f", 1_MiB), bytes);
}

TEST(ReadFile, TakesTheLimitButNotMore) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "f";
  write_whole(path, "12345");
  EXPECT_EQ(read_file(path, Bytes{5}), "12345");
  EXPECT_EQ(fault(Exit::usage, [&] { read_file(path, Bytes{4}); }),
            "cannot read " + path.string() + ": it is larger than 4 B");
}

TEST(ReadFile, ReadsFilesOfTheKernelThatSayTheyAreEmpty) {
  EXPECT_THAT(read_file("/proc/self/status", 1_MiB), HasSubstr("Name:"));
  EXPECT_THAT(fault(Exit::usage, [] { read_file("/proc/self/status", Bytes{10}); }),
              HasSubstr("larger than 10 B"));
}

TEST(ReadLeftFile, ReadsNothingButARegularFile) {
  const TemporaryFolder folder;
  const auto at = [&](const char* name) { return folder.path() / name; };
  write_whole(at("file"), "text");
  EXPECT_EQ(read_child_file(at("file"), Bytes{4}), "text");
  ASSERT_EQ(mkfifo(at("pipe").c_str(), 0600), 0);
  fs::create_symlink(at("file"), at("link"));
  const auto refused = [&](const fs::path& path) {
    return fault(Exit::usage, [&] { read_child_file(path, 1_MiB); });
  };
  EXPECT_THAT(refused(at("pipe")), HasSubstr("it is not a regular file"));
  EXPECT_THAT(refused("/dev/zero"), HasSubstr("it is not a regular file"));
  EXPECT_THAT(refused(at("link")), HasSubstr("it is a link"));
  EXPECT_THAT(refused(folder.path()), HasSubstr("it is a folder"));
}

TEST(ReadStart, AndReadEndGiveSomeBytesOfAFileAndNothingOfAnythingElse) {
  const TemporaryFolder folder;
  const auto at = [&](const char* name) { return folder.path() / name; };
  write_whole(at("file"), "123456");
  EXPECT_EQ(read_start(at("file"), Bytes{4}), "1234");
  EXPECT_EQ(read_start(at("file"), Bytes{10}), "123456");
  EXPECT_EQ(read_end(at("file"), Bytes{4}), "3456");
  EXPECT_EQ(read_end(at("file"), Bytes{10}), "123456");
  ASSERT_EQ(mkfifo(at("pipe").c_str(), 0600), 0);
  for (const char* name : {"pipe", "missing", "."}) {
    EXPECT_EQ(read_start(at(name), Bytes{4}) + read_end(at(name), Bytes{4}), "");
  }
}

TEST(ReadFile, ReadsANamedPipe) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  std::jthread writer([&] {
    const int pipe = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    EXPECT_EQ(write(pipe, "hello", 5), 5);
    close(pipe);
  });
  EXPECT_EQ(read_file(path, 1_MiB), "hello");
}

TEST(ReadFile, SaysWhyItCannot) {
  EXPECT_EQ(fault(Exit::usage, [] { read_file("/no/such", 1_MiB); }),
            "cannot read /no/such: No such file or directory");
  EXPECT_EQ(fault(Exit::usage, [] { read_file("/tmp", 1_MiB); }),
            "cannot read /tmp: it is a folder");
  EXPECT_EQ(fault(Exit::usage, [] { read_file("/proc/self/mem", 1_MiB); }),
            "cannot read /proc/self/mem: Input/output error");
}

TEST(FileHolds, ExactlyTheTextAndNothingElse) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "text";
  EXPECT_FALSE(file_holds(path, ""));  // there is none
  write_whole(path, "four");
  EXPECT_TRUE(file_holds(path, "four"));
  for (const char* other : {"", "fou", "fours", "five"})
    EXPECT_FALSE(file_holds(path, other)) << other;
}

TEST(ReadFolder, GivesFilesOfThatEndingSortedByName) {
  const TemporaryFolder folder;
  for (const char* name : {"b.toml", "a.toml", "c.txt", "sub/d.toml"}) {
    write_whole(folder.path() / name, name);
  }
  fs::create_directory(folder.path() / "e.toml");
  fs::create_symlink("a.toml", folder.path() / "f.toml");
  std::vector<std::string> names, texts;
  for (const NamedText& file : read_folder(folder.path(), ".toml", 1_KiB)) {
    names.push_back(file.name);
    texts.push_back(file.text);
  }
  const std::string root = folder.path();
  EXPECT_THAT(names, ElementsAre(root + "/a.toml", root + "/b.toml", root + "/f.toml"));
  EXPECT_THAT(texts, ElementsAre("a.toml", "b.toml", "a.toml"));
}

TEST(ReadFolder, ThatIsMissingIsAnError) {
  EXPECT_EQ(fault(Exit::missing, [] { read_folder("/no/such", "", 1_KiB); }),
            "cannot read folder /no/such: No such file or directory");
}

TEST(ReadFolder, RefusesAFileAboveTheLimit) {
  const TemporaryFolder folder;
  write_whole(folder.path() / "a.toml", "12345");
  EXPECT_THAT(fault(Exit::usage, [&] { read_folder(folder.path(), ".toml", Bytes{4}); }),
              HasSubstr("a.toml: it is larger than 4 B"));
}

TEST(WriteWhole, MakesParentFoldersAndLeavesNothingElse) {
  const TemporaryFolder folder;
  write_whole(folder.path() / "a/b/f.json", "x");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a"));
  EXPECT_THAT(names_in(folder.path() / "a/b"), ElementsAre("f.json"));
}

TEST(WriteWhole, ReplacesAFileWithoutTouchingTheOldOne) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "f";
  write_whole(path, "old");
  const int reader = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  write_whole(path, "new one");
  char seen[8] = {};
  EXPECT_EQ(read(reader, seen, sizeof seen), 3);
  EXPECT_STREQ(seen, "old");  // who had it open reads on
  close(reader);
  EXPECT_EQ(read_file(path, 1_KiB), "new one");
}

TEST(WriteWhole, TakesARelativeName) {
  const TemporaryFolder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  write_whole("here.json", "x");
  fs::current_path(before);
  EXPECT_THAT(names_in(folder.path()), ElementsAre("here.json"));
}

TEST(WriteWhole, ReplacesTheFileBehindALink) {
  const TemporaryFolder folder;
  write_whole(folder.path() / "real/f", "old");
  fs::create_symlink("real/f", folder.path() / "link");
  write_whole(folder.path() / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder.path() / "link"));
  EXPECT_EQ(read_file(folder.path() / "real/f", 1_KiB), "new");
}

TEST(WriteWhole, MakesTheFileThatALinkLeadsTo) {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "links");
  fs::create_symlink("later", folder.path() / "first");
  fs::create_symlink("../first", folder.path() / "links/second");
  write_whole(folder.path() / "links/second", "new");
  EXPECT_TRUE(fs::is_symlink(folder.path() / "links/second"));
  EXPECT_TRUE(fs::is_symlink(folder.path() / "first"));
  EXPECT_FALSE(fs::is_symlink(folder.path() / "later"));
  EXPECT_EQ(read_file(folder.path() / "later", 1_KiB), "new");
}

TEST(WriteWhole, RefusesALinkThatLeadsToItself) {
  const TemporaryFolder folder;
  const std::string round = folder.path() / "round";
  fs::create_symlink("round", round);
  EXPECT_EQ(fault(Exit::missing, [&] { write_whole(round, "x"); }),
            "cannot write " + round + ": Too many levels of symbolic links");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("round"));
}

TEST(WriteWhole, KeepsTheModeOfAFileThatItReplaces) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "f";
  const mode_t umask_before = umask(022);
  for (const unsigned mode : {0600u, 0640u, 0664u, 0755u}) {
    write_whole(path, "old");
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    write_whole(path, "new");
    struct stat status{};
    ASSERT_EQ(stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, mode);
  }
  write_whole(folder.path() / "fresh", "x");
  umask(umask_before);
  EXPECT_EQ(fs::status(folder.path() / "fresh").permissions(), fs::perms{0644});
}

TEST(WriteWhole, WritesThroughWhatIsNoFile) {
  const TemporaryFolder folder;
  write_whole("/dev/null", "x");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_EQ(fault(Exit::missing, [] { write_whole("/dev/full", "x"); }),
            "cannot write /dev/full: No space left on device; "
            "free some space or choose another place");
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST(WriteWhole, SaysWhyItCannot) {
  const TemporaryFolder folder;
  write_whole(folder.path() / "file", "x");
  const std::string root = folder.path();
  EXPECT_EQ(fault(Exit::missing, [&] { write_whole(root + "/file/f", "x"); }),
            "cannot make folder " + root + "/file: Not a directory");
  EXPECT_EQ(fault(Exit::missing, [&] { write_whole(root, "x"); }),
            "cannot write " + root + ": Is a directory");
  EXPECT_THAT(fault(Exit::missing, [&] { write_whole("/proc/no-such/f", "x"); }),
              StartsWith("cannot make folder /proc/no-such: "));
  EXPECT_THAT(fault(Exit::missing, [&] { write_whole("/proc/self/f", "x"); }),
              StartsWith("cannot write /proc/self/f: "));
  EXPECT_THAT(fault(Exit::missing, [&] { write_whole(root + "/" + std::string(300, 'x'), "x"); }),
              HasSubstr("File name too long"));
}

// In a process of its own: 0 when a full disk is said, the old file is whole and nothing is left
// over.
[[noreturn]] void fill_the_disk_with_a_file(const fs::path& folder) {
  make_disk_small(folder);
  write_whole(folder / "f", "old");
  try {
    write_whole(folder / "f", std::string(1 << 20, 'x'));
  } catch (const Error& error) {
    if (error.exit() != Exit::missing) _exit(2);
    if (!std::string_view(error.what()).starts_with("cannot write " + folder.string())) _exit(3);
    if (read_file(folder / "f", 1_MiB) != "old") _exit(4);
    _exit(names_in(folder) == std::vector<std::string>{"f"} ? 0 : 5);
  }
  _exit(6);
}

TEST(WriteWhole, OnAFullDiskKeepsTheOldFileAndLeavesNothing) {
  const TemporaryFolder folder;
  EXPECT_EXIT(fill_the_disk_with_a_file(folder.path()), testing::ExitedWithCode(0), "");
}

TEST(WriteWhole, FromSeveralThreadsLeavesOneWholeFile) {
  const TemporaryFolder folder;
  {
    std::vector<std::jthread> writers;
    for (const char letter : {'a', 'b', 'c', 'd'}) {
      writers.emplace_back([&, letter] {
        for (int i = 0; i < 20; ++i) write_whole(folder.path() / "f", std::string(5000, letter));
      });
    }
  }
  const std::string bytes = read_file(folder.path() / "f", 1_MiB);
  EXPECT_EQ(bytes, std::string(5000, bytes[0]));
  EXPECT_THAT(names_in(folder.path()), ElementsAre("f"));
}

TEST(WriteNew, MakesAFileForItsReaders) {
  const TemporaryFolder folder;
  const mode_t before = umask(022);
  write_new(folder.path() / "ours", "secret", Readers::owner);
  write_new(folder.path() / "all", "open", Readers::all);
  umask(before);
  EXPECT_TRUE(file_holds(folder.path() / "ours", "secret"));
  EXPECT_EQ(fs::status(folder.path() / "ours").permissions(), fs::perms(0600));
  EXPECT_EQ(fs::status(folder.path() / "all").permissions(), fs::perms(0644));
}

TEST(WriteNew, NeverTouchesWhatIsThere) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "file";
  const auto refused = [&] {
    return fault(Exit::usage, [&] { write_new(path, "new", Readers::all); });
  };
  write_whole(path, "old");
  EXPECT_THAT(refused(), HasSubstr("file is there already"));
  EXPECT_TRUE(file_holds(path, "old"));
  fs::remove(path);
  fs::create_symlink(folder.path() / "elsewhere", path);
  EXPECT_THAT(refused(), HasSubstr("file is there already"));
  EXPECT_THAT(names_in(folder.path()), ElementsAre("file"));
}

TEST(WriteNew, OnAFullDiskLeavesNothing) {
  const TemporaryFolder folder;
  EXPECT_EXIT(
      {
        make_disk_small(folder.path());
        const std::string said = fault(Exit::missing, [&] {
          write_new(folder.path() / "file", std::string(200 << 10, 'x'), Readers::all);
        });
        _exit(said.starts_with("cannot write") && names_in(folder.path()).empty() ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(CopyFile, OfAFullDiskSaysSo) {
  const TemporaryFolder folder;
  const TemporaryFolder elsewhere;
  write_whole(elsewhere.path() / "large", std::string(200000, 'x'));
  EXPECT_EXIT(
      {
        make_disk_small(folder.path());
        try {
          sys::copy_file(elsewhere.path() / "large", folder.path() / "f");
        } catch (const Error& error) {
          const std::string what = error.what();
          const bool told = what.find("No space left") != std::string::npos ||
                            what.find("File too large") != std::string::npos;
          std::_Exit(told ? 0 : 1);
        }
        std::_Exit(2);
      },
      testing::ExitedWithCode(0), "");
}

TEST(CopyFile, KeepsBytesAndRightsAndNamesBothWhenItCannot) {
  const TemporaryFolder folder;
  write_whole(folder.path() / "a", "bytes");
  fs::permissions(folder.path() / "a", fs::perms{0755});
  sys::copy_file(folder.path() / "a", folder.path() / "b");
  EXPECT_EQ(read_file(folder.path() / "b", {100}), "bytes");
  EXPECT_EQ(fs::status(folder.path() / "b").permissions(), fs::perms{0755});
  try {
    sys::copy_file(folder.path() / "none", folder.path() / "c");
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr((folder.path() / "none").string()),
                                             testing::HasSubstr((folder.path() / "c").string())));
  }
}

TEST(RequireRoom, MakesTheFolderAndLeavesItEmpty) {
  const TemporaryFolder folder;
  require_room(folder.path() / "a/b", 1_KiB);
  EXPECT_THAT(names_in(folder.path() / "a/b"), IsEmpty());
}

TEST(RequireRoom, SaysWhatIsFreeAndWhatIsNeeded) {
  const TemporaryFolder folder;
  EXPECT_THAT(fault(Exit::missing, [&] { require_room(folder.path(), Bytes{~0ull}); }),
              testing::MatchesRegex("only .* are free in .*, 16 EiB are needed; free some space or "
                                    "choose another place"));
}

TEST(RequireRoom, RefusesAFolderThatCannotBeMadeOrWritten) {
  const TemporaryFolder folder;
  write_whole(folder.path() / "file", "x");
  EXPECT_THAT(fault(Exit::missing, [&] { require_room(folder.path() / "file", 1_KiB); }),
              HasSubstr("Not a directory"));
  EXPECT_THAT(fault(Exit::missing, [&] { require_room(folder.path() / "file/sub", 1_KiB); }),
              HasSubstr("Not a directory"));
  EXPECT_THAT(fault(Exit::missing, [&] { require_room("/proc/self", 1_KiB); }),
              StartsWith("cannot write into /proc/self: "));
}

TEST(FileStamp, ChangesWithTheFile) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "f";
  EXPECT_EQ(file_stamp(path), "");
  write_whole(path, "a");
  const std::string first = file_stamp(path);
  EXPECT_NE(first, "");
  EXPECT_EQ(file_stamp(path), first);
  write_whole(path, "b");  // same size, another inode
  EXPECT_NE(file_stamp(path), first);
}

TEST(FolderSize, IsTheSumOfItsFilesWithoutLinks) {
  const TemporaryFolder folder;
  write_whole(folder.path() / "a", "123");
  write_whole(folder.path() / "sub/deep/b", "12345");
  fs::create_symlink("/proc", folder.path() / "link");
  fs::create_symlink("a", folder.path() / "sub/other");
  EXPECT_EQ(folder_size(folder.path()), Bytes{8});
  EXPECT_EQ(folder_size(folder.path() / "none"), Bytes{0});
}

TEST(TemporaryFolder, GoesWithEverythingInIt) {
  fs::path path;
  {
    const TemporaryFolder folder;
    path = folder.path();
    write_whole(path / "a/b", "x");
    EXPECT_TRUE(fs::is_directory(path));
    EXPECT_NE(TemporaryFolder().path(), path);
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(WriteFault, IsNoneWhereThereIsRoomAndLeavesNothing) {
  const TemporaryFolder folder;
  EXPECT_EQ(write_fault(folder.path()), 0);
  EXPECT_TRUE(fs::is_empty(folder.path()));
  EXPECT_EQ(write_fault(folder.path() / "none"), ENOENT);
}

[[noreturn]] void fill_a_small_disk(const fs::path& folder) {
  make_disk_small(folder);
  std::ofstream(folder / "results") << std::string(100 << 10, 'x');
  const int fault = write_fault(folder);
  std::_Exit(fault == ENOSPC || fault == EFBIG || fault == 0 ? 10 + fault : 1);
}

TEST(WriteFault, OfAFullDiskIsThat) {
  const TemporaryFolder folder;
  // 0 where a limit on single files stands for the disk.
  EXPECT_EXIT(
      fill_a_small_disk(folder.path()),
      [](int status) { return status == (10 + ENOSPC) << 8 || status == 10 << 8; }, "");
}

TEST(ReadChildFile, TellsTheMachinesFaultsFromTheChilds) {
  const TemporaryFolder folder;
  const auto exit_of = [](const fs::path& path) {
    try {
      read_child_file(path, Bytes{4});
    } catch (const base::Error& error) {
      return error.exit();
    }
    return base::Exit::done;
  };
  write_whole(folder.path() / "four", "four");
  write_whole(folder.path() / "more", "more than four");
  EXPECT_EQ(exit_of(folder.path() / "four"), base::Exit::done);
  EXPECT_EQ(exit_of(folder.path() / "more"), base::Exit::usage);
  EXPECT_EQ(exit_of(folder.path()), base::Exit::usage);
  EXPECT_EQ(exit_of(folder.path() / "none"), base::Exit::missing);
}

TEST(RemoveLeftFolders, TakesThoseOfKilledProcessesAndNoOthers) {
  const TemporaryFolder own;  // locked, in the same place
  const std::filesystem::path place = own.path().parent_path();
  const auto left = place / "assay.Left01", other = place / "assay.Left01.kept";
  std::filesystem::create_directories(left / "deep");
  std::filesystem::create_directories(other);
  remove_left_folders();
  EXPECT_FALSE(std::filesystem::exists(left));
  EXPECT_TRUE(std::filesystem::exists(other));
  EXPECT_TRUE(std::filesystem::exists(own.path()));
  std::filesystem::remove(other);
}

TEST(RemoveLeftFolders, TakesOneWhoseHolderWasKilled) {
  const TemporaryFolder shared;
  const pid_t child = fork();
  if (child == 0) {
    const TemporaryFolder mine;
    write_whole(shared.path() / "name", mine.path().string() + "\n");
    for (;;) pause();
  }
  std::string name;
  for (int tries = 0; tries < 3000 && name.empty(); ++tries) {
    std::ifstream(shared.path() / "name") >> name;
    if (name.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  remove_left_folders();
  EXPECT_TRUE(std::filesystem::exists(name));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  remove_left_folders();
  EXPECT_FALSE(std::filesystem::exists(name));
}

TEST(TemporaryFolder, ThatCannotBeMadeSaysWhatToSet) {
  const ScopedVariable nowhere("TMPDIR", "/no/such");
  EXPECT_EQ(fault(Exit::missing, [] { const TemporaryFolder folder; }),
            "cannot make a temporary folder in /no/such: No such file or directory; set TMPDIR to "
            "a folder that can be written");
}

// In a process of its own: 0 when a folder that can only be read is named.
[[noreturn]] void make_in_what_is_read_only(const fs::path& folder) {
  if (!own_mounts() || !mount_over(folder, MS_RDONLY, nullptr)) _exit(kCannotMount);
  const ScopedVariable there("TMPDIR", folder.c_str());
  const std::string said = fault(Exit::missing, [] { const TemporaryFolder mine; });
  _exit(said == "cannot make a temporary folder in " + folder.string() +
                    ": Read-only file system; set TMPDIR to a folder that can be written"
            ? 0
            : 1);
}

TEST(TemporaryFolderDeathTest, OnAReadOnlyDiskSaysWhatToSet) {
  const TemporaryFolder folder;
  EXPECT_EXIT(make_in_what_is_read_only(folder.path()), ended_well_or_cannot_mount, "");
}

}  // namespace
}  // namespace assay::sys
