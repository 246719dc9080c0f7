// SPDX-License-Identifier: Apache-2.0
#include "build/build_cells.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <map>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "base/sha256.h"
#include "build/tiny_tree_test.h"
#include "record/elf.h"
#include "sys/environment.h"
#include "sys/full_disk_test.h"
#include "sys/interrupt.h"
#include "sys/killed_test.h"
#include "sys/trees.h"

namespace assay::build {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Steps final : public base::Progress {
 public:
  void stage(std::string_view name, const std::vector<std::string>& steps) override {
    const std::lock_guard guard(mutex_);
    said["stage"] = fmt::format("{} {}", name, steps.size());
  }
  void step(std::string_view what, std::string_view how, std::chrono::nanoseconds) override {
    const std::lock_guard guard(mutex_);
    said[std::string(what)] = how;
  }
  void note(std::string_view) override {}

  std::map<std::string, std::string> said;

 private:
  std::mutex mutex_;
};

catalog::Cell cell(const std::string& suite = "tiny", const std::string& toolchain = "clang") {
  return {"some-arm", toolchain, "debian", suite};
}

class BuildCells : public ::testing::Test {
 protected:
  std::vector<BuiltCell> build(const std::vector<catalog::Cell>& cells) {
    return build_cells(cells, tree_.catalog(), capabilities_, folders_, 2, steps_);
  }
  BuiltCell build_one(const catalog::Cell& one) { return build({one}).at(0); }

  sys::TemporaryFolder folder_;
  TinyTree tree_{folder_.path() / "tree"};
  record::Capabilities capabilities_ = tree_.capabilities();
  sys::Folders folders_{.data = tree_.root(), .cells = tree_.root() / "cells"};
  Steps steps_;
};

TEST_F(BuildCells, ACellBecomesAProgramOfItsTarget) {
  const auto built = build_one(cell());
  ASSERT_TRUE(built.outcome.good()) << built.outcome.reason;
  EXPECT_FALSE(built.was_current);
  EXPECT_EQ(built.program->path, (folders_.cells / "some-arm/clang/debian/tiny/tiny").string());
  EXPECT_EQ(built.program->arch, "aarch64");
  EXPECT_EQ(built.program->linkage, "static");
  EXPECT_EQ(built.program->build_id.size(), 40u);  // SHA-1
  EXPECT_THAT(built.program->compiler, StartsWith("clang "));
  EXPECT_THAT(built.program->linker, StartsWith("LLD "));
  EXPECT_EQ(steps_.said.at("stage"), "building 1");
  EXPECT_THAT(steps_.said.at("some-arm/clang/debian/tiny"), StartsWith("built in "));
}

TEST_F(BuildCells, WhatIsCurrentStartsNoProcess) {
  const auto first = build_one(cell());
  ASSERT_TRUE(first.outcome.good()) << first.outcome.reason;
  for (auto& tool : capabilities_.tools) tool.path = "/no/such/program";
  steps_.said.clear();
  const auto second = build_one(cell());
  EXPECT_TRUE(second.outcome.good()) << second.outcome.reason;
  EXPECT_TRUE(second.was_current);
  EXPECT_EQ(second.program, first.program);
  EXPECT_TRUE(steps_.said.empty());
}

TEST_F(BuildCells, AChangedSourceIsBuiltAgainAndOnlyThat) {
  tree_.add_suite("other", "int main() { return 1; }\n");
  const std::vector cells{cell("tiny"), cell("other")};
  const auto first = build(cells);
  ASSERT_TRUE(first[0].outcome.good()) << first[0].outcome.reason;
  tree_.write("benchmarks/other/main.cc", "int main() { return 2; }\n");
  const auto second = build(cells);
  EXPECT_TRUE(second[0].was_current);
  EXPECT_FALSE(second[1].was_current);
  EXPECT_NE(second[1].program->sha256, first[1].program->sha256);
  tree_.write("benchmarks/support/answer.h", "inline int answer() { return 43; }\n");
  const auto third = build(cells);
  EXPECT_NE(third[0].program->sha256, first[0].program->sha256);
  EXPECT_EQ(third[1].program->sha256, second[1].program->sha256);
}

TEST_F(BuildCells, ACompilersErrorIsTheCellsAndTheOthersGoOn) {
  tree_.add_suite("wrong", "int main() { return nothing; }\n");
  const auto built = build({cell("wrong"), cell("tiny")});
  EXPECT_EQ(built[0].cell.suite, "wrong");
  EXPECT_EQ(built[0].outcome.kind, base::Outcome::Kind::failed);
  EXPECT_EQ(built[0].outcome.code, "compile-error");
  EXPECT_THAT(built[0].outcome.reason, HasSubstr("wrong/main.cc:1:21: error: "));
  EXPECT_EQ(built[0].program, std::nullopt);
  EXPECT_EQ(steps_.said.at("some-arm/clang/debian/wrong"), "compile-error");
  EXPECT_TRUE(built[1].outcome.good()) << built[1].outcome.reason;
}

TEST_F(BuildCells, WhatThisMachineCannotBuildIsUnavailable) {
  for (auto& compiler : capabilities_.compilers) {
    if (compiler.toolchain == "gcc") compiler.cxx.path.clear();
  }
  const auto catalog = tree_.catalog();
  EXPECT_EQ(can_build(cell("tiny", "gcc"), catalog, capabilities_).code, "no-compiler");
  EXPECT_TRUE(can_build(cell(), catalog, capabilities_).good());
  const auto built = build({cell("tiny", "gcc")});
  EXPECT_EQ(built[0].outcome.kind, base::Outcome::Kind::unavailable);
  EXPECT_EQ(built[0].outcome.code, "no-compiler");
  EXPECT_FALSE(fs::exists(folders_.cells));
}

TEST_F(BuildCells, TheSameSourceGivesTheSameProgramInATreeThatWasMoved) {
  tree_.add_suite("where", "#include <cstdio>\nint main() { std::puts(__FILE__); }\n");
  const auto first = build_one(cell("where", "gcc"));
  ASSERT_TRUE(first.outcome.good()) << first.outcome.reason;
  fs::rename(tree_.root(), folder_.path() / "moved");
  TinyTree moved(folder_.path() / "moved");
  moved.add_suite("where", "#include <cstdio>\nint main() { std::puts(__FILE__); }\n");
  capabilities_.benchmark_source = (moved.root() / "google-benchmark").string();
  const auto second =
      build_cells({cell("where", "gcc")}, moved.catalog(), capabilities_,
                  {.data = moved.root(), .cells = moved.root() / "cells"}, 2, steps_)
          .at(0);
  ASSERT_TRUE(second.outcome.good()) << second.outcome.reason;
  EXPECT_THAT(second.program->path, StartsWith(moved.root().string()));
  EXPECT_EQ(second.program->sha256, first.program->sha256);
}

TEST_F(BuildCells, TwoAtOnceInOneFolderBuildItOnce) {
  std::vector<BuiltCell> built(2);
  {
    const auto build_into = [&](std::size_t at) {
      built[at] = build_cells({cell()}, tree_.catalog(), capabilities_, folders_, 1, steps_).at(0);
    };
    const std::jthread one(build_into, 0), other(build_into, 1);
  }
  for (const auto& each : built) EXPECT_TRUE(each.outcome.good()) << each.outcome.reason;
  EXPECT_EQ(built[0].program, built[1].program);
  EXPECT_NE(built[0].was_current, built[1].was_current);
}

TEST_F(BuildCells, InFourProcessesAtOnceIsBuiltOnce) {
  const auto statuses = sys::statuses_of_processes(4, [&] {
    const auto built = build_one(cell());
    if (!built.outcome.good() || !fs::exists(built.program->path)) return 1;
    return built.was_current ? 10 : 11;
  });
  EXPECT_THAT(statuses, ::testing::UnorderedElementsAre(10, 10, 10, 11));
}

// What Ninja and Google Benchmark leave in the middle is not taken for built.
TEST_F(BuildCells, AfterAKillAtAnyMomentACellIsBuilt) {
  constexpr int kApart = 120;  // of more than a thousand steps; each time two builds
  int step = 0;
  for (auto fate = sys::Fate::killed; fate == sys::Fate::killed; step += kApart) {
    sys::remove_tree(folders_.cells);
    fate = sys::killed_at(step, [&] { build_one(cell()); });
    EXPECT_NE(fate, sys::Fate::ended_badly);
    const auto built = build_one(cell());
    ASSERT_TRUE(built.outcome.good()) << built.outcome.reason << " after step " << step;
    const auto bytes = sys::read_file(built.program->path, base::Bytes{1u << 26});
    EXPECT_EQ(built.program->sha256, base::sha256(bytes)) << "after step " << step;
  }
}

TEST_F(BuildCells, AFolderThatCannotBeWrittenIsSaidBeforeAnythingIsBuilt) {
  tree_.write("file", "");
  folders_.cells = tree_.root() / "file/cells";
  try {
    build_one(cell());
    FAIL() << "built in a folder that can't be made";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), HasSubstr("file/cells"));
  }
}

TEST_F(BuildCells, AFullDiskIsSaidAndLeavesNothingThatLooksBuilt) {
  fs::create_directories(folders_.cells);
  const auto in_child = [&] {
    sys::make_disk_small(folders_.cells);
    int status = 1;
    try {
      if (!build_one(cell()).outcome.good()) status = 3;
    } catch (const base::Error& error) {
      status = error.exit() == base::Exit::missing ? 3 : 2;
    }
    if (fs::exists(folders_.cells / "some-arm/clang/debian/tiny.built.json")) status = 4;
    _exit(status);
  };
  EXPECT_EXIT(in_child(), ::testing::ExitedWithCode(3), "");
}

TEST_F(BuildCells, CtrlCEndsItAndWhatWasFinishedIsKept) {
  tree_.add_suite("stops", "");
  const auto in_child = [&] {
    sys::catch_interrupts();
    tree_.write("benchmarks/stops/CMakeLists.txt",
                fmt::format("cmake_minimum_required(VERSION 3.20)\nproject(stops LANGUAGES NONE)\n"
                            "execute_process(COMMAND kill -INT {})\n"
                            "execute_process(COMMAND sleep 600)\n",
                            getpid()));
    try {
      build({cell("tiny"), cell("stops")});
    } catch (const base::Error& error) {
      _exit(static_cast<int>(error.exit()));
    }
    _exit(0);
  };
  EXPECT_EXIT(in_child(), ::testing::ExitedWithCode(130), "");
  EXPECT_TRUE(build_one(cell("tiny")).was_current);
}

TEST_F(BuildCells, ASuiteIsBuiltWithTheRealGoogleBenchmarkAndKeepsItsSymbols) {
  const auto home =
      sys::variable("XDG_CACHE_HOME").value_or(sys::variable("HOME").value_or("") + "/.cache");
  const auto source = fs::path(home) / "assay/sources/google-benchmark";
  ASSERT_TRUE(fs::exists(source / "CMakeLists.txt")) << "scripts/setup brings " << source;
  capabilities_.benchmark_source = source.string();
  // Not the temporary folder: its name stands in the flags, and ccache would know none of them.
  folders_.data = ASSAY_SOURCE_DIR;
  tree_.add_suite("real",
                  "#include <benchmark/benchmark.h>\n"
                  "void nothing(benchmark::State& state) { for (auto _ : state) {} }\n"
                  "BENCHMARK(nothing);\n");
  tree_.write("benchmarks/real/CMakeLists.txt",
              "cmake_minimum_required(VERSION 3.20)\nproject(real LANGUAGES CXX)\n"
              "find_package(benchmark 1.8 REQUIRED)\nadd_executable(real main.cc)\n"
              "target_link_libraries(real benchmark::benchmark_main)\n");
  const auto built = build_one(cell("real"));
  ASSERT_TRUE(built.outcome.good()) << built.outcome.reason;
  const auto notes = record::read_elf(sys::read_file(built.program->path, base::Bytes{64u << 20}));
  ASSERT_TRUE(notes.has_value());
  EXPECT_TRUE(notes->symbols);
}

TEST_F(BuildCells, AToolchainFileIsWrittenForOtherProjects) {
  const auto file = toolchain_file(cell(), tree_.catalog(), capabilities_, folders_);
  EXPECT_EQ(file, folders_.cells / "some-arm/clang/debian/toolchain.cmake");
  EXPECT_THAT(sys::read_file(file, base::Bytes{10000}), HasSubstr("--target=aarch64-linux-gnu"));
  capabilities_.benchmark_source.clear();
  try {
    toolchain_file(cell(), tree_.catalog(), capabilities_, folders_);
    FAIL() << "nothing can be built without Google Benchmark";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
  }
}

}  // namespace
}  // namespace assay::build
