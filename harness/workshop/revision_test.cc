// SPDX-License-Identifier: Apache-2.0
#include "workshop/revision.h"

#include <gmock/gmock.h>

#include <chrono>
#include <string>
#include <tuple>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "sys/files.h"
#include "sys/killed_test.h"
#include "sys/process.h"
#include "sys/trees.h"
#include "sys/variable_test.h"

namespace assay::workshop {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr int kSuites = 40;

// A clone with forty suites in its one commit, and an empty cache.
class CheckOut : public testing::Test {
 protected:
  CheckOut() {
    folders_.data = folder_.path() / "clone";
    folders_.cache = folder_.path() / "cache";
    for (int i = 0; i < kSuites; ++i) sys::write_whole(suite(folders_.data / "benchmarks", i), "1");
    git({"init", "-q"});
    git({"add", "."});
    git({"-c", "user.name=Tests", "-c", "user.email=t@t", "commit", "-q", "-m", "Suites"});
  }

  static fs::path suite(const fs::path& benchmarks, int i) {
    return benchmarks / ("suite" + std::to_string(i)) / "main.cc";
  }

  std::string git(std::vector<std::string> words) const {
    words.insert(words.begin(), {"git", "-C", folders_.data.string()});
    const auto ended = sys::run_process({.argv = words});
    EXPECT_TRUE(ended.exited(0)) << ended.err;
    return std::string(base::trim(ended.out));
  }

  static bool is_whole(const fs::path& benchmarks) {
    for (int i = 0; i < kSuites; ++i) {
      if (!sys::file_holds(suite(benchmarks, i), "1")) return false;
    }
    return true;
  }

  fs::path revisions() const { return folders_.cache / "revisions"; }

  const sys::ScopedVariable temporary_{"TMPDIR", sys::in_memory()};
  sys::TemporaryFolder folder_;
  sys::Folders folders_;
};

TEST_F(CheckOut, WritesTheSuitesOfACommitOnce) {
  const auto first = check_out("HEAD", folders_);
  EXPECT_EQ(first.commit, git({"rev-parse", "HEAD"}));
  EXPECT_TRUE(is_whole(first.tree / "benchmarks"));
  const auto stamp = sys::file_stamp(suite(first.tree / "benchmarks", 7));
  sys::write_whole(suite(folders_.data / "benchmarks", 7), "changed, not committed");
  const auto second = check_out(first.commit.substr(0, 12), folders_);
  EXPECT_EQ(second.tree, first.tree);
  EXPECT_EQ(sys::file_stamp(suite(second.tree / "benchmarks", 7)), stamp);
}

TEST_F(CheckOut, NamesWhatIsNoCommit) {
  try {
    check_out("nowhere", folders_);
    FAIL() << "nothing was thrown";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_THAT(error.what(), HasSubstr("git:nowhere is not a commit of"));
  }
}

TEST_F(CheckOut, RefusesANameThatWasTypedInAnotherRepository) {
  const fs::path other = folder_.path() / "other", below = folders_.data / "benchmarks/suite1";
  sys::make_folder(other);
  EXPECT_EQ(check_out("HEAD", folders_, other).commit, git({"rev-parse", "HEAD"}));
  EXPECT_EQ(check_out("HEAD", folders_, below).commit, git({"rev-parse", "HEAD"}));
  EXPECT_TRUE(sys::run_process({.argv = {"git", "init", "-q", other.string()}}).exited(0));
  try {
    check_out("HEAD", folders_, other);
    FAIL() << "nothing was thrown";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_THAT(error.what(), HasSubstr("belongs to another repository"));
  }
}

TEST_F(CheckOut, InFourProcessesAtOnceGivesEachTheWholeCommit) {
  for (int round = 0; round < 5; ++round) {
    sys::remove_tree(folders_.cache);
    const auto statuses = sys::statuses_of_processes(
        4, [&] { return is_whole(check_out("HEAD", folders_).tree / "benchmarks") ? 0 : 1; });
    EXPECT_THAT(statuses, testing::Each(0)) << "round " << round;
  }
}

TEST_F(CheckOut, AfterAKillAtAnyMomentGivesTheWholeCommit) {
  constexpr int kApart = 3;  // of some 370 steps; sys kills the making of a folder at each
  int step = 0;
  const auto tree = revisions() / git({"rev-parse", "HEAD"}) / "tree";
  for (auto fate = sys::Fate::killed; fate == sys::Fate::killed; step += kApart) {
    sys::remove_tree(folders_.cache);
    fate = sys::killed_at(step, [&] { check_out("HEAD", folders_); });
    EXPECT_NE(fate, sys::Fate::ended_badly);
    EXPECT_TRUE(!fs::exists(tree) || is_whole(tree / "benchmarks")) << "after step " << step;
    EXPECT_TRUE(is_whole(check_out("HEAD", folders_).tree / "benchmarks")) << "after step " << step;
    EXPECT_FALSE(fs::exists(tree.string() + ".unfinished")) << "after step " << step;
  }
  EXPECT_GT(step, 200);
}

TEST_F(CheckOut, DoesNotBelieveWhatEarlierVersionsLeftInParts) {
  const auto commit = git({"rev-parse", "HEAD"});
  sys::write_whole(suite(revisions() / commit / "benchmarks", 0), "1");
  sys::write_whole(suite(revisions() / commit / "unfinished/benchmarks", 0), "1");
  EXPECT_TRUE(is_whole(check_out("HEAD", folders_).tree / "benchmarks"));
}

TEST_F(CheckOut, DropsWhatNobodyAskedForInTwoWeeks) {
  const auto unused = revisions() / std::string(40, 'a'), used = revisions() / std::string(40, 'b');
  for (const auto& each : {unused, used}) sys::write_whole(each / "tree/benchmarks/x", "");
  fs::last_write_time(unused, fs::file_time_type::clock::now() - 15 * 24h);
  fs::last_write_time(used, fs::file_time_type::clock::now() - 13 * 24h);
  sys::write_whole(revisions() / (std::string(40, 'c') + ".outdated") / "x", "");
  const auto own = check_out("HEAD", folders_);
  std::vector<std::string> left;
  for (const auto& entry : fs::directory_iterator(revisions())) {
    left.push_back(entry.path().filename().string());
  }
  EXPECT_THAT(left, testing::UnorderedElementsAre(own.commit, std::string(40, 'b'), "lock"));

  // Asking keeps it.
  fs::last_write_time(revisions() / own.commit, fs::file_time_type::clock::now() - 15 * 24h);
  check_out("HEAD", folders_);
  EXPECT_LT(fs::file_time_type::clock::now() - fs::last_write_time(revisions() / own.commit), 1h);
}

TEST_F(CheckOut, ReadsOneFileOfACommit) {
  const auto at = [&](const char* name, const fs::path& below) {
    return file_at(name, below, folders_.data, base::Bytes{100});
  };
  sys::write_whole(folders_.data / "kept/file", "first\n\n");
  git({"add", "kept"});
  git({"-c", "user.name=Tests", "-c", "user.email=t@t", "commit", "-q", "-m", "One more"});
  sys::write_whole(folders_.data / "kept/file", "second\n");
  EXPECT_EQ(at("HEAD", "kept/file"), "first\n\n");  // with all its line breaks
  EXPECT_EQ(at("HEAD~1", "kept/file"), std::nullopt);
  EXPECT_THROW(at("--help", "kept/file"), base::Error);
  EXPECT_THROW(file_at("HEAD", "kept/file", folders_.data, base::Bytes{3}), base::Error);
}

TEST_F(CheckOut, NamesWhatIsInAFolderOfACommit) {
  sys::write_whole(folders_.data / "kept/b c", "");
  sys::write_whole(folders_.data / "kept/a/deep", "");
  git({"add", "kept"});
  git({"-c", "user.name=Tests", "-c", "user.email=t@t", "commit", "-q", "-m", "One more"});
  EXPECT_THAT(names_at("HEAD", "kept", folders_.data), testing::ElementsAre("kept/a", "kept/b c"));
  EXPECT_THAT(names_at("HEAD~1", "kept", folders_.data), testing::IsEmpty());
  EXPECT_THROW(names_at("no-such", "kept", folders_.data), base::Error);
}

class Changes : public CheckOut {
 protected:
  // Of all that is in the clone now.
  std::string commit() const {
    git({"add", "--all"});
    git({"-c", "user.name=Tests", "-c", "user.email=t@t", "commit", "-q", "-m", "Next"});
    return git({"rev-parse", "HEAD"});
  }
  std::string hash_of(const std::string& place) const { return git({"rev-parse", place}); }
  fs::path file(const char* name) const { return folders_.data / name; }
  std::string changes(const std::string& base, const std::string& head) const {
    return changes_between(base, head, folders_.data);
  }
};

TEST_F(Changes, AreThoseSinceTheHeadLeftTheBase) {
  using namespace std::string_literals;
  const std::string start = hash_of("HEAD"), none(40, '0');
  sys::write_whole(file("later"), "of the base");
  const std::string base = commit();
  git({"checkout", "-q", start});
  sys::write_whole(file("a\nb"), "new");
  fs::rename(file("benchmarks/suite1/main.cc"), file("moved"));
  const std::string head = commit();
  EXPECT_EQ(changes(base, head), ":000000 100644 " + none + " " + hash_of(head + ":a\nb") +
                                     " A\0a\nb\0"s + ":100644 000000 " +
                                     hash_of(start + ":benchmarks/suite1/main.cc") + " " + none +
                                     " D\0benchmarks/suite1/main.cc\0"s + ":000000 100644 " + none +
                                     " " + hash_of(head + ":moved") + " A\0moved\0"s);
  EXPECT_EQ(changes(head, head), "");
  EXPECT_EQ(blob(hash_of(head + ":a\nb"), folders_.data, base::Bytes{3}), "new");
  EXPECT_EQ(blob(hash_of(head + ":a\nb"), folders_.data, base::Bytes{2}), std::nullopt);
  EXPECT_THROW(blob(none, folders_.data, base::Bytes{9}), base::Error);
  EXPECT_THROW(changes("--help", head), base::Error);
  EXPECT_THROW(changes_between(base, head, folders_.data / "benchmarks"), base::Error);
}

TEST_F(Changes, HaveOneBeginning) {
  const std::string start = hash_of("HEAD");
  std::vector<std::string> tips;
  for (const char* name : {"left", "right"}) {
    git({"checkout", "-q", start});
    sys::write_whole(file(name), name);
    tips.push_back(commit());
  }
  const std::string tree = hash_of(tips[0] + "^{tree}");
  const auto joined = [&](std::size_t first, std::size_t second) {
    return git({"-c", "user.name=Tests", "-c", "user.email=t@t", "commit-tree", "-m", "Both", "-p",
                tips.at(first), "-p", tips.at(second), tree});
  };
  const std::string alone =
      git({"-c", "user.name=Tests", "-c", "user.email=t@t", "commit-tree", "-m", "Alone", tree});
  for (const auto& [base, head, said] :
       {std::tuple(joined(0, 1), joined(1, 0), "2 common ancestors"),
        std::tuple(start, alone, "0 common ancestors")}) {
    try {
      changes(base, head);
      FAIL() << "nothing was thrown";
    } catch (const base::Error& error) {
      EXPECT_EQ(error.exit(), base::Exit::bad);
      EXPECT_THAT(error.what(), HasSubstr(said));
    }
  }
}

}  // namespace
}  // namespace assay::workshop
