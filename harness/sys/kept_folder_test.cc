// SPDX-License-Identifier: Apache-2.0
#include "sys/kept_folder.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "base/error.h"
#include "sys/child_test.h"
#include "sys/files.h"
#include "sys/full_disk_test.h"
#include "sys/interrupt.h"
#include "sys/killed_test.h"
#include "sys/no_exchange_test.h"
#include "sys/trees.h"
#include "sys/variable_test.h"

namespace assay::sys {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr const char* kFiles[] = {"one", "folder/two", "folder/three"};

class KeepFolder : public ::testing::Test {
 protected:
  const fs::path& root() const { return folder_.path(); }
  fs::path place() const { return root() / "kept/place"; }

  bool holds(const fs::path& folder, const std::string& text) const {
    for (const char* file : kFiles) {
      if (!file_holds(folder / file, text)) return false;
    }
    return true;
  }

  static void fill(const fs::path& folder, const std::string& text) {
    for (const char* file : kFiles) {
      make_folder((folder / file).parent_path());
      write_whole(folder / file, text);
    }
  }

  // True when it was made now.
  bool make(const std::string& text) const {
    KeptFolder kept(place(), [&] { return file_holds(place() / "one", text); });
    if (kept.found()) return false;
    fill(kept.unfinished(), text);
    kept.keep();
    return true;
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(place().parent_path())) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

  // Kills a process that makes "new" where `before` was, at every step it takes. Returns how many
  // there were; `seen` counts how often what was at the place after the kill.
  struct Seen {
    int steps = 0, nothing = 0, old_one = 0, new_one = 0;
  };
  Seen kill_everywhere(bool before, bool exchange) const {
    Seen seen;
    for (Fate fate = Fate::killed; fate == Fate::killed; ++seen.steps) {
      remove_tree(place().parent_path());
      if (before) make("old");
      fate = killed_at(seen.steps, [&] {
        if (!exchange && !forbid_exchange()) _exit(1);
        make("new");
      });
      EXPECT_NE(fate, Fate::ended_badly);
      if (!fs::exists(place())) {
        ++seen.nothing;
      } else if (holds(place(), "new")) {
        ++seen.new_one;
      } else {
        EXPECT_TRUE(holds(place(), "old")) << "a part is there after step " << seen.steps;
        ++seen.old_one;
      }
      make("new");
      EXPECT_TRUE(holds(place(), "new")) << "after step " << seen.steps;
      EXPECT_THAT(names(), UnorderedElementsAre("place", "place.lock")) << seen.steps;
      if (HasFailure()) break;
    }
    return seen;
  }

 private:
  const ScopedVariable temporary_{"TMPDIR", in_memory()};
  TemporaryFolder folder_;
};

TEST_F(KeepFolder, IsFilledBesideItsPlaceAndFoundFromThenOn) {
  {
    KeptFolder kept(place());
    ASSERT_FALSE(kept.found());
    EXPECT_THAT(kept.unfinished().filename(), "place.unfinished");
    EXPECT_TRUE(fs::is_empty(kept.unfinished()));
    fill(kept.unfinished(), "text");
    EXPECT_FALSE(fs::exists(place()));
    kept.keep();
  }
  EXPECT_TRUE(KeptFolder(place()).found());
  EXPECT_TRUE(holds(place(), "text"));
  EXPECT_THAT(names(), UnorderedElementsAre("place", "place.lock"));
}

TEST_F(KeepFolder, ThatIsNotKeptLeavesThePlaceAsItWas) {
  make("old");
  {
    KeptFolder kept(place(), [] { return false; });
    fill(kept.unfinished(), "half");
  }
  EXPECT_TRUE(holds(place(), "old"));
  EXPECT_THAT(names(), UnorderedElementsAre("place", "place.lock"));
}

TEST_F(KeepFolder, ThatIsOutOfDateIsReplacedWithAllInIt) {
  make("old");
  write_whole(place() / "more", "of the old one");
  EXPECT_TRUE(make("new"));
  EXPECT_TRUE(holds(place(), "new"));
  EXPECT_FALSE(fs::exists(place() / "more"));
}

TEST_F(KeepFolder, ReplacesAFileInItsPlace) {
  write_whole(place(), "a file");
  EXPECT_TRUE(make("new"));
  EXPECT_TRUE(holds(place(), "new"));
}

// A whole one appears, or nothing does: for the next process there is no third.
TEST_F(KeepFolder, WhoseMakerIsKilledAtAnyStepIsWholeOrNotThere) {
  const Seen seen = kill_everywhere(false, true);
  EXPECT_GT(seen.steps, 50);
  EXPECT_GT(seen.nothing, 20);
  EXPECT_GT(seen.new_one, 2);
  EXPECT_EQ(seen.old_one, 0);
}

TEST_F(KeepFolder, WhoseReplacerIsKilledAtAnyStepIsTheOldOrTheNewOne) {
  const Seen seen = kill_everywhere(true, true);
  EXPECT_EQ(seen.nothing, 0);
  EXPECT_GT(seen.old_one, 20);
  EXPECT_GT(seen.new_one, 2);
}

TEST_F(KeepFolder, WhereNamesCannotBeExchangedIsGoneBetweenTwoCallsOnly) {
  const Seen seen = kill_everywhere(true, false);
  EXPECT_GE(seen.nothing, 2);  // after the one call, before the other
  EXPECT_LE(seen.nothing, 6);  // and where a name takes memory meanwhile
  EXPECT_GT(seen.old_one, 20);
  EXPECT_GT(seen.new_one, 2);
}

TEST_F(KeepFolder, RemovesWhatWasLeftOfOthersButNotWhatIsBeingMade) {
  fill(root() / "kept/other.unfinished", "left");
  fill(root() / "kept/outdated.outdated", "left");
  KeptFolder busy(root() / "kept/busy");
  make("new");
  EXPECT_THAT(names(), UnorderedElementsAre("place", "place.lock", "busy.unfinished", "busy.lock",
                                            "other.lock", "outdated.lock"));
  fill(busy.unfinished(), "whole");
  busy.keep();
  EXPECT_TRUE(holds(root() / "kept/busy", "whole"));
}

TEST_F(KeepFolder, WhoseRemovalIsKilledAtAnyStepIsWholeOrNotThere) {
  int steps = 0;
  for (Fate fate = Fate::killed; fate == Fate::killed; ++steps) {
    make("new");
    fate = killed_at(steps, [&] { drop_kept_folder(place()); });
    EXPECT_NE(fate, Fate::ended_badly);
    EXPECT_TRUE(!fs::exists(place()) || holds(place(), "new")) << "after step " << steps;
  }
  EXPECT_GT(steps, 20);
  EXPECT_THAT(names(), UnorderedElementsAre("place.lock"));
}

TEST_F(KeepFolder, IsMadeByOneOfFourProcesses) {
  const auto statuses = statuses_of_processes(4, [&] {
    const bool made = make("new");
    if (!holds(place(), "new")) return 1;
    return made ? 11 : 10;
  });
  EXPECT_THAT(statuses, UnorderedElementsAre(10, 10, 10, 11));
}

TEST_F(KeepFolder, IsNotWaitedForAfterCtrlC) {
  const KeptFolder busy(place());
  const pid_t waiting = fork();
  if (waiting == 0) {
    catch_interrupts();
    write_whole(root() / "waits", std::to_string(getpid()) + "\n");
    try {
      const KeptFolder kept(place());
    } catch (const base::Error& error) {
      _exit(error.exit() == base::Exit::interrupted ? 7 : 2);
    }
    _exit(1);
  }
  EXPECT_EQ(wait_for_number(root() / "waits"), waiting);
  kill(waiting, SIGINT);
  int status = 0;
  waitpid(waiting, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 7);
  EXPECT_TRUE(fs::exists(busy.unfinished()));  // the other one's, which goes on
}

TEST_F(KeepFolder, OnAFullDiskLeavesThePlaceEmptyAndNothingBesideIt) {
  make_folder(place().parent_path());
  const auto in_child = [&] {
    make_disk_small(place().parent_path());
    int status = 1;
    try {
      KeptFolder kept(place());
      write_whole(kept.unfinished() / "large", std::string(1u << 20, 'x'));
      kept.keep();
    } catch (const base::Error& error) {
      const bool said = std::string(error.what()).find("cannot write") != std::string::npos;
      status = error.exit() == base::Exit::missing && said ? 7 : 2;
    }
    if (fs::exists(place()) || fs::exists(place().string() + ".unfinished")) status = 3;
    _exit(status);
  };
  EXPECT_EXIT(in_child(), ::testing::ExitedWithCode(7), "");
}

TEST_F(KeepFolder, ThatCannotBeSaysWhere) {
  write_whole(root() / "file", "");
  try {
    const KeptFolder kept(root() / "file/place");
    FAIL() << "nothing was thrown";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), HasSubstr("file/place"));
  }
}

TEST(DropUnused, TakesWhatWasNotUsedForTwoWeeksAndWhatAKillLeft) {
  const TemporaryFolder all;
  for (const char* name : {"unused", "used", "again", "left.outdated"}) {
    write_whole(all.path() / name / "file", "x");
    fs::last_write_time(all.path() / name, fs::file_time_type::clock::now() - 15 * 24h);
  }
  fs::last_write_time(all.path() / "used", fs::file_time_type::clock::now() - 13 * 24h);
  mark_used(all.path() / "again");
  write_whole(all.path() / "lock", "");
  drop_unused(all.path());
  std::vector<std::string> left;
  for (const auto& entry : fs::directory_iterator(all.path()))
    left.push_back(entry.path().filename());
  EXPECT_THAT(left, UnorderedElementsAre("used", "again", "lock"));
}

}  // namespace
}  // namespace assay::sys
