// SPDX-License-Identifier: Apache-2.0
// With the real shells: each that is installed reads the command as sshd would give it.
#include "reach/remote_command.h"

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>

#include "base/sha256.h"
#include "base/text.h"
#include "reach/stand_in_test.h"
#include "sys/dialogue.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/laid_out.h"
#include "sys/process.h"
#include "sys/trees.h"

namespace assay::reach {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kNonce = "0123456789abcdef";
// Stands for the kit's program: says how it was started, and what of its input is left.
const std::string kProgram =
    "#!/bin/sh\necho \"started $1 $2 $3\"\nread line; echo \"read $line\"\n";

RemoteWish wish(const std::string& folder = {}) { return {.folder = folder, .nonce = kNonce}; }

class RemoteCommandTest : public ::testing::Test {
 protected:
  fs::path home() const { return folder_.path() / "home"; }

  sys::ProcessRequest request(std::vector<std::string> shell, const RemoteWish& with) const {
    sys::make_folder(home());
    shell.insert(shell.end(), {"-c", remote_command(with)});
    return {.argv = std::move(shell),
            .environment = {{{"HOME", home()}, {"PATH", path_}, {"LOGNAME", "me"}}},
            .folder = folder_.path()};
  }

  // The next sign, as its kind and the machine.
  static std::optional<Sign> sign(sys::Dialogue& with, std::string& said) {
    for (int tries = 0; tries < 600; ++tries) {
      if (auto found = take_sign(said, kNonce)) return found;
      if (with.hear(said, 100ms) == sys::Dialogue::Heard::end) break;
    }
    return take_sign(said, kNonce);
  }

  // The sign that follows when it has been told what it needs.
  static std::optional<Sign> told(sys::Dialogue& with, std::string& said,
                                  std::uint64_t size = kProgram.size()) {
    const auto ask = sign(with, said);
    if (!ask || ask->kind != Sign::Kind::ask) return ask;
    EXPECT_EQ(ask->machine, machine_here());
    with.tell(program_line(base::sha256(kProgram), size));
    return sign(with, said);
  }

  static std::string rest(sys::Dialogue& with, std::string said) {
    while (with.hear(said, 60s) == sys::Dialogue::Heard::words) {
    }
    return said;
  }

  // Sends the program, and one line to it. What it says then.
  static std::string bring(sys::Dialogue& with) {
    std::string said;
    const auto need = told(with, said);
    if (!need) return "no sign: " + said + with.complaints();
    EXPECT_EQ(need->kind, Sign::Kind::need);
    with.tell(kProgram);
    const auto got = sign(with, said);
    if (!got) return "no sign: " + said + with.complaints();
    EXPECT_EQ(got->kind, Sign::Kind::got);
    with.tell(kWhole);
    with.tell("hello\n");
    return rest(with, said);
  }

  // "What it says" of one that is there.
  static std::string begin(sys::Dialogue& with) {
    std::string said;
    const auto have = told(with, said);
    if (!have) return "no sign: " + said + with.complaints();
    EXPECT_EQ(have->kind, Sign::Kind::have);
    with.tell("hello\n");
    return rest(with, said);
  }

  std::string expected(const fs::path& folder) const {
    return std::string("started serve ") + kNonce + " " + folder.string() + "\nread hello\n";
  }

  sys::TemporaryFolder folder_;
  std::string path_ = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
};

std::vector<std::vector<std::string>> shells() {
  std::vector<std::vector<std::string>> found;
  for (const std::vector<std::string>& shell : {std::vector<std::string>{"sh"},
                                                {"dash"},
                                                {"bash"},
                                                {"busybox", "sh"},
                                                {"zsh"},
                                                {"fish"},
                                                {"tcsh"},
                                                {"csh"},
                                                {"bsd-csh"},
                                                {"ksh"},
                                                {"mksh"}}) {
    if (sys::find_program(shell.front())) found.push_back(shell);
  }
  return found;
}

TEST_F(RemoteCommandTest, IsReadAlikeByEveryShellThatIsHere) {
  for (const auto& shell : shells()) {
    SCOPED_TRACE(base::join(shell, " "));
    sys::remove_tree(home());
    const fs::path kit = home() / ".cache/assay/kit";
    {
      sys::Dialogue first(request(shell, wish()));
      EXPECT_EQ(bring(first), expected(kit));
    }
    const fs::path program = kit / ("assay-kit-" + base::sha256(kProgram));
    EXPECT_TRUE(sys::file_holds(program, kProgram));
    sys::Dialogue second(request(shell, wish()));
    EXPECT_EQ(begin(second), expected(kit));
    // Nothing else is left there.
    EXPECT_EQ(std::distance(fs::directory_iterator(kit), {}), 1);
  }
}

TEST_F(RemoteCommandTest, IgnoresWhatStartUpFilesPrint) {
  sys::make_folder(home());
  sys::write_whole(home() / ".bashrc", "");
  sys::ProcessRequest noisy = request({"bash"}, wish());
  noisy.argv.back() = "echo hello; echo 'assay-reach:" + std::string(kNonce) +
                      "'; echo 'x assay-reach:" + kNonce + " have x'; printf half; " +
                      noisy.argv.back();
  sys::Dialogue with(noisy);
  EXPECT_EQ(bring(with), expected(home() / ".cache/assay/kit"));
}

TEST_F(RemoteCommandTest, AnEchoOfTheCommandIsNoSign) {
  std::string said = remote_command(wish()) + "\n";
  EXPECT_FALSE(take_sign(said, kNonce).has_value());
}

TEST_F(RemoteCommandTest, TakesAProgramThatWasCutShortForNone) {
  {
    sys::Dialogue with(request({"sh"}, wish()));
    std::string said;
    EXPECT_EQ(told(with, said)->kind, Sign::Kind::need);
    with.tell(kProgram.substr(0, 20));
    with.close_input();
    EXPECT_TRUE(with.wait_for_end(60s));
  }
  const fs::path kit = home() / ".cache/assay/kit";
  EXPECT_EQ(std::distance(fs::directory_iterator(kit), {}), 0);
  sys::Dialogue again(request({"sh"}, wish()));
  EXPECT_EQ(bring(again), expected(kit));
}

TEST_F(RemoteCommandTest, DoesNotWaitForEverForBytesThatDoNotCome) {
  RemoteWish hasty = wish();
  hasty.patience = 1s;
  for (const char* shell : {"sh", "csh", "fish"}) {
    if (!sys::find_program(shell)) continue;
    sys::Dialogue with(request({shell}, hasty));
    std::string said;
    ASSERT_EQ(told(with, said)->kind, Sign::Kind::need);
    with.tell(kProgram.substr(0, 10));
    EXPECT_TRUE(with.wait_for_end(60s)) << shell;
    EXPECT_TRUE(fs::is_empty(home() / ".cache/assay/kit")) << shell;
  }
}

TEST_F(RemoteCommandTest, DoesNotWaitForEverToBeToldWhatItNeeds) {
  RemoteWish hasty = wish();
  hasty.patience = 1s;
  sys::Dialogue silent(request({"sh"}, hasty));
  EXPECT_TRUE(silent.wait_for_end(60s));
  sys::Dialogue gone(request({"sh"}, wish()));
  gone.close_input();
  EXPECT_TRUE(gone.wait_for_end(60s));
  EXPECT_TRUE(fs::is_empty(home() / ".cache/assay/kit"));
}

TEST_F(RemoteCommandTest, BringsABrokenProgramAnew) {
  const fs::path kit = home() / ".cache/assay/kit";
  const fs::path program = kit / ("assay-kit-" + base::sha256(kProgram));
  sys::write_whole(program, "broken");
  sys::make_read_only(program, true);
  RemoteWish anew = wish();
  anew.anew = true;
  sys::Dialogue with(request({"sh"}, anew));
  EXPECT_EQ(bring(with), expected(kit));
}

TEST_F(RemoteCommandTest, TakesTheFolderThatIsAskedFor) {
  sys::Dialogue below(request({"sh"}, wish("~/deep/kit")));
  EXPECT_EQ(bring(below), expected(home() / "deep/kit"));
  const fs::path absolute = folder_.path() / "abs";
  sys::Dialogue other(request({"sh"}, wish(absolute)));
  EXPECT_EQ(bring(other), expected(absolute));
}

TEST_F(RemoteCommandTest, TakesAnotherFolderWhereHomeCannotBeWritten) {
  sys::ProcessRequest with = request({"sh"}, wish());
  const fs::path runtime = folder_.path() / "runtime";
  for (auto& [name, value] : *with.environment) {
    if (name == "HOME") value = "/proc";
  }
  with.environment->emplace_back("XDG_RUNTIME_DIR", runtime);
  sys::Dialogue talk(with);
  EXPECT_EQ(bring(talk), expected(runtime / "assay-kit"));
}

TEST_F(RemoteCommandTest, LeavesOutALinkInPlaceOfTheFolder) {
  sys::make_folder(folder_.path() / "theirs");
  sys::make_link(folder_.path() / "theirs", folder_.path() / "link");
  sys::Dialogue with(request({"sh"}, wish(folder_.path() / "link")));
  std::string said;
  EXPECT_EQ(sign(with, said)->kind, Sign::Kind::nowhere);
}

// A mount of the test's own, which needs a namespace.
TEST_F(RemoteCommandTest, LeavesOutAFolderThatIsMountedNoexec) {
  const fs::path mounted = folder_.path() / "mounted";
  sys::make_folder(mounted);
  const std::string mount = "mount -t tmpfs -o noexec none " + mounted.string() + " && exec \"$@\"";
  if (!sys::run_process({.argv = {"unshare", "-Urm", "true"}}).exited(0)) GTEST_SKIP();
  sys::Dialogue with(request({"unshare", "-Urm", "sh", "-c", mount, "x", "sh"}, wish(mounted)));
  std::string said;
  const auto first = sign(with, said);
  ASSERT_TRUE(first.has_value()) << said << with.complaints();
  EXPECT_EQ(first->kind, Sign::Kind::nowhere);
}

TEST_F(RemoteCommandTest, SaysThatADiskIsFull) {
  const fs::path mounted = folder_.path() / "mounted";
  sys::make_folder(mounted);
  const std::string fill = "mount -t tmpfs -o size=64k none " + mounted.string() +
                           " && head -c 70000 /dev/zero >" + mounted.string() + "/x; exec \"$@\"";
  if (!sys::run_process({.argv = {"unshare", "-Urm", "true"}}).exited(0)) GTEST_SKIP();
  sys::Dialogue with(request({"unshare", "-Urm", "sh", "-c", fill, "x", "sh"}, wish(mounted)));
  std::string said;
  const auto first = told(with, said, 200'000);
  ASSERT_TRUE(first.has_value()) << said << with.complaints();
  if (first->kind == Sign::Kind::need) {
    with.tell(std::string(200'000, 'x'));
    EXPECT_EQ(sign(with, said)->kind, Sign::Kind::unwritten);
  } else {
    EXPECT_EQ(first->kind, Sign::Kind::nowhere);
  }
}

// Tools of an old busybox: no head that counts bytes.
TEST_F(RemoteCommandTest, TakesBytesWithDdWhereHeadCannotCount) {
  const fs::path tools = folder_.path() / "tools";
  sys::make_folder(tools);
  for (const char* tool : {"uname", "mkdir", "chmod", "rm", "mv", "dd"}) {
    sys::make_link(sys::find_program(tool).value(), tools / tool);
  }
  path_ = tools.string();
  sys::ProcessRequest with = request({sys::find_program("sh")->string()}, wish());
  sys::Dialogue talk(with);
  EXPECT_EQ(bring(talk), expected(home() / ".cache/assay/kit"));
}

TEST(Signs, ComeWholeAndAreTakenInTheirOrder) {
  std::string said = "noise\nassay-reach:n need x86_64";
  EXPECT_FALSE(take_sign(said, "n").has_value());
  said += "\nassay-reach:n got x86_64\nrest";
  EXPECT_EQ(take_sign(said, "n")->kind, Sign::Kind::need);
  EXPECT_EQ(take_sign(said, "n")->kind, Sign::Kind::got);
  EXPECT_EQ(said, "rest");
  std::string other = "assay-reach:m need x\nassay-reach:n dance x\nassay-reach:n have a;b\n";
  EXPECT_FALSE(take_sign(other, "n").has_value());
}

TEST(Signs, ThatWereAlteredAreKnown) {
  const std::string other = "fedcba9876543210";
  EXPECT_TRUE(holds_broken_sign("hello\nassay-reach:" + other + " got x86_64\n", kNonce));
  for (const std::string said : {"hello\n", "assay-rea", "m=assay-reach:0\n"}) {
    EXPECT_FALSE(holds_broken_sign(said, kNonce)) << said;
  }
  EXPECT_FALSE(holds_broken_sign(std::string("assay-reach:") + kNonce + " got x86_64\n", kNonce));
}

TEST(RemoteCommand, HoldsNothingThatAShellReadsInItsOwnWay) {
  const std::string command = remote_command(wish("~/x"));
  EXPECT_THAT(command, StartsWith("exec /bin/sh -c '"));
  const std::string inside = command.substr(17, command.size() - 18);
  EXPECT_EQ(inside.find_first_of("'!\\\n\r\t"), std::string::npos);
}

}  // namespace
}  // namespace assay::reach
