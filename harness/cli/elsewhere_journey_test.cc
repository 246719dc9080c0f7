// SPDX-License-Identifier: Apache-2.0
// What --on does before any other machine is reached: refusing, listing, asking. What comes after
// that is on_place_test.py's.
#include <gmock/gmock.h>

#include "base/text.h"
#include "cli/journey.h"
#include "sys/environment.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kNoBody = "";  // nothing is built here

// No name server knows a name that ends so (RFC 6761).
constexpr const char* kNowhere = "ssh:nowhere.invalid";

TEST(Elsewhere, OptionsThatAreForThisMachineAreRefusedByName) {
  const SmallTree tree("elsewhere-refused", {"x86-64-v2"});
  tree.suite("tiny", kNoBody);
  for (const auto& [words, refused] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"run", "--blocks", "blocks"}, "--blocks"},
           {{"run", "--budget", "5"}, "--budget"},
           {{"run", "--budget", "5", "--dry-run"}, "--budget"},
           {{"run", "--runner", "qemu-user"}, "--runner qemu-user"},
           {{"run", "--runner", "native,qemu-system"}, "--runner qemu-system"},
           {{"run", "--runner", "natve"}, "--runner natve"},
           {{"run", "--binary", "/bin/true"}, "--binary"},
           {{"gate", "toolchain=clang", "toolchain=gcc", "--runner", "qemu-user"},
            "--runner qemu-user"},
           {{"doctor", "--save", "copy"}, "--save"},
           {{"doctor", "--root", "copy"}, "--root"},
           {{"doctor", "--tune"}, "--on"}}) {
    auto all = words;
    all.insert(all.begin() + 1, {"--on", kNowhere});
    const Ran ran = tree.assay(all);
    EXPECT_EQ(ran.status, 2) << base::join(all, " ") << '\n' << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(refused));
  }
  EXPECT_FALSE(std::filesystem::exists(tree.at("blocks")));
  EXPECT_FALSE(std::filesystem::exists(tree.at("copy")));
}

// Nothing is built for a gate that can't be measured, and no commit is looked for.
TEST(Elsewhere, AGateLooksAtPlaceAndTargetFirst) {
  const SmallTree tree("elsewhere-gate", {"x86-64-v2", "riscv64-gc"});
  tree.suite("tiny", kNoBody);
  tree.remove("build/cells");
  const auto refusal = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "gate");
    const Ran ran = tree.assay(words);
    EXPECT_EQ(ran.status, 2) << ran.err;
    EXPECT_FALSE(std::filesystem::exists(tree.at("build/cells")));
    return ran.err;
  };
  const std::string one = "x86-64-v2", other = "ssh:elsewhere.invalid";
  EXPECT_THAT(refusal({"git:nosuch", "git:nosuch", "--target", one, "--on", "nosuch"}),
              AllOf(HasSubstr("\"nosuch\""), Not(HasSubstr("git"))));
  EXPECT_THAT(refusal({"git:nosuch", "git:nosuch", "--target", one, "--on",
                       std::string(kNowhere) + "," + other}),
              HasSubstr("a gate is measured at one place"));
  for (const char* word : {"git:nosuch", "toolchain=gcc"}) {
    EXPECT_THAT(refusal({word, word, "--on", kNowhere}),
                AllOf(HasSubstr("a gate at a place is for one target, and the sides have "
                                "riscv64-gc, x86-64-v2"),
                      HasSubstr("choose one with --target")));
  }
}

TEST(Elsewhere, ASystemThatBootsIsRefused) {
  const SmallTree tree("elsewhere-boots", {"x86-64-v2"});
  tree.suite("tiny", kNoBody);
  const auto ends = [&](std::vector<std::string> words, int status) {
    const Ran ran = tree.assay(words);
    EXPECT_EQ(ran.status, status) << base::join(words, " ") << '\n' << ran.err;
    return ran.out + ran.err;
  };
  const auto why = HasSubstr("from-source is a system that boots");
  EXPECT_THAT(ends({"run", "--os", "from-source", "--on", kNowhere}, 2), why);
  EXPECT_THAT(ends({"run", "--os", "from-source", "--on", kNowhere, "--dry-run"}, 3), why);
  EXPECT_THAT(ends({"kit", "x86-64-v2", "--os", "from-source"}, 2), why);
}

TEST(Elsewhere, ADryRunListsCellsAndReachesNobody) {
  const SmallTree tree("elsewhere-listed", {"x86-64-v2", "riscv64-gc"});
  tree.suite("tiny", kNoBody);
  tree.write("assay.toml",
             "budget = 5\n[place.lab1]\nssh = \"nowhere.invalid\"\n"
             "before = [\"touch\", \"went-before\"]\n");
  for (const char* option : {"--dry-run", "--list"}) {
    const Ran ran = tree.assay({"run", "--on", std::string(kNowhere) + ",lab1", "--toolchain",
                                "clang,gcc", "--target", "x86-64-v2", "--runner", "native", option,
                                "-o", tree.at("record.json").string()});
    EXPECT_EQ(ran.status, 0) << ran.err;
    std::vector<std::string> rows;
    for (const std::string& line : base::split(ran.out, '\n')) {
      if (!line.starts_with("x86-64-v2")) continue;
      rows.push_back(line.find("clang") != std::string::npos ? "clang" : "gcc");
      EXPECT_THAT(line, AllOf(HasSubstr("tiny"), HasSubstr("native")));
    }
    EXPECT_THAT(rows, ElementsAre("clang", "gcc"));
    EXPECT_THAT(ran.out, HasSubstr("at ssh:nowhere.invalid, lab1, as far as"));
    EXPECT_THAT(ran.err, Not(HasSubstr("building")));
  }
  for (const char* made : {"went-before", "record.json", "build/cells"}) {
    EXPECT_FALSE(std::filesystem::exists(tree.at(made))) << made;
  }
  EXPECT_EQ(tree.assay({"run", "--on", "lab2", "--dry-run"}).status, 2);
  const Ran without = tree.assay({"run", "--on", "lab1", "--dry-run", "--no-config"});
  EXPECT_EQ(without.status, 2);
  EXPECT_THAT(without.err, HasSubstr("there is no place \"lab1\""));
}

// The commands fail, so that no connection is tried.
TEST(Elsewhere, CommandsOfAProjectsFileAreAskedForOnceHoweverManyPlaces) {
  const SmallTree tree("elsewhere-asked", {"x86-64-v2"});
  tree.suite("tiny", kNoBody);
  std::string file;
  for (const char* name : {"lab1", "lab2"}) {
    file += std::string("[place.") + name +
            "]\nssh = \"nowhere.invalid\"\n"
            "before = [\"sh\", \"-c\", \"echo " +
            name + " >> asked; exit 1\"]\n";
  }
  tree.write("assay.toml", file);
  tree.remove("asked");
  const Ran ran = run_on_terminal("/usr/bin/env",
                                  {"--chdir=" + tree.at("").string(), tree.program().string(),
                                   "doctor", "--on", "lab1,lab2", "--no-pager"},
                                  {.first = "[y/N]", .keys = "y\n"});
  EXPECT_EQ(ran.status, 3) << ran.out;
  EXPECT_EQ(base::split(ran.out, '?').size(), 2u) << ran.out;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("before lab1 is reached"),
                             HasSubstr("before lab2 is reached: run this? [y/N]")));
  EXPECT_EQ(sys::read_file(tree.at("asked"), kFileLimit), "lab1\nlab2\n");
  const Ran alone = tree.assay({"doctor", "--on", "lab1,lab2"});
  EXPECT_EQ(alone.status, 2);
  EXPECT_THAT(alone.err, HasSubstr("nobody is here to agree"));
}

// Its shell is this machine's, and its uname says that it is 64-bit Arm. Without libraries of the
// harness nothing is built, and the message says for which architecture it would have been.
TEST(Elsewhere, AMachineGetsTheProgramOfItsOwnArchitecture) {
  const SmallTree tree("elsewhere-own", {"armhf", "kunpeng-920"});
  tree.suite("tiny", kNoBody);
  tree.write("bin/ssh",
             "#!/bin/sh\nfor last; do :; done\n"
             "uname() { echo aarch64; }; eval \"eval ${last#exec /bin/sh -c }\"\n");
  std::filesystem::permissions(tree.at("bin/ssh"), std::filesystem::perms::owner_all);
  const std::string home = sys::variable("HOME").value_or("") + "/.cache",
                    cache = sys::variable("XDG_CACHE_HOME").value_or(home) + "/assay/sources";
  tree.remove("cache");
  std::filesystem::create_directories(tree.at("cache/assay"));
  std::filesystem::create_directory_symlink(cache, tree.at("cache/assay/sources"));
  const auto asked_for = [&](std::vector<std::string> words) {
    words.insert(words.begin(),
                 {"PATH=" + tree.at("bin").string() + ":" + getenv("PATH"),
                  "XDG_CACHE_HOME=" + tree.at("cache").string(), tree.program().string()});
    const Ran ran = run_program("/usr/bin/env", words, tree.at(""));
    EXPECT_EQ(ran.status, 3) << ran.err;
    return ran.err;
  };
  const auto own = HasSubstr("static/aarch64/libassay-static.a is missing");
  const std::string place = "ssh:board";
  EXPECT_THAT(asked_for({"doctor", "--on", place}), own);
  EXPECT_THAT(asked_for({"places", place}), own);
  EXPECT_THAT(asked_for({"run", "--on", place}), own);
  EXPECT_THAT(asked_for({"run", "--on", place, "--target", "armhf,kunpeng-920"}), own);
  EXPECT_THAT(asked_for({"run", "--on", place, "--target", "kunpeng-920,armhf"}), own);
  EXPECT_THAT(asked_for({"run", "--on", place, "--target", "armhf"}),
              HasSubstr("static/armhf/libassay-static.a is missing"));
}

}  // namespace
}  // namespace assay::cli
