// SPDX-License-Identifier: Apache-2.0
#include "run/execution.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include "run/guests_test.h"
#include "sys/full_disk_test.h"

namespace assay::run {
namespace {

using namespace std::chrono_literals;
using base::Outcome;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::SizeIs;
using Names = std::vector<std::string>;

Launcher native_guest() {
  return {.program = built("guests/guest-x86_64"), .timeout = 60s, .memory = base::Bytes{1u << 30}};
}

std::vector<std::size_t> indices(const Names& names, const Names& wanted) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::ranges::find(wanted, names[i]) != wanted.end()) found.push_back(i);
  }
  return found;
}

// An executable that is not a Google Benchmark program, or an odd one.
class Script {
 public:
  explicit Script(const std::string& body) : path_(folder_.path() / "program") {
    sys::write_whole(path_, "#!/bin/sh\n" + body);
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
  }
  Launcher launcher() const { return {.program = path_, .timeout = 60s}; }

 private:
  sys::TemporaryFolder folder_;
  std::filesystem::path path_;
};

TEST(ListBenchmarks, IsWhatTheProgramHasInItsOrder) {
  const Listing listing = list_benchmarks(native_guest());
  EXPECT_EQ(listing.outcome, Outcome::ok());
  ASSERT_GE(listing.names.size(), 20u);
  EXPECT_EQ(listing.names.front(), "good/short/8");
  EXPECT_EQ(listing.names.back(), "good/last/9");
  EXPECT_THAT(listing.names, Contains("odd/threads/10/threads:2"));
}

// A Google Benchmark program of benchmarks a and b that lists what the filter "^" asks for.
std::string listing_script(const std::string& before, const std::string& after) {
  return "all=; for x; do [ \"$x\" = '--benchmark_filter=^' ] && all=1; done\n" + before +
         "\n[ -z \"$all\" ] || { echo a; echo b; }\n" + after + "\n";
}

TEST(ListBenchmarks, TakesNeitherABannerNorAnExitStatusForSomethingElse) {
  for (const char* after : {"", "echo bye", "exit 2", "[ -z \"$all\" ] || exit 2"}) {
    const Listing listing =
        list_benchmarks(Script(listing_script("echo MyLib 2.4; date +%N", after)).launcher());
    EXPECT_EQ(listing.outcome, Outcome::ok()) << after;
    EXPECT_THAT(listing.names, ElementsAre("a", "b")) << after;
  }
}

TEST(ListBenchmarks, OfAnotherProgramSaysWhatIsWrong) {
  EXPECT_EQ(list_benchmarks(Script("echo usage: x").launcher()).outcome.code, "no-benchmarks");
  EXPECT_EQ(list_benchmarks(Script("echo usage: x; exit 3").launcher()).outcome.code, "exit");
  EXPECT_EQ(list_benchmarks(Script("exit 3").launcher()).outcome.code, "exit");
  EXPECT_EQ(list_benchmarks(Script("exit 0").launcher()).outcome.code, "no-benchmarks");
  EXPECT_EQ(list_benchmarks(Script("kill -SEGV $$").launcher()).outcome.code, "signal");
}

TEST(Execute, RunsWhatIsWantedAndNothingElse) {
  const Names names = list_benchmarks(native_guest()).names;
  const auto wanted = indices(names, {"good/middle/1000", "good/last/9"});
  const Execution execution =
      execute(native_guest(), {.names = names, .wanted = wanted, .min_time = "7x"});
  EXPECT_EQ(execution.outcome, Outcome::ok());
  ASSERT_THAT(execution.results, SizeIs(2));
  for (const std::size_t index : wanted) {
    const BenchmarkResult& result = execution.results.at(index);
    EXPECT_EQ(result.outcome, Outcome::ok());
    ASSERT_THAT(result.entries, SizeIs(1));
    EXPECT_EQ(result.entries[0].run_name, names[index]);
    EXPECT_EQ(result.entries[0].iterations, 7u);
    EXPECT_EQ(result.entries[0].label, "checksum=17");
  }
}

TEST(Execute, GoesOnAfterEachBenchmarkThatEndsItsProcess) {
  const Names names = list_benchmarks(native_guest()).names;
  const auto wanted = indices(names, {"good/short/8", "named/repeats:10", "bad/segv", "bad/ill",
                                      "bad/exit", "good/last/9"});
  const Execution execution =
      execute(native_guest(), {.names = names, .wanted = wanted, .min_time = "1x"});
  EXPECT_EQ(execution.outcome, Outcome::ok());
  std::vector<std::pair<std::string, std::string>> codes;
  for (const std::size_t index : wanted) {
    codes.emplace_back(names[index], execution.results.at(index).outcome.code);
  }
  // Which has one repetition and ten steps, and is done when its neighbour dies.
  EXPECT_THAT(codes, ElementsAre(Pair("good/short/8", ""), Pair("named/repeats:10", ""),
                                 Pair("bad/segv", "signal"), Pair("bad/ill", "signal"),
                                 Pair("bad/exit", "exit"), Pair("good/last/9", "")));
}

TEST(Execute, GoesOnAfterABenchmarkWhoseThreadsCannotBeMade) {
  const Names names = list_benchmarks(native_guest()).names;
  const std::string several = "odd/threads/10/threads:2";
  const auto wanted = indices(names, {"good/short/8", several, "bad/segv", "good/last/9"});
  const Script program("exec " + built("assay_old_kernel").string() + " EPERM clone3 -- " +
                       native_guest().program.string() + " \"$@\"\n");
  const Execution execution =
      execute(program.launcher(), {.names = names, .wanted = wanted, .min_time = "1x"});
  EXPECT_EQ(execution.outcome, Outcome::ok());
  std::map<std::string, std::string> codes;
  for (const std::size_t index : wanted) {
    codes[names[index]] = execution.results.at(index).outcome.code;
    if (names[index] != several) continue;
    EXPECT_EQ(execution.results.at(index).outcome,
              Outcome::unavailable(
                  "no-threads", "this machine makes no further thread: Operation not permitted"));
  }
  EXPECT_THAT(codes, ElementsAre(Pair("bad/segv", "signal"), Pair("good/last/9", ""),
                                 Pair("good/short/8", ""), Pair(several, "no-threads")));
}

TEST(Execute, TakesWhatABenchmarkSaysAsItsProgramEndsWithoutThreads) {
  const Script program(
      "for a; do case $a in --benchmark_out=*) out=${a#*=};; esac; done\n"
      "echo '{\"context\": {}, \"benchmarks\": [' > $out\n"
      "echo 'unavailable: no-threads: none here' >&2; exit 1\n");
  const Execution execution =
      execute(program.launcher(), {.names = {"a"}, .wanted = {0}, .min_time = "1x"});
  EXPECT_EQ(execution.outcome, Outcome::ok());
  EXPECT_EQ(execution.results.at(0).outcome,
            Outcome::unavailable("no-threads", "the benchmark says: none here"));
}

// One benchmark whose results are complete, whatever the program does then.
Execution execute_and_then(const std::string& then, const std::string& context = "") {
  const Script program(
      "for a; do case $a in --benchmark_out=*) out=${a#*=};; esac; done\n"
      "echo '{\"context\": {" +
      context +
      "}, \"benchmarks\": [{\"name\": \"a\", \"run_name\": \"a\", "
      "\"run_type\": \"iteration\", \"iterations\": 1, \"real_time\": 1.0, \"cpu_time\": 1.0, "
      "\"time_unit\": \"ns\"}]}' > $out\n" +
      then);
  return execute(program.launcher(), {.names = {"a"}, .wanted = {0}, .min_time = "1x"});
}

TEST(Execute, AnExitStatusAfterAllResultsIsToldAndCostsNothing) {
  // 23 is what a leak checker ends with.
  for (const int status : {1, 23}) {
    const Execution execution = execute_and_then(fmt::format("exit {}", status));
    EXPECT_EQ(execution.outcome, Outcome::ok());
    EXPECT_EQ(execution.results.at(0).outcome, Outcome::ok());
    EXPECT_THAT(execution.notes.texts(),
                ElementsAre(fmt::format("exit status {} after all results", status)));
  }
  EXPECT_EQ(execute_and_then("kill -SEGV $$").outcome.code, "signal");
}

TEST(Execute, TellsWhichFileSystemTheProgramsFilesWereOn) {
  EXPECT_THAT(execute_and_then("", R"("assay.files": "overlay")").notes.texts(),
              ElementsAre("files on overlay"));
  EXPECT_THAT(execute_and_then("", R"("load_avg": [1])").notes.texts(), testing::IsEmpty());
}

TEST(Execute, ALineOfANameIsNoBenchmarkWithoutResult) {
  const Script program(
      "for a; do case $a in --benchmark_out=*) out=${a#*=};; esac; done\n"
      "printf '%s' '{\"context\": {}, \"benchmarks\": [{\"name\": \"new\\nline\", \"run_name\": "
      "\"new\\nline\", \"iterations\": 1, \"real_time\": 1.0, \"cpu_time\": 1.0, "
      "\"time_unit\": \"ns\"}]}' > $out");
  const Execution execution = execute(
      program.launcher(), {.names = {"new", "line", "a"}, .wanted = {0, 1, 2}, .min_time = "1x"});
  EXPECT_EQ(execution.results.at(0).outcome.code, "no-name");
  EXPECT_EQ(execution.results.at(1).outcome.code, "no-name");
  EXPECT_EQ(execution.results.at(2).outcome.code, "no-result");
}

TEST(Execute, TellsWhatAProgramLeftRunning) {
  const Execution execution = execute_and_then(
      "for i in 1 2; do setsid sh -c 'exec sleep 1000' >/dev/null 2>&1 </dev/null & done\n"
      "while [ $(ps -o comm= --ppid $$ | grep -c sleep) -lt 2 ]; do sleep 0.01; done");
  EXPECT_EQ(execution.outcome, Outcome::ok());
  EXPECT_THAT(execution.notes.texts(),
              ElementsAre("left processes running, which were ended: sleep (2)"));
}

TEST(Execute, TakesAnOldGoogleBenchmarkForWhatItIs) {
  // src/commandlineflags.cc of 1.7.1, ParseDouble, which ends the program.
  const Script old(
      "echo 'The value for flag --benchmark_min_time is expected to be a double, but actually is "
      "\"1x\".' >&2\nexit 1\n");
  const Execution execution =
      execute(old.launcher(), {.names = {"a"}, .wanted = {0}, .min_time = "1x"});
  EXPECT_EQ(execution.outcome.kind, Outcome::Kind::unavailable);
  EXPECT_EQ(execution.outcome.code, "benchmark-too-old");
  EXPECT_THAT(execution.outcome.reason, HasSubstr("build it with 1.8 or later"));
  EXPECT_EQ(execution.results.at(0).outcome, execution.outcome);
}

TEST(Execute, DoesNotBelieveRubbishInTheFileOfResults) {
  const struct {
    const char* text;
    const char* code;
  } cases[] = {
      {"{\"context\": {}, \"benchmarks\": [5]}", "bad-output"},
      {"{ rubbish", "exit"},  // nothing complete in it, as of a killed process
      {"", "exit"},
      {"{\"context\": {}, \"benchmarks\": []}", "no-result"},
  };
  for (const auto& [text, code] : cases) {
    // The argument is --benchmark_out=FILE.
    const Script rubbish(fmt::format(
        "for a; do case $a in --benchmark_out=*) echo '{}' > ${{a#*=}};; esac; done", text));
    const Execution execution =
        execute(rubbish.launcher(), {.names = {"a", "b"}, .wanted = {0, 1}, .min_time = "1x"});
    ASSERT_THAT(execution.results, SizeIs(2)) << text;
    for (const auto& [index, result] : execution.results) {
      EXPECT_EQ(result.outcome.kind, Outcome::Kind::failed) << text;
      EXPECT_EQ(result.outcome.code, code) << text << ": " << result.outcome.reason;
    }
  }
}

// A program of benchmarks a and b. The first does something else in the place of its results.
Script with_results(const std::string& instead) {
  return Script(
      "for a; do case $a in --benchmark_out=*) out=${a#*=};; --benchmark_filter=*) "
      "filter=${a#*=};; esac; done\n"
      "case $filter in all|*a*) " +
      instead +
      ";; *) echo '{\"context\": {}, \"benchmarks\": [{\"name\": \"b\", \"run_name\": \"b\", "
      "\"run_type\": \"iteration\", \"iterations\": 1, \"real_time\": 1.0, \"cpu_time\": 1.0, "
      "\"time_unit\": \"ns\"}]}' > $out;; esac\n");
}

TEST(Execute, ResultsThatAreNoFileAreThatBenchmarksFault) {
  for (const char* instead : {"mkfifo $out", "ln -s /dev/zero $out", "mkdir $out",
                              "dd if=/dev/zero of=$out bs=1M count=1000000 2>/dev/null"}) {
    const Script program = with_results(instead);
    const Execution execution =
        execute(program.launcher(), {.names = {"a", "b"}, .wanted = {0, 1}, .min_time = "1x"});
    ASSERT_THAT(execution.results, SizeIs(2)) << instead;
    EXPECT_EQ(execution.results.at(0).outcome.code, "bad-output") << instead;
    EXPECT_EQ(execution.results.at(1).outcome, Outcome::ok()) << instead;
  }
}

TEST(Execute, EndsAProgramThatOnlyWritesToItsResults) {
  const Script program = with_results("while :; do echo x; sleep 0.01; done > $out");
  Launcher launcher = program.launcher();
  launcher.timeout = 1s;
  const Execution execution =
      execute(launcher, {.names = {"a", "b"}, .wanted = {0, 1}, .min_time = "1x"});
  EXPECT_EQ(execution.results.at(0).outcome.code, "timeout");
  EXPECT_EQ(execution.results.at(0).outcome.reason, "no result for 1 s before the first benchmark");
}

TEST(EnvironmentFor, PutsTheStackAtAPlaceWithinALineWhateverTheArguments) {
  for (const std::string filter :
       {"a", "a longer one", "another that is longer than a whole line of 64 bytes"}) {
    for (const std::uint64_t place : {0u, 16u, 32u, 48u}) {
      const std::vector<std::string> argv{"program", "--filter=" + filter};
      const sys::Environment environment = environment_for(argv, place, Measured::counts);
      ASSERT_EQ(environment.back().first, "PADDING");
      const std::size_t bytes =
          argv[0].size() + 1 + argv[1].size() + 1 + environment.back().second.size();
      EXPECT_EQ((bytes + place) % 64, 0u);
      EXPECT_EQ(environment.front(), std::pair(std::string("ASSAY_INPUTS"), std::string("8")));
      EXPECT_NE(environment_for(argv, place, Measured::times).front().first, "ASSAY_INPUTS");
    }
  }
}

TEST(Execute, GivesTheProgramAnEnvironmentOfKnownSizeAndAFolderOfItsOwn) {
  const Script echo(
      "for a; do case $a in --benchmark_out=*) echo \"{\\\"context\\\": {\\\"x\\\": \\\"`pwd`\\\"},"
      "\\\"benchmarks\\\": [{\\\"name\\\": \\\"a\\\", \\\"run_name\\\": \\\"a\\\", "
      "\\\"iterations\\\":"
      " ${#TZ}, \\\"real_time\\\": ${#USER}, \\\"cpu_time\\\": ${#HOME}, \\\"time_unit\\\":"
      " \\\"ns\\\"}]}\" > ${a#*=};; esac; done");
  const Execution execution =
      execute(echo.launcher(), {.names = {"a"}, .wanted = {0}, .min_time = "1x"});
  EXPECT_EQ(execution.outcome, Outcome::ok());
  const auto& entries = execution.results.at(0).entries;
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].iterations, 3u);  // TZ is UTC
  EXPECT_EQ(entries[0].real_ns, 0);      // no USER
  EXPECT_EQ(entries[0].cpu_ns, 1);       // HOME is /
}

// In a process of its own, whose temporary folder is a disk of 64 KiB that is nearly full.
[[noreturn]] void execute_on_a_full_disk(const std::filesystem::path& folder) {
  sys::make_disk_small(folder);
  setenv("TMPDIR", folder.c_str(), 1);
  std::ofstream(folder / "much") << std::string(64 << 10, 'x');
  const Launcher guest = native_guest();
  const Names names{"good/short/8"};
  const Execution execution = execute(guest, {.names = names, .wanted = {0}, .min_time = "1x"});
  const Outcome& outcome = execution.results.at(0).outcome;
  std::fputs((outcome.code + ": " + outcome.reason).c_str(), stderr);
  std::_Exit(outcome.kind == Outcome::Kind::unavailable ? 0 : 1);
}

TEST(ExecuteDeathTest, OnAFullDiskTheProgramIsNotToBlame) {
  const sys::TemporaryFolder folder;
  EXPECT_EXIT(execute_on_a_full_disk(folder.path()), testing::ExitedWithCode(0),
              "host-fault: .*(No space left on device|File too large)");
}

}  // namespace
}  // namespace assay::run
