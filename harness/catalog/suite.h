// SPDX-License-Identifier: Apache-2.0
// A folder of benchmarks of one theme: what its suite.toml and checksums.toml say. Benchmark names
// here are those the program prints, without the suite.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace assay::catalog {

// What the speed of a benchmark hangs on: the latency of one instruction after the other, how much
// a core does at once, its caches, main memory, or the kernel.
inline constexpr std::string_view kBounds[] = {"clock", "core", "caches", "memory", "kernel"};

// Rules are looked at from the first to the last; the first that matches and has the key decides.
struct BenchmarkRule {
  std::string match;  // with * for anything
  std::optional<std::uint64_t> iterations;
  std::optional<bool> hw_only;
  std::string alias;        // a familiar name of the same work
  std::string like;         // of similar work, whose numbers can't be compared
  std::string determinism;  // "bounded" or "nondeterministic" when known beforehand; else ""
  std::optional<std::uint64_t> since;   // version of the work, from 2 on
  std::string bound;                    // what limits its speed: one of kBounds; else ""
  std::optional<std::uint64_t> chain;   // operations of an iteration that wait for one another
  std::optional<std::uint64_t> stores;  // fewest that an iteration was counted with on any target
  std::string reason;
  base::Position position;
};

// A word of --suite.
inline constexpr std::string_view kAllSuites = "all";

struct ExpectedChecksum {
  std::string value;
  double tolerance = 0;  // relative; 0: the text must be equal
};

struct Suite {
  std::string name;
  std::string title;
  std::string description;
  std::string folder;      // of its sources, absolute
  bool kernel = false;     // measures the kernel: nothing for emulation without one
  bool boot = false;       // measures how a system boots: its program is where that ends
  bool by_default = true;  // used when no suite is selected
  std::vector<BenchmarkRule> rules;
  std::vector<std::string> quick;  // benchmarks that stand for the suite where time is short
  std::map<std::string, ExpectedChecksum, std::less<>> checksums;
  base::Position position;
};

// An empty checksums_file: the suite has none. Problems are added; what comes back is then not to
// be used.
Suite read_suite(std::string_view suite_toml, std::string_view suite_file,
                 std::string_view checksums_toml, std::string_view checksums_file,
                 std::vector<base::Problem>& problems);

std::optional<std::uint64_t> iterations_of(const Suite& suite, std::string_view benchmark);
// The rule that says so; null when the benchmark is for every runner.
const BenchmarkRule* hw_only_rule(const Suite& suite, std::string_view benchmark);
// "bounded" or "nondeterministic" known beforehand; null when nothing is.
const BenchmarkRule* determinism_rule(const Suite& suite, std::string_view benchmark);
// "" when none.
std::string alias_of(const Suite& suite, std::string_view benchmark);
std::string like_of(const Suite& suite, std::string_view benchmark);
// Numbers of two versions are of two different pieces of work. 1 unless a rule says more.
std::uint64_t since_of(const Suite& suite, std::string_view benchmark);
// Whether it stands for its suite where time is short; false without a suite.
bool is_quick(const Suite* suite, std::string_view benchmark);
std::string bound_of(const Suite& suite, std::string_view benchmark);  // "" when none
// Of one iteration; 0 when nothing is known.
std::uint64_t chain_of(const Suite& suite, std::string_view benchmark);
std::uint64_t stores_of(const Suite& suite, std::string_view benchmark);

// nullopt when it fits or none is expected; else a sentence: "checksum 12ab, expected 34cd".
std::optional<std::string> checksum_fault(const Suite& suite, std::string_view benchmark,
                                          std::string_view checksum);

}  // namespace assay::catalog
