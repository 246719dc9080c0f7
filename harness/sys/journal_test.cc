// SPDX-License-Identifier: Apache-2.0
#include "sys/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <thread>

#include "base/error.h"
#include "sys/files.h"
#include "sys/full_disk_test.h"

namespace assay::sys {
namespace {

namespace fs = std::filesystem;
using namespace base::literals;  // NOLINT: the point of literals
using base::Error;
using base::Exit;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> lines_of(const fs::path& path) { return Journal(path).lines(); }

TEST(Journal, KeepsItsLinesFromOneTimeToTheNext) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "sub/journal";
  {
    Journal journal(path);
    EXPECT_THAT(journal.lines(), IsEmpty());
    journal.append("first");
    journal.append("");
    journal.append("third \xff");
    EXPECT_EQ(read_file(path, 1_KiB), "first\n\nthird \xff\n");  // there before the end
  }
  EXPECT_THAT(lines_of(path), ElementsAre("first", "", "third \xff"));
}

TEST(Journal, OfOneEmptyLineHasOneLine) {
  const TemporaryFolder folder;
  Journal(folder.path() / "j").append("");
  EXPECT_THAT(lines_of(folder.path() / "j"), ElementsAre(""));
}

TEST(Journal, DropsATornLineAtEveryPlaceWhereItCanTear) {
  const std::string whole = "one\ntwo\n";
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "j";
    write_whole(path, whole.substr(0, length));
    std::vector<std::string> expected;
    if (length >= 4) expected.emplace_back("one");
    if (length >= 8) expected.emplace_back("two");
    {
      Journal journal(path);
      EXPECT_EQ(journal.lines(), expected) << length;
      journal.append("next");  // not glued to the torn one
    }
    expected.emplace_back("next");
    EXPECT_EQ(lines_of(path), expected) << length;
  }
}

TEST(Journal, IsHeldByOneAtATime) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "j";
  const Journal first(path);
  try {
    const Journal second(path);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::missing);
    EXPECT_EQ(error.what(),
              "another run is writing " + path.string() + "; wait for its end or stop it");
  }
}

TEST(Journal, OfAKilledProcessKeepsWhatItAppendedAndIsFree) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "j";
  const pid_t child = fork();
  if (child == 0) {
    Journal journal(path);
    journal.append("finished");
    raise(SIGKILL);
  }
  waitpid(child, nullptr, 0);
  EXPECT_THAT(lines_of(path), ElementsAre("finished"));
}

TEST(Journal, TakesLinesFromSeveralThreads) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "j";
  {
    Journal journal(path);
    std::vector<std::jthread> threads;
    for (const char letter : {'a', 'b', 'c', 'd'}) {
      threads.emplace_back([&, letter] {
        for (int i = 0; i < 10; ++i) journal.append(std::string(300, letter));
      });
    }
  }
  const std::vector<std::string> lines = lines_of(path);
  EXPECT_EQ(lines.size(), 40u);
  for (const std::string& line : lines) EXPECT_EQ(line, std::string(300, line[0]));
}

TEST(Journal, IsGoneAfterRemove) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "j";
  Journal journal(path);
  journal.append("x");
  journal.remove();
  EXPECT_FALSE(fs::exists(path));
  EXPECT_THAT(lines_of(path), IsEmpty());  // and another may begin
}

TEST(Journal, SaysWhyItCannot) {
  const TemporaryFolder folder;
  write_whole(folder.path() / "file", "");
  for (const fs::path& path : {folder.path() / "file/j", folder.path(), fs::path("/proc/self/j")}) {
    try {
      const Journal journal(path);
      FAIL() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::missing);
      EXPECT_THAT(error.what(), testing::StartsWith("cannot "));
    }
  }
}

// In a process of its own: 0 when a full disk is said and leaves no half of a line.
[[noreturn]] void fill_the_disk_with_lines(const fs::path& folder) {
  make_disk_small(folder);
  {
    Journal journal(folder / "j");
    journal.append("first");
    try {
      journal.append(std::string(1 << 20, 'x'));
      _exit(2);
    } catch (const Error& error) {
      if (error.exit() != Exit::missing) _exit(3);
    }
    if (read_file(folder / "j", 1_MiB) != "first\n") _exit(4);
    journal.append("second");
  }
  _exit(lines_of(folder / "j") == std::vector<std::string>{"first", "second"} ? 0 : 5);
}

TEST(Journal, OnAFullDiskSaysSoAndKeepsWholeLines) {
  const TemporaryFolder folder;
  EXPECT_EXIT(fill_the_disk_with_lines(folder.path()), testing::ExitedWithCode(0), "");
}

TEST(JournalDeathTest, WrongUseIsOurBug) {
  const TemporaryFolder folder;
  Journal journal(folder.path() / "j");
  EXPECT_DEATH(journal.append("a\nb"), "one line");
  journal.remove();
  EXPECT_DEATH(journal.append("a"), "no more lines");
  EXPECT_DEATH(journal.remove(), "once");
}

}  // namespace
}  // namespace assay::sys
