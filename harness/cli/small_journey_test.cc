// SPDX-License-Identifier: Apache-2.0
// Ways through the built program in a small tree: what goes well, what a broken benchmark costs,
// and what bad input is answered with.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/journey.h"
#include "record/runner.h"
#include "sys/child_test.h"
#include "sys/files.h"
#include "sys/full_disk_test.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

constexpr const char* kGood = R"(
void steady(benchmark::State& state) {
  std::uint64_t x = 1;
  for (auto _ : slices(state)) { x = steps(x); used(x); }
  report(state, {100, "steps"}, Checksum{std::uint64_t{7}});
}
BENCHMARK(steady);
)";
constexpr const char* kGoodSum =
    "\"steady\" = { value = \"0000000000000007\", source = \"by hand\" }\n";

// The benchmark of a record's first cell with this runner.
base::Json benchmark_of(const base::Json& record, const std::string& runner,
                        const std::string& name) {
  for (const auto& cell : *record.find("cells")->array()) {
    if (text(place_of(record, cell), "runner") != runner) continue;
    const auto found = find(*cell.find("benchmarks"), {{"name", name}});
    if (!found.is_null()) return found;
  }
  return {};
}

TEST(SmallJourney, BuildsCountsTimesComparesAndShows) {
  const SmallTree tree("good", {"x86-64-v2", "riscv64-gc"});
  tree.suite("tiny", kGood, "", kGoodSum);

  const auto first = tree.assay({"build"});
  ASSERT_EQ(first.status, 0) << first.err;
  const auto again = tree.assay({"build"});
  EXPECT_THAT(again.out, HasSubstr("built 0, current 2, failed 0, of 2 cells"));

  const auto run = tree.assay({"run", "-o", tree.at("one.json")});
  ASSERT_EQ(run.status, 0) << run.err;
  const auto record = read_json(tree.at("one.json"));
  EXPECT_EQ(text(record, "schema"), "assay.record/2");
  const auto counted = benchmark_of(record, "qemu-user", "tiny/steady");
  EXPECT_EQ(text(counted, "determinism"), "exact");
  EXPECT_EQ(counted.find("samples")->array()->size(), 5u);
  EXPECT_EQ(benchmark_of(record, "native", "tiny/steady").find("samples")->array()->size(), 5u);

  const auto compared = tree.assay({"compare", tree.at("one.json")});
  EXPECT_EQ(compared.status, 0) << compared.err;
  EXPECT_THAT(compared.out, HasSubstr("tiny/steady"));
  EXPECT_THAT(compared.out, HasSubstr("riscv64-gc"));

  const auto shown = tree.assay({"show", tree.at("one.json"), "tiny/steady", "--all"});
  EXPECT_EQ(shown.status, 0) << shown.err;
  const auto brief =
      tree.assay({"show", tree.at("one.json"), "tiny/steady", "--target", "riscv64-gc"});
  EXPECT_LE(std::count(brief.out.begin(), brief.out.end(), '\n'), 10) << brief.out;
  EXPECT_THAT(shown.out, HasSubstr("-march=rv64gc"));

  const auto matrix = tree.assay({"matrix", tree.at("one.json")});
  EXPECT_EQ(matrix.status, 0) << matrix.err;
  EXPECT_THAT(matrix.out, HasSubstr("riscv64-gc"));
}

// A suite's program knows what it is, whatever its results are called; for others the user says it.
TEST(SmallJourney, ASuitesOwnProgramRunByHandPairsWithARecord) {
  const SmallTree tree("good", {"x86-64-v2", "riscv64-gc"});
  tree.suite("tiny", kGood, "", kGoodSum);
  const std::string target = "x86-64-v2";
  const auto run =
      tree.assay({"run", "--target", target, "--runner", "native", "-o", tree.at("one.json")});
  ASSERT_EQ(run.status, 0) << run.err;
  const auto record = read_json(tree.at("one.json"));
  const auto program = text(*record.find("cells")->array()->at(0).find("program"), "path");
  const auto by_hand = tree.at("run1.json").string();
  const auto ended = run_program(fs::path(tree.at("")) / program,
                                 {"--benchmark_min_time=0.001s", "--benchmark_out=" + by_hand});
  ASSERT_EQ(ended.status, 0) << ended.err;
  const auto pairs = [&](const std::string& file) {
    const auto ran = tree.assay({"compare", tree.at("one.json"), file, "--json"});
    EXPECT_EQ(ran.status, 0) << ran.err;
    const auto compared = base::parse_json(ran.out, "compare");
    const auto& rows = *compared.find("tables")->array()->at(0).find("rows")->array();
    EXPECT_EQ(text(rows.at(0), "benchmark"), "tiny/steady");
    return rows.size() == 1 && rows.at(0).find("values")->array()->at(1).find("ratio")->number();
  };
  EXPECT_TRUE(pairs(by_hand));
  const auto imported = tree.at("imported.json").string();
  ASSERT_EQ(tree.assay({"import", by_hand, "-o", imported}).status, 0);
  EXPECT_EQ(text(read_json(imported).find("cells")->array()->at(0), "target"), target);

  auto foreign = base::replace_all(sys::read_file(by_hand, base::Bytes{1 << 20}), "assay.", "x.");
  tree.write("foreign.json", foreign);
  const auto theirs = tree.at("foreign.json").string();
  EXPECT_FALSE(pairs(theirs));
  ASSERT_EQ(
      tree.assay({"import", theirs, "--suite", "tiny", "--target", target, "-o", imported}).status,
      0);
  EXPECT_TRUE(pairs(imported));
}

TEST(SmallJourney, AFilteredRunSaysHowMuchOfItsSuiteItIs) {
  const SmallTree tree("filtered", {"x86-64-v2"});
  tree.suite("tiny", std::string(kGood) +
                         "void other(benchmark::State& state) { steady(state); }\n"
                         "BENCHMARK(other);\n");
  const auto run = tree.assay({"run", "--filter", "steady", "-o", tree.at("part.json")});
  ASSERT_EQ(run.status, 0) << run.err;
  for (const char* format : {"table", "markdown", "csv", "json"}) {
    EXPECT_THAT(tree.assay({"matrix", tree.at("part.json"), "--format", format}).out,
                HasSubstr("1 of 2 benchmarks"))
        << format;
  }
}

TEST(SmallJourney, AMatrixSaysThatItReadTheNewestRecordsAlone) {
  const SmallTree tree("filtered", {"x86-64-v2"});
  tree.suite("tiny", kGood, "", kGoodSum);
  const auto run = tree.assay({"run", "--runner", "native", "-o", tree.at("one.json")});
  ASSERT_EQ(run.status, 0) << run.err;
  const auto keep = [&](int records) {
    fs::create_directories(tree.at("results/runs"));
    for (int i = 0; i < records; ++i) {
      fs::copy_file(tree.at("one.json"), tree.at(fmt::format("results/runs/{}.json", i)),
                    fs::copy_options::overwrite_existing);
    }
  };
  const auto note = HasSubstr("only the newest 20 records were read");
  keep(20);
  EXPECT_THAT(tree.assay({"matrix"}).out, Not(note));
  keep(21);
  for (const char* format : {"table", "markdown", "json"}) {
    EXPECT_THAT(tree.assay({"matrix", "-q", "--format", format}).out, note) << format;
  }
}

TEST(SmallJourney, CountsAreTheSameInASecondRunAndGrowWithN) {
  const SmallTree tree("good", {"x86-64-v2", "riscv64-gc"});
  tree.suite("tiny", kGood, "", kGoodSum);
  for (const char* file : {"one.json", "two.json"}) {
    const auto run = tree.assay({"run", "--runner", "qemu-user", "-o", tree.at(file)});
    ASSERT_EQ(run.status, 0) << run.err;
  }
  const auto one = benchmark_of(read_json(tree.at("one.json")), "qemu-user", "tiny/steady");
  const auto two = benchmark_of(read_json(tree.at("two.json")), "qemu-user", "tiny/steady");
  EXPECT_EQ(*one.find("samples"), *two.find("samples"));
  const auto& samples = *one.find("samples")->array();
  const auto figure = [&](std::size_t i, const char* key) {
    return *samples[i].find(key)->integer();
  };
  // 100 steps of a multiplication and an addition at least, and a loop around them.
  const auto slope = (figure(1, "instructions") - figure(0, "instructions")) /
                     (figure(1, "iterations") - figure(0, "iterations"));
  EXPECT_GT(slope, 300);
  EXPECT_LT(slope, 700);
}

TEST(SmallJourney, AWrongResultIsFoundAndNamed) {
  const SmallTree tree("wrong", {"x86-64-v2"});
  tree.suite("tiny", kGood, "",
             "\"steady\" = { value = \"0000000000000008\", source = \"on purpose\" }\n");
  const auto run = tree.assay({"run", "-o", tree.at("wrong.json")});
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.err, HasSubstr("wrong-checksum"));
  EXPECT_THAT(run.err, HasSubstr("0000000000000007"));
  EXPECT_THAT(tree.assay({"matrix", tree.at("wrong.json")}).out, HasSubstr("wrong-checksum"));
}

TEST(SmallJourney, WhatABenchmarkDoesCostsNobodyElse) {
  const SmallTree tree("bad", {"x86-64-v2"});
  tree.suite("tiny", std::string(kGood) + R"(
void crashes(benchmark::State& state) {
  for (auto _ : slices(state)) std::raise(SIGSEGV);
}
BENCHMARK(crashes);
void illegal(benchmark::State& state) {
  for (auto _ : slices(state)) __builtin_trap();
}
BENCHMARK(illegal);
void hangs(benchmark::State& state) {
  for (auto _ : slices(state)) for (;;) pause();
}
BENCHMARK(hangs);
void eats(benchmark::State& state) {
  for (auto _ : slices(state)) {
    for (;;) { auto* bytes = static_cast<char*>(std::malloc(1 << 24)); if (bytes) std::memset(bytes, 1, 1 << 24); used(bytes); }
  }
}
BENCHMARK(eats);
void leaves(benchmark::State& state) {
  for (auto _ : slices(state)) std::_Exit(0);
}
BENCHMARK(leaves);
void babbles(benchmark::State& state) {
  for (auto _ : slices(state)) { std::puts("}{\"benchmarks\": [ \x01\xff"); }
}
BENCHMARK(babbles);
void refuses(benchmark::State& state) { state.SkipWithError("no such device"); for (auto _ : slices(state)) {} }
BENCHMARK(refuses);
void last(benchmark::State& state) { steady(state); }
BENCHMARK(last);
)",
             "[[benchmark]]\nmatch = \"*\"\niterations = 10\n", "");
  const auto run =
      tree.assay({"run", "--timeout", "5", "--memory", "600MiB", "-o", tree.at("bad.json")});
  EXPECT_EQ(run.status, 1) << run.err;
  const auto record = read_json(tree.at("bad.json"));
  for (const char* runner : {"qemu-user", "native"}) {
    const auto code = [&](const char* name) {
      return text(benchmark_of(record, runner, std::string("tiny/") + name), "code");
    };
    const auto outcome = [&](const char* name) {
      return text(benchmark_of(record, runner, std::string("tiny/") + name), "outcome");
    };
    EXPECT_EQ(outcome("steady"), "ok") << runner;
    EXPECT_EQ(outcome("last"), "ok") << runner;
    EXPECT_EQ(outcome("babbles"), "ok") << runner;
    EXPECT_EQ(code("crashes"), "signal") << runner;
    EXPECT_EQ(code("illegal"), "signal") << runner;
    EXPECT_EQ(code("hangs"), "timeout") << runner;
    EXPECT_EQ(code("eats"), "memory") << runner;
    EXPECT_EQ(code("leaves"), "exit") << runner;
    EXPECT_EQ(code("refuses"), "error") << runner;
    EXPECT_THAT(text(benchmark_of(record, runner, "tiny/illegal"), "reason"), HasSubstr("SIGILL"));
  }
  EXPECT_THAT(run.err, HasSubstr("no such device"));
}

TEST(SmallJourney, ACompileErrorIsShownAndTheOtherCellGoesOn) {
  const SmallTree tree("broken", {"x86-64-v2"});
  tree.suite("tiny", kGood, "", kGoodSum);
  tree.suite("torn", "int broken = \"text\";");
  const auto built = tree.assay({"build"});
  EXPECT_EQ(built.status, 1);
  EXPECT_THAT(built.err, HasSubstr("torn.cc:"));
  EXPECT_THAT(built.err, HasSubstr("cannot initialize a variable of type 'int'"));
  EXPECT_THAT(built.out, HasSubstr("failed 1, of 2 cells"));
}

TEST(SmallJourney, BrokenFilesAreAllNamedWithTheirPlace) {
  const SmallTree tree("toml", {"x86-64-v2"});
  tree.write("targets/torn.toml", "[target]\nname = \"torn\nvendor = 3\n");
  tree.write("targets/strange.toml",
             "[target]\nname = \"strange\"\ntitle = \"x\"\nvendor = \"x\"\narch = \"x86_46\"\n"
             "os = \"debian-12\"\nflavour = \"mild\"\n");
  const auto listed = tree.assay({"targets"});
  EXPECT_EQ(listed.status, 2);
  EXPECT_THAT(listed.err, HasSubstr("torn.toml:2"));
  EXPECT_THAT(listed.err, HasSubstr("strange.toml:5:"));
  EXPECT_THAT(listed.err, HasSubstr("x86_64"));
  EXPECT_THAT(listed.err, HasSubstr("flavour"));
}

TEST(SmallJourney, UnknownNamesGetTheNearestOnes) {
  const SmallTree tree("good", {"x86-64-v2", "riscv64-gc"});
  tree.suite("tiny", kGood, "", kGoodSum);
  const auto fault = [&](std::vector<std::string> words) {
    const auto ran = tree.assay(std::move(words));
    EXPECT_EQ(ran.status, 2);
    EXPECT_EQ(ran.out, "");
    return ran.err;
  };
  EXPECT_THAT(fault({"build", "--target", "riscv64-gd"}), HasSubstr("\"riscv64-gc\""));
  EXPECT_THAT(fault({"build", "--suite", "tinny"}), HasSubstr("\"tiny\""));
  EXPECT_THAT(fault({"run", "--runner", "qemu"}), HasSubstr("\"qemu-user\""));
  EXPECT_THAT(fault({"run", "--runner", "qemu-user", "--filter", "nothing"}),
              HasSubstr("no benchmark name matches --filter 'nothing'"));
  EXPECT_THAT(fault({"bulid"}), HasSubstr("\"build\""));
  EXPECT_THAT(fault({"build", "--traget", "x"}), HasSubstr("--target"));

  const auto ran = tree.assay({"compare", "x86-64-v3"});
  EXPECT_EQ(ran.status, 3);  // no wrong use: there is no such record yet
  EXPECT_THAT(ran.err, HasSubstr("'x86-64-v3' is not a file, and no record"));
}

TEST(SmallJourney, AFullDiskIsSaidBeforeTheWorkAndLeavesNothing) {
  const SmallTree tree("full", {"x86-64-v2"});
  tree.suite("tiny", kGood, "", kGoodSum);
  const auto full = tree.at("full");
  fs::remove_all(full);
  fs::create_directories(full);
  const auto err = tree.at("stderr");
  const pid_t child = fork();
  if (child == 0) {
    sys::make_disk_small(full);
    const auto program = tree.program();
    const auto record = full / "record.json";
    static_cast<void>(std::freopen(err.c_str(), "w", stderr));
    execl(program.c_str(), "assay", "run", "-o", record.c_str(), nullptr);
    _exit(99);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 3);
  EXPECT_THAT(sys::read_file(err, base::Bytes{1u << 20}), HasSubstr(full.string()));
  EXPECT_TRUE(fs::is_empty(full));
}

TEST(SmallJourney, AnUnwritableResultsFolderIsSaidFirst) {
  const SmallTree tree("good", {"x86-64-v2", "riscv64-gc"});
  tree.suite("tiny", kGood, "", kGoodSum);
  tree.write("results/runs", "a file where the folder should be");
  const auto run = tree.assay({"run"});
  EXPECT_EQ(run.status, 3);
  EXPECT_THAT(run.err, HasSubstr("results/runs"));
}

TEST(SmallJourney, CtrlCKeepsFinishedCellsAndTheSameCommandGoesOn) {
  const SmallTree tree("ctrl-c", {"x86-64-v2"});
  tree.suite("first", kGood, "", kGoodSum);
  // Waits for a file in the first try only, so that the signal surely comes in the middle.
  const auto go = tree.at("go");
  fs::remove(go);
  tree.suite("second", std::string("const char* kGo = \"") + go.string() + "\";\n" + R"(
void waits(benchmark::State& state) {
  while (access(kGo, F_OK) != 0) usleep(1000);
  for (auto _ : slices(state)) used(steps(1));
  report(state, {1, "steps"}, Checksum{std::uint64_t{7}});
}
BENCHMARK(waits)->Iterations(10);
)",
             "",
             "\"waits/iterations:10\" = { value = \"0000000000000007\", source = \"by hand\" }\n");
  ASSERT_EQ(tree.assay({"build"}).status, 0);
  const std::vector<std::string> words{"run", "--runner", "qemu-user", "--jobs", "1"};

  const auto journal = [&]() -> std::string {
    std::error_code fault;
    for (const auto& entry : fs::directory_iterator(tree.at("results/runs"), fault)) {
      if (entry.path().filename().string().starts_with(".in-progress")) {
        return sys::read_file(entry.path(), base::Bytes{1u << 20});
      }
    }
    return {};
  };
  const pid_t child = fork();
  if (child == 0) {
    const auto program = tree.program();
    execl(program.c_str(), "assay", "run", "--runner", "qemu-user", "--jobs", "1", nullptr);
    _exit(99);
  }
  for (int tries = 0; tries < 6000 && journal().find("\n") == std::string::npos; ++tries) {
    usleep(10'000);
  }
  const auto kept = journal();
  EXPECT_THAT(kept, HasSubstr("first/steady"));
  kill(child, SIGINT);
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_EQ(journal(), kept);

  sys::write_whole(go, "");
  const auto resumed = tree.assay(words);
  EXPECT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_EQ(journal(), "");
  fs::path record;
  for (const auto& entry : fs::directory_iterator(tree.at("results/runs"))) record = entry.path();
  const auto json = read_json(record);
  EXPECT_FALSE(benchmark_of(json, "qemu-user", "first/steady").is_null());
  EXPECT_EQ(text(benchmark_of(json, "qemu-user", "second/waits/iterations:10"), "outcome"), "ok");
}

TEST(SmallJourney, ProgramsThatOthersBuiltAreRunUnmodified) {
  const SmallTree tree("binary", {"riscv64-gcv"});
  tree.suite("tiny", kGood, "", kGoodSum);
  ASSERT_EQ(tree.assay({"build"}).status, 0);
  const auto foreign = tree.at("foreign");
  fs::copy_file(tree.at("build/cells/riscv64-gcv/clang/debian-12/tiny/tiny"), foreign,
                fs::copy_options::overwrite_existing);
  const auto run = tree.assay({"run", "--binary", foreign.string(), "-o", tree.at("binary.json")});
  ASSERT_EQ(run.status, 0) << run.err;
  const auto record = read_json(tree.at("binary.json"));
  const auto& cell = record.find("cells")->array()->front();
  EXPECT_EQ(text(cell, "target"), "riscv64-gcv");
  EXPECT_EQ(text(cell, "toolchain"), "unknown");
  EXPECT_EQ(text(cell, "suite"), "foreign");
  EXPECT_EQ(text(benchmark_of(record, "qemu-user", "foreign/steady"), "determinism"), "exact");

  const auto none = tree.assay({"run", "--binary", "/etc/os-release"});
  EXPECT_EQ(none.status, 2);
  EXPECT_THAT(none.err, HasSubstr("is not an ELF program"));
}

TEST(SmallJourney, WhatAKilledRunLeftIsEndedByTheNext) {
  const SmallTree tree("killed", {"x86-64-v2"});
  const std::string file = tree.at("daemon").string();
  fs::remove(file);
  tree.suite("tiny", R"(
void leaves(benchmark::State& state) {
  if (fork() == 0) {
    setsid();
    if (fork() != 0) _exit(0);
    if (std::FILE* const file = std::fopen(")" +
                         file + R"(", "w")) {
      std::fprintf(file, "%d\n", static_cast<int>(getpid()));
      std::fclose(file);
    }
    execlp("sleep", "sleep", "1000", nullptr);
  }
  for (auto _ : state) sleep(1000);
}
BENCHMARK(leaves);
)");
  ASSERT_EQ(tree.assay({"build"}).status, 0);
  const std::string program = tree.program().string();
  const pid_t run = fork();
  if (run == 0) {
    execl(program.c_str(), "assay", "run", "--runner", "native", nullptr);
    _exit(127);
  }
  const pid_t daemon = sys::wait_for_number(file);
  kill(run, SIGKILL);
  waitpid(run, nullptr, 0);
  EXPECT_TRUE(sys::is_running(daemon));
  EXPECT_THAT(tree.assay({"--version"}).err,
              HasSubstr("a run that was killed left processes running, which were ended: "));
  EXPECT_TRUE(sys::ends(daemon));
}

TEST(SmallJourney, AStrippedProgramSaysWhatItLacks) {
  const SmallTree tree("binary", {"riscv64-gcv"});
  tree.suite("tiny", kGood, "", kGoodSum);
  ASSERT_EQ(tree.assay({"build"}).status, 0);
  const auto stripped = tree.at("stripped");
  const auto strip = sys::run_process(
      {.argv = {"llvm-strip-19", "-o", stripped.string(),
                tree.at("build/cells/riscv64-gcv/clang/debian-12/tiny/tiny").string()}});
  ASSERT_TRUE(strip.exited(0)) << strip.err;
  const auto run = tree.assay({"run", "--binary", stripped.string(), "-o", tree.at("s.json")});
  EXPECT_EQ(run.status, 3);
  EXPECT_THAT(run.err, HasSubstr("stripped: "));
  const auto cell = read_json(tree.at("s.json")).find("cells")->array()->front();
  EXPECT_EQ(text(cell, "outcome"), "unavailable");
  EXPECT_EQ(text(cell, "code"), "stripped");
}

TEST(SmallJourney, WhatWasAskedForByNameAndCannotRunHereEndsWith3) {
  const SmallTree tree("good", {"x86-64-v2", "riscv64-gc"});
  tree.suite("tiny", kGood, "", kGoodSum);
  const auto run = tree.assay({"run", "--runner", "native", "--target", "riscv64-gc"});
  EXPECT_EQ(run.status, 3);
  EXPECT_THAT(run.err, HasSubstr("other-arch: this host is x86_64"));
  // Not by name: left out, and said so in the record.
  EXPECT_EQ(tree.assay({"run", "--runner", "native"}).status, 0);
}

TEST(SmallJourney, ProgramsOfOneNameAreRefusedTogether) {
  const SmallTree tree("binary", {"riscv64-gcv"});
  tree.suite("tiny", kGood, "", kGoodSum);
  ASSERT_EQ(tree.assay({"build"}).status, 0);
  const auto program = tree.at("build/cells/riscv64-gcv/clang/debian-12/tiny/tiny").string();
  const auto run = tree.assay({"run", "--binary", program, program});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("would both be riscv64-gcv/unknown/unknown/tiny"));
}

TEST(SmallJourney, CompletionScriptsAreTakenByBash) {
  const SmallTree tree("good", {"x86-64-v2", "riscv64-gc"});
  const auto script = tree.assay({"completion", "bash"});
  ASSERT_EQ(script.status, 0);
  tree.write("completion", script.out);
  const auto complete = [&](const std::string& line) {
    const auto ended = sys::run_process(
        {.argv = {"bash", "-c",
                  "PATH=" + tree.at("build").string() + ":$PATH; source " +
                      tree.at("completion").string() + "; COMP_LINE='" + line +
                      " '; COMP_POINT=${#COMP_LINE}; _assay; echo ${COMPREPLY[@]}"}});
    return ended.out + ended.err;
  };
  EXPECT_THAT(complete("assay"), HasSubstr("compare"));
  EXPECT_EQ(complete("assay build --target"), "riscv64-gc x86-64-v2\n");
  EXPECT_EQ(complete("assay run --runner"), base::join(record::runner_names(), " ") + "\n");
}

TEST(SmallJourney, DryRunShowsEveryCellWithTheRunnersItHasHere) {
  const SmallTree tree("dry", {"x86-64-v2", "riscv64-gc"});
  tree.suite("tiny", kGood, "", kGoodSum);
  const auto all = tree.assay({"run", "--dry-run", "--json"});
  EXPECT_EQ(all.status, 0) << all.err;
  std::vector<std::string> able, unable;
  const auto list = base::parse_json(all.out, "cells");
  for (const auto& row : *list.find("rows")->array()) {
    auto& place = text(row, "left out because").empty() ? able : unable;
    place.push_back(text(row, "target") + " " + text(row, "runner"));
  }
  EXPECT_THAT(able, UnorderedElementsAre("x86-64-v2 native", "x86-64-v2 qemu-user",
                                         "riscv64-gc qemu-user"));
  EXPECT_THAT(unable, ElementsAre("riscv64-gc native"));
  EXPECT_EQ(tree.assay({"run", "--dry-run", "--runner", "native", "--target", "riscv64-gc"}).status,
            3);
}

TEST(SmallJourney, HelpOfEverySubCommandShowsExamples) {
  const SmallTree tree("good", {"x86-64-v2", "riscv64-gc"});
  const auto overview = tree.assay({"--help"});
  EXPECT_EQ(overview.status, 0);
  for (const Command& command : commands()) {
    const std::string name = command.spec().name;
    EXPECT_THAT(overview.out, HasSubstr("\n  " + name));
    const auto help = tree.assay({name, "--help"});
    EXPECT_EQ(help.status, 0);
    EXPECT_THAT(help.out, HasSubstr("usage: assay " + name));
    EXPECT_THAT(help.out, HasSubstr("examples:\n  "));
  }
}

TEST(SmallJourney, AListOfRecordsThatAreNamedNeedsAllOfThem) {
  const auto there = fs::path(ASSAY_SOURCE_DIR) / "harness/record/testdata/schema2/boot.json";
  EXPECT_EQ(assay({"records", there}).status, 0);
  const auto listed = assay({"records", there, "/no/such.json"});
  EXPECT_EQ(listed.status, 2);
  EXPECT_EQ(listed.out, "");
  EXPECT_THAT(listed.err, HasSubstr("cannot read /no/such.json: No such file or directory"));
}

}  // namespace
}  // namespace assay::cli
