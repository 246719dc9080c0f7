// SPDX-License-Identifier: Apache-2.0
#include "submit/leaving.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace assay::submit {
namespace {

using base::Json;
using testing::ElementsAre;
using testing::IsEmpty;

Leaving leaving(std::string_view text) {
  return fit_to_leave(base::parse_json(text, "a.json"), may_leave());
}

std::string what_leaves(std::string_view text) { return leaving(text).document.dump_compact(); }

TEST(Leaving, KeepsWhatTheTableNamesInItsOrder) {
  constexpr std::string_view kText =
      R"({"schema":"assay.record/2","hosts":[{"fingerprint":{"cpu":"Kunpeng-920","x86.vendor":"a"},)"
      R"("features":["sve","fp"]}],"cells":[{"target":"armhf","benchmarks":[{"name":"libc/strlen/8",)"
      R"("counters":{"array_bytes":[2.5,null]},"samples":[{"iterations":3,"wall_ns":1.5}]}]}]})";
  EXPECT_EQ(what_leaves(kText), kText);
  EXPECT_THAT(leaving(kText).left_out, IsEmpty());
}

TEST(Leaving, LeavesOutWhatNobodyNamed) {
  const auto left = leaving(
      R"({"schema":"a","owner":"alice","hosts":[{"class":"virtualised","serial":"4711","place":"ssh:lab1",
          "fingerprint":{"cpu":"c","dmi.serial":"4711"}}],"cells":[{"secret":{"a":[1,2]}}],"extra":[[1]]})");
  EXPECT_EQ(
      left.document.dump_compact(),
      R"({"schema":"a","hosts":[{"class":"virtualised","fingerprint":{"cpu":"c"}}],"cells":[{}]})");
  EXPECT_THAT(left.left_out,
              ElementsAre("owner", "hosts[0].serial", "hosts[0].place",
                          "hosts[0].fingerprint.dmi.serial", "cells[0].secret", "extra"));
}

TEST(Leaving, LeavesOutValuesOfAnotherKind) {
  EXPECT_EQ(what_leaves(
                R"({"schema":7,"content":"not a hash","harness":{"dirty":"yes","commit":"0a1"}})"),
            R"({"harness":{"commit":"0a1"}})");
  EXPECT_EQ(what_leaves(R"({"hosts":[{"class":["alice"],"features":[{"alice":1},"fp",["x"]]}]})"),
            R"({"hosts":[{"features":["fp"]}]})");
  EXPECT_EQ(
      what_leaves(
          R"({"cells":[{"benchmarks":[{"counters":{"alice@example.org":[1],"n":["x"],"k":1,"m":[1]}}]}]})"),
      R"({"cells":[{"benchmarks":[{"counters":{"n":[],"m":[1]}}]}]})");
}

TEST(Leaving, KeepsPathsOfTheKitAlone) {
  EXPECT_EQ(what_leaves(R"({"cells":[{"program":{"path":"programs/libc"}}]})"),
            R"({"cells":[{"program":{"path":"programs/libc"}}]})");
  for (const char* path : {"/home/alice/libc", "../libc", "programs/../../x", "alice's/libc"}) {
    const auto left = leaving(R"({"cells":[{"program":{"path":")" + std::string(path) + R"("}}]})");
    EXPECT_THAT(left.left_out, ElementsAre("cells[0].program.path")) << path;
    EXPECT_EQ(left.document.dump_compact(), R"({"cells":[{"program":{"path":"PATH"}}]})");
  }
}

TEST(WithoutPaths, ReplacesWhatLeadsIntoSomebodysFolders) {
  EXPECT_EQ(without_paths("/home/alice/kit/programs/libc: Permission denied"),
            "PATH: Permission denied");
  EXPECT_EQ(without_paths("it is in '/tmp/a b' and ~/x"), "it is in 'PATH' and PATH");
  EXPECT_EQ(without_paths("-I/home/alice/include -O2 -ffile-prefix-map=/home/alice=."),
            "-IPATH -O2 -ffile-prefix-map=PATH=.");
  EXPECT_EQ(without_paths("no '/srv/the store/li"), "no 'PATH");
  EXPECT_EQ(without_paths("/dev/mapper/acme and /sys/fs/cgroup/anna.scope"), "PATH and PATH");
  EXPECT_EQ(without_paths("/home/\xc3\xa9lise/x:12"), "PATH:12");
}

TEST(WithoutPaths, KeepsNamesAndTheKernelsFiles) {
  for (const char* text : {"compute/matmul/ikj_f64/64", "/proc/sys/kernel/perf_event_paranoid is 4",
                           "no /dev/shm here", "container: /.dockerenv", "read / write", "1/2",
                           "-march=x86-64-v2", ""}) {
    EXPECT_EQ(without_paths(text), text);
  }
}

// A row twice, or one that hides another, is a mistake in the table.
TEST(MayLeave, NamesEachKeyOnce) {
  for (const auto& table : {may_leave(), may_leave_of_kit()}) {
    std::vector<std::string_view> paths;
    for (const MayLeave& row : table) paths.push_back(row.path);
    std::ranges::sort(paths);
    EXPECT_EQ(std::ranges::adjacent_find(paths), paths.end());
  }
}

}  // namespace
}  // namespace assay::submit
