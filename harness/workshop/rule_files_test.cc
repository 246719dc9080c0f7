// SPDX-License-Identifier: Apache-2.0
#include "workshop/rule_files.h"

#include <gmock/gmock.h>

#include "sys/files.h"
#include "sys/process.h"

namespace assay::workshop {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

// A repository of one commit, in which files are then changed.
class DifferingRules : public testing::Test {
 protected:
  DifferingRules() {
    for (const char* name : {"targets/a.toml", "targets/b.toml", "targets/os/c.toml",
                             "targets/README.md", "benchmarks/tiny/suite.toml"})
      write(name, "1");
    git({"init", "-q"});
    git({"add", "."});
    git({"-c", "user.name=Tests", "-c", "user.email=t@t", "commit", "-q", "-m", "One"});
    fs::copy(tree() / "benchmarks", folder_.path() / "base", fs::copy_options::recursive);
  }
  fs::path tree() const { return folder_.path() / "tree"; }
  void write(const std::string& name, const std::string& text) const {
    sys::write_whole(tree() / name, text);
  }
  void git(std::vector<std::string> words) const {
    words.insert(words.begin(), {"git", "-C", tree().string()});
    const auto ended = sys::run_process({.argv = words});
    EXPECT_TRUE(ended.exited(0)) << ended.err;
  }
  // The base is the commit, the head is this tree with a program of the suite.
  std::vector<std::string> differing(const std::string& suite = "tiny") const {
    work::GateSide base, head;
    base.source = "HEAD";
    base.catalog.suites = {{.name = "tiny", .folder = (folder_.path() / "base/tiny").string()}};
    head.catalog.suites = {{.name = "tiny", .folder = (tree() / "benchmarks/tiny").string()}};
    head.programs.emplace_back().cell.suite = suite;
    return differing_rules(base, head, tree());
  }

 private:
  sys::TemporaryFolder folder_;
};

TEST_F(DifferingRules, AreNoneOfTheSameTree) { EXPECT_THAT(differing(), IsEmpty()); }

TEST_F(DifferingRules, AreTargetsThatChangedCameOrWent) {
  write("targets/a.toml", "2");
  write("targets/os/d.toml", "1");
  write("targets/README.md", "2");
  fs::remove(tree() / "targets/b.toml");
  EXPECT_THAT(differing(), ElementsAre("targets/a.toml", "targets/b.toml", "targets/os/d.toml"));
}

TEST_F(DifferingRules, AreThoseOfSuitesThatAreCompared) {
  write("benchmarks/tiny/suite.toml", "2");
  EXPECT_THAT(differing(), ElementsAre("benchmarks/tiny/suite.toml"));
  EXPECT_THAT(differing("other"), IsEmpty());
}

// Folders of programs and records have no commit, and this tree's rules hold for both.
TEST_F(DifferingRules, AreNoneWithoutACommit) {
  write("targets/a.toml", "2");
  EXPECT_THAT(differing_rules({}, {}, tree()), IsEmpty());
}

}  // namespace
}  // namespace assay::workshop
