// SPDX-License-Identifier: Apache-2.0
// The main job on the real tree: every target built with real compilers and run under real QEMU.
// The first test program's run on a machine builds for minutes; later ones find everything current.
#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "cli/journey.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAreArray;

// Where the records of this program are left, for the tests of their schema.
fs::path at(const std::string& name) {
  return fs::path(ASSAY_BINARY_DIR) / "journeys/targets" / name;
}

using Samples = std::map<std::string, base::Json>;  // "target/toolchain/os/benchmark"

struct Counted {
  Samples exact, inexact;
  std::set<std::string> targets, kernels;
  std::vector<std::string> faults;  // what neither succeeded nor was left out on purpose
  std::size_t variants = 0;         // cells on another emulated CPU
};

// "" for the target's own CPU and for a cell that never ran.
std::string variant_of(const base::Json& record, const base::Json& cell) {
  const auto* emulator = place_of(record, cell).find("emulator");
  return emulator == nullptr ? std::string() : text(*emulator, "variant");
}

// The benchmark's name without its sizes.
std::string kernel_of(std::string name) {
  for (auto slash = name.rfind('/'); slash != std::string::npos; slash = name.rfind('/')) {
    if (name.find_first_not_of("0123456789", slash + 1) != std::string::npos) break;
    name.resize(slash);
  }
  return name;
}

// Of a cell on another emulated CPU: its benchmarks may be missing, but not fail.
void add_variant(Counted& counted, const base::Json& cell, const std::string& where,
                 const std::string& variant) {
  ++counted.variants;
  for (const auto& benchmark : *cell.find("benchmarks")->array()) {
    if (text(benchmark, "outcome") != "failed") continue;
    counted.faults.push_back(where + " " + variant + " " + text(benchmark, "name") + ": " +
                             text(benchmark, "reason"));
  }
}

void add_benchmark(Counted& counted, const base::Json& benchmark, const std::string& where) {
  const auto name = text(benchmark, "name");
  const auto outcome = text(benchmark, "outcome"), code = text(benchmark, "code");
  if (outcome == "skipped" && code == "hw-only") return;
  // Chains of fused operations are rows of targets that have such an instruction.
  if (outcome == "skipped" && name.starts_with("compute/fp/chain_fma")) return;
  if (outcome != "ok") {
    counted.faults.push_back(where + "/" + name + ": " + code + ": " + text(benchmark, "reason"));
    return;
  }
  counted.targets.insert(where.substr(0, where.find('/')));
  counted.kernels.insert(kernel_of(name));
  auto& samples = text(benchmark, "determinism") == "exact" ? counted.exact : counted.inexact;
  samples[where + "/" + name] = *benchmark.find("samples");
}

Counted read_counts(const fs::path& path) {
  Counted counted;
  const auto record = read_json(path);
  for (const auto& cell : *record.find("cells")->array()) {
    const auto where =
        text(cell, "target") + "/" + text(cell, "toolchain") + "/" + text(cell, "os");
    if (text(cell, "outcome") != "ok") {
      counted.faults.push_back(where + "/" + text(cell, "suite") + ": " + text(cell, "reason"));
    }
    if (const std::string variant = variant_of(record, cell); !variant.empty()) {
      add_variant(counted, cell, where, variant);
      continue;
    }
    for (const auto& benchmark : *cell.find("benchmarks")->array()) {
      add_benchmark(counted, benchmark, where);
    }
  }
  return counted;
}

// Of the execution with the most or the fewest iterations.
std::int64_t instructions(const base::Json& samples, bool most) {
  std::int64_t iterations = 0, found = 0;
  for (const auto& sample : *samples.array()) {
    const auto n = *sample.find("iterations")->integer();
    if (iterations != 0 && (most ? n <= iterations : n >= iterations)) continue;
    iterations = n;
    found = *sample.find("instructions")->integer();
  }
  return found;
}

// What this commit takes of targets that take long: x86-64-v2, and a third of the others, another
// third with the next hash.
std::vector<std::string> drawn_targets(const std::string& toolchain) {
  const auto commit =
      run_program("/usr/bin/env", {"git", "-C", ASSAY_SOURCE_DIR, "rev-parse", "HEAD"}).out;
  const int turn = std::accumulate(commit.begin(), commit.end(), 0) % 3;
  const auto listed = base::parse_json(assay({"targets", "--json"}).out, "targets");
  std::vector<std::string> drawn{"x86-64-v2"};
  int place = 0;
  for (const auto& row : *listed.find("rows")->array()) {
    const std::string target = text(row, "target");
    const bool built = text(row, "builds with").find(toolchain) != std::string::npos;
    if (target == drawn.front() || !built) continue;
    if (place++ % 3 == turn) drawn.push_back(target);
  }
  return drawn;
}

// Of those targets, or of all.
void count(const std::string& name, const std::vector<std::string>& targets = {}) {
  // The other suites measure a kernel, which qemu-user has not.
  std::vector<std::string> words{"run", "--runner", "qemu-user", "--suite", "compute,memory,libc",
                                 "-o",  at(name)};
  for (const std::string& target : targets) words.insert(words.end(), {"--target", target});
  const auto ran = assay(words);
  ASSERT_EQ(ran.status, 0) << ran.err;
}

TEST(TargetsJourney, AllTenGiveRightResultsAndDrawnOnesTheSameCountsTwice) {
  const auto drawn = drawn_targets("clang");
  ASSERT_THAT(drawn, SizeIs(4));
  count("one.json");
  count("two.json", drawn);
  const auto one = read_counts(at("one.json")), two = read_counts(at("two.json"));
  EXPECT_THAT(one.faults, IsEmpty());
  EXPECT_EQ(one.targets.size(), 10u);
  EXPECT_GE(one.kernels.size(), 60u);
  EXPECT_GT(one.variants, 0u);
  EXPECT_GT(one.exact.size(), one.inexact.size());
  EXPECT_THAT(two.targets, UnorderedElementsAreArray(drawn));
  for (const auto& [name, samples] : one.exact) {
    // A loop that a compiler had emptied would cost the same for N as for 2N.
    EXPECT_GT(instructions(samples, true), instructions(samples, false)) << name;
    if (!two.targets.contains(name.substr(0, name.find('/')))) continue;
    const auto again = two.exact.find(name);
    // What was exact once may be found inexact the next time only by its own doing.
    ASSERT_NE(again, two.exact.end()) << name;
    EXPECT_EQ(samples, again->second) << name;
  }
}

// Of a record's cells: "target/benchmark" and its samples, whatever the programs' names are.
Samples samples_by_target(const fs::path& path) {
  Samples found;
  const auto record = read_json(path);
  for (const auto& cell : *record.find("cells")->array()) {
    for (const auto& benchmark : *cell.find("benchmarks")->array()) {
      const auto* samples = benchmark.find("samples");
      if (samples != nullptr)
        found[text(cell, "target") + "/" + text(benchmark, "name")] = *samples;
    }
  }
  return found;
}

// What the heap of a program begins with depends on where libc believes the program to be.
TEST(TargetsJourney, CountsAreTheSameInFoldersOfThreeLengthsAndForAnotherUser) {
  const std::string targets = "kunpeng-920,riscv64-gc,x86-64-v2,armhf,loongarch64";
  const auto here = at("here.json");
  ASSERT_EQ(assay({"run", "--runner", "qemu-user", "--suite", "libc", "--filter",
                   "libc/malloc/fifo", "--target", targets, "-o", here})
                .status,
            0);
  std::vector<fs::path> programs;
  const auto record = read_json(here);
  for (const auto& cell : *record.find("cells")->array()) {
    if (variant_of(record, cell).empty())
      programs.emplace_back(text(*cell.find("program"), "path"));
  }
  ASSERT_EQ(programs.size(), 5u);
  // In a user namespace we are another user; where that is forbidden only the variables say so.
  const std::vector<std::string> other_user{"unshare", "--user", "--map-user=1234"};
  const bool can_be_other = run_program("/usr/bin/env", {"unshare", "--user", "true"}).status == 0;
  std::vector<Samples> counted;
  for (const std::size_t length : {1u, 20u, 70u}) {
    const sys::TemporaryFolder root;
    const fs::path folder = root.path() / std::string(length, 'p'),
                   temporary = root.path() / std::string(2 * length, 't');
    fs::create_directories(temporary);
    std::vector<std::string> words{"TMPDIR=" + temporary.string(),
                                   "USER=" + std::string(length, 'u')};
    if (length == 20 && can_be_other) {
      words.insert(words.end(), other_user.begin(), other_user.end());
    }
    words.insert(words.end(), {(fs::path(ASSAY_BINARY_DIR) / "assay").string(), "run", "--runner",
                               "qemu-user", "--filter", "malloc/fifo", "-o",
                               (root.path() / "counted.json").string(), "--binary"});
    for (const fs::path& program : programs) {
      const fs::path copy = folder / std::to_string(words.size()) / "libc";
      fs::create_directories(copy.parent_path());
      fs::copy_file(program, copy);
      words.push_back(copy.string());
    }
    const auto ran = run_program("/usr/bin/env", words);
    ASSERT_EQ(ran.status, 0) << ran.err;
    counted.push_back(samples_by_target(root.path() / "counted.json"));
  }
  EXPECT_GE(counted[0].size(), 10u);
  EXPECT_EQ(counted[0], counted[1]);
  EXPECT_EQ(counted[0], counted[2]);
}

// Two benchmarks are timed here; their times are what they are, and the record must be whole.
TEST(TargetsJourney, AHostsOwnTargetIsTimedInFiveProcesses) {
  const auto ran = assay({"run", "--runner", "native", "--target", "x86-64-v2", "--filter",
                          "^compute/sha256", "-o", at("timed.json")});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const auto record = read_json(at("timed.json"));
  for (const auto& cell : *record.find("cells")->array()) {
    EXPECT_EQ(text(cell, "domain"), "hw_time");
    for (const auto& benchmark : *cell.find("benchmarks")->array()) {
      std::set<std::int64_t> processes;
      for (const auto& sample : *benchmark.find("samples")->array()) {
        processes.insert(*sample.find("process")->integer());
      }
      EXPECT_EQ(processes.size(), 5u) << text(benchmark, "name");
    }
  }
}

TEST(TargetsJourney, GoogleBenchmarksOwnFilesAreImportedAndCompared) {
  const auto folder = fs::path(ASSAY_SOURCE_DIR) / "harness/import/testdata";
  const auto imported =
      assay({"import", folder / "repetitions-1.9.json", "-o", at("imported.json")});
  ASSERT_EQ(imported.status, 0) << imported.err;
  EXPECT_EQ(text(read_json(at("imported.json")), "provenance"), "imported");
  const auto compared = assay({"compare", folder / "repetitions-1.7.json", at("imported.json")});
  EXPECT_EQ(compared.status, 0) << compared.err;
  EXPECT_THAT(compared.out, HasSubstr("hw_time"));
  const auto unlike = assay({"compare", at("one.json"), at("imported.json")});
  EXPECT_EQ(unlike.status, 2);
  EXPECT_THAT(unlike.err, HasSubstr("nanoseconds and counts have no ratio"));
}

TEST(TargetsJourney, TheMatrixSaysYesForEveryTargetAndSuite) {
  const auto ran = assay({"matrix", at("one.json"), "--json"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const auto matrix = base::parse_json(ran.out, "matrix");
  ASSERT_EQ(matrix.find("rows")->array()->size(), 30u);
  for (const auto& row : *matrix.find("rows")->array()) {
    for (const char* check : {"builds", "runs", "correct"}) {
      EXPECT_EQ(text(*row.find(check), "answer"), "yes")
          << text(row, "target") << " " << text(row, "suite") << " " << check << ": "
          << text(*row.find(check), "detail");
    }
  }
}

TEST(TargetsJourney, TheComparisonShowsEveryTargetAsPathLength) {
  const auto ran = assay({"compare", at("one.json"), "--suite", "compute", "--json"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const auto compared = base::parse_json(ran.out, "comparison");
  ASSERT_EQ(compared.find("tables")->array()->size(), 1u);
  const auto& table = (*compared.find("tables")->array())[0];
  EXPECT_EQ(text(table, "domain"), "emu_count");
  EXPECT_EQ(table.find("columns")->array()->size(), 10u);
}

TEST(TargetsJourney, GccBuildsAndRunsWhereTheDistributionHasIt) {
  const auto planned = assay(
      {"run", "--toolchain", "gcc", "--suite", "compute", "--runner", "qemu-user", "--dry-run"});
  EXPECT_THAT(planned.out, HasSubstr("Debian 12 has no GCC for LoongArch"));
  // "scripts/suites-all --toolchain gcc" counts all.
  const auto targets = drawn_targets("gcc");
  ASSERT_THAT(targets, SizeIs(AnyOf(3, 4)));
  const auto ran = assay({"run", "--toolchain", "gcc", "--target", base::join(targets, ","),
                          "--suite", "compute", "--runner", "qemu-user", "-o", at("gcc.json")});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(read_counts(at("gcc.json")).targets, UnorderedElementsAreArray(targets));
  // For counts_test.py, with the others.
  EXPECT_EQ(
      assay({"run", "--toolchain", "gcc", "--target", base::join(targets, ","), "--suite", "memory",
             "--filter", "^memory/chase/", "--runner", "qemu-user", "-o", at("gcc-chases.json")})
          .status,
      0);
}

// What an image's programs are linked against is another system's library.
TEST(SystemsJourney, SaysWhoseLibraryARowMeans) {
  const auto listed = assay({"systems", "--json"});
  EXPECT_EQ(listed.status, 0) << listed.err;
  const auto rows = *base::parse_json(listed.out, "systems").find("rows");
  EXPECT_EQ(text(find(rows, {{"os", "openeuler-24.03-lts"}, {"arch", "aarch64"}}), "libc"),
            "glibc 2.36 of debian-12");
  EXPECT_EQ(text(find(rows, {{"os", "debian-12"}, {"arch", "aarch64"}}), "libc"), "glibc 2.36");
  EXPECT_THAT(assay({"systems"}).out, HasSubstr("is what programs are linked against"));
}

}  // namespace
}  // namespace assay::cli
