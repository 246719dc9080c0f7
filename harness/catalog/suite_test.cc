// SPDX-License-Identifier: Apache-2.0
#include "catalog/suite.h"

#include <gmock/gmock.h>

#include "catalog/problems_test.h"
#include "catalog/readme_test.h"

namespace assay::catalog {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr std::string_view kSuite = R"([suite]
name = "compute"
title = "CPU cores"
description = "Arithmetic and small programs"
quick = ["zero", "fft/1024"]

[[benchmark]]
match = "matmul/*/256"
hw_only = true
reason = "34 million operations per iteration"

[[benchmark]]
match = "matmul/tiny/*"
hw_only = false
iterations = 10
alias = "dgemm"
like = "gemm"

[[benchmark]]
match = "matmul/*"
iterations = 1000
hw_only = true
reason = "every other one"
determinism = "bounded"
like = "HPL"
since = 3
bound = "core"
chain = 4096
stores = 128

[[benchmark]]
match = "*/threads:2"
determinism = "nondeterministic"
reason = "two threads contend"
)";

constexpr std::string_view kChecksums = R"([checksums]
"sha256/64" = { value = "14f5cb6c", source = "hashlib" }
"fft/1024" = { value = "1000", tolerance = "1e-3", source = "by definition" }
"zero" = { value = "0", tolerance = "1e-3" }
)";

std::vector<std::string> faults_of_suite(std::string_view suite, std::string_view checksums,
                                         std::string_view checksums_file = "c.toml") {
  std::vector<base::Problem> problems;
  read_suite(suite, "s.toml", checksums, checksums_file, problems);
  return lines(problems);
}

Suite suite() {
  std::vector<base::Problem> problems;
  auto suite = read_suite(kSuite, "s.toml", kChecksums, "c.toml", problems);
  EXPECT_THAT(lines(problems), IsEmpty());
  return suite;
}

TEST(ReadSuite, KeepsWhatEveryKeySays) {
  const auto compute = suite();
  EXPECT_EQ(compute.name, "compute");
  EXPECT_EQ(compute.title, "CPU cores");
  EXPECT_EQ(compute.description, "Arithmetic and small programs");
  EXPECT_EQ(to_text(compute.position), "s.toml:2:8");
  EXPECT_TRUE(is_quick(&compute, "fft/1024"));
  EXPECT_FALSE(is_quick(&compute, "fft/64"));
  EXPECT_FALSE(is_quick(nullptr, "fft/1024"));
  ASSERT_EQ(compute.rules.size(), 4u);
  EXPECT_EQ(compute.rules[1].match, "matmul/tiny/*");
  EXPECT_EQ(compute.rules[1].iterations, 10u);
  EXPECT_EQ(compute.rules[1].hw_only, false);
  EXPECT_EQ(compute.rules[3].hw_only, std::nullopt);
  EXPECT_EQ(compute.rules[3].reason, "two threads contend");
  EXPECT_EQ(to_text(compute.rules[3].position), "s.toml:32:9");
  EXPECT_EQ(compute.checksums.size(), 3u);
}

TEST(ReadSuite, TakesASuiteWithoutChecksums) {
  EXPECT_THAT(faults_of_suite("[suite]\nname = \"a\"\ntitle = \"A\"\n", "", ""), IsEmpty());
}

TEST(SuiteRules, TheFirstThatMatchesAndHasTheKeyDecides) {
  const auto compute = suite();
  struct Case {
    std::string_view benchmark;
    std::optional<std::uint64_t> iterations;
    std::string_view hw_only_because;
    std::string_view determinism, alias, like;
  };
  const Case cases[] = {
      {"matmul/ikj/256", 1000, "34 million operations per iteration", "bounded", "", "HPL"},
      {"matmul/tiny/256", 10, "34 million operations per iteration", "bounded", "dgemm", "gemm"},
      {"matmul/tiny/8", 10, "", "bounded", "dgemm", "gemm"},  // "hw_only = false" is an answer too
      {"matmul/ikj/64", 1000, "every other one", "bounded", "", "HPL"},
      {"atomic/threads:2", std::nullopt, "", "nondeterministic", "", ""},
      {"matmul/ikj/threads:2", 1000, "every other one", "bounded", "", "HPL"},
      {"fft/1024", std::nullopt, "", "", "", ""},
      {"matmul", std::nullopt, "", "", "", ""},
  };
  for (const auto& [benchmark, iterations, hw_only_because, determinism, alias, like] : cases) {
    EXPECT_EQ(iterations_of(compute, benchmark), iterations) << benchmark;
    const auto* rule = hw_only_rule(compute, benchmark);
    EXPECT_EQ(rule == nullptr ? "" : rule->reason, hw_only_because) << benchmark;
    const auto* known = determinism_rule(compute, benchmark);
    EXPECT_EQ(known == nullptr ? "" : known->determinism, determinism) << benchmark;
    EXPECT_EQ(alias_of(compute, benchmark), alias) << benchmark;
    EXPECT_EQ(like_of(compute, benchmark), like) << benchmark;
  }
  EXPECT_EQ(since_of(compute, "matmul/tiny/8"), 3u);
  EXPECT_EQ(since_of(compute, "fft/1024"), 1u);
  EXPECT_EQ(bound_of(compute, "matmul/tiny/8"), "core");
  EXPECT_EQ(bound_of(compute, "fft/1024"), "");
  EXPECT_EQ(chain_of(compute, "matmul/tiny/8"), 4096u);
  EXPECT_EQ(stores_of(compute, "matmul/tiny/8"), 128u);
  EXPECT_EQ(chain_of(compute, "fft/1024") + stores_of(compute, "fft/1024"), 0u);
}

TEST(ChecksumFault, ComparesTextsWhereNoToleranceIsGiven) {
  EXPECT_EQ(checksum_fault(suite(), "sha256/64", "14f5cb6c"), std::nullopt);
  EXPECT_EQ(checksum_fault(suite(), "sha256/64", "14F5CB6C"),
            "checksum 14F5CB6C, expected 14f5cb6c");
  EXPECT_EQ(checksum_fault(suite(), "sha256/64", ""), "no checksum, expected 14f5cb6c");
  EXPECT_EQ(checksum_fault(suite(), "sha256/64", "\x1b[2J"),
            "checksum \\x1b[2J, expected 14f5cb6c");
}

TEST(ChecksumFault, ExpectsNothingOfABenchmarkThatIsNotListed) {
  EXPECT_EQ(checksum_fault(suite(), "sha256/128", "anything"), std::nullopt);
  EXPECT_EQ(checksum_fault(suite(), "sha256", ""), std::nullopt);
}

TEST(ChecksumFault, TakesWhatIsWithinTheTolerance) {
  // Of 1000, a thousandth: 999 to 1001.
  for (const auto* close : {"1000", "1000.0", "1e3", "1000.5", "999", "1001"}) {
    EXPECT_EQ(checksum_fault(suite(), "fft/1024", close), std::nullopt) << close;
  }
  for (const auto* far : {"1001.1", "998.9", "-1000", "nan", "inf", "1000x", "14f5"}) {
    EXPECT_EQ(checksum_fault(suite(), "fft/1024", far),
              "checksum " + std::string(far) + ", expected 1000 within 0.001");
  }
  EXPECT_EQ(checksum_fault(suite(), "fft/1024", ""), "no checksum, expected 1000");
}

TEST(ChecksumFault, LeavesZeroNoRoom) {
  EXPECT_EQ(checksum_fault(suite(), "zero", "0.0"), std::nullopt);
  EXPECT_THAT(checksum_fault(suite(), "zero", "1e-300"),
              testing::Optional(HasSubstr("expected 0 within 0.001")));
}

TEST(ReadSuite, SaysEverythingThatIsWrongInBothFiles) {
  EXPECT_THAT(
      faults_of_suite(R"([suite]
name = "CPU"
titel = "CPU cores"
[[benchmark]]
match = "a"
iterations = 0
hw_only = true
[[benchmark]]
mach = "b"
hw_onyl = true
determinsm = "bounded"
[[benchmark]]
match = "c"
determinism = "exact"
since = 1
bound = "cpu"
)",
                      R"([checksums]
"a" = "12ab"
"b" = { value = 12, source = "x" }
"c" = { value = "12ab", tolerance = "1e-9" }
"d" = { value = "1", tolerance = "2" }
"e" = { value = "1", tolerance = 1e-9 }
"f" = { value = "1", tolerence = "1e-9" }
"g" = { value = "1", tolerance = "nan" }
"h" = { value = "1", tolerance = "" }
"i" = { value = "inf", tolerance = "1e-9" }
)"),
      ElementsAre(
          StartsWith("s.toml:2:8: [suite] name: \"CPU\" is not a valid name"),
          "s.toml:1:1: [suite] title: is missing",
          "s.toml:3:1: [suite]: unknown key \"titel\", did you mean \"title\"?",
          "s.toml:6:14: [[benchmark]] 1 iterations: 0 is not above 0",
          "s.toml:4:1: [[benchmark]] 1 reason: is missing; "
          "people are shown it with what is left out",
          "s.toml:8:1: [[benchmark]] 2 match: is missing",
          "s.toml:9:1: [[benchmark]] 2: unknown key \"mach\", did you mean \"match\"?",
          "s.toml:10:1: [[benchmark]] 2: unknown key \"hw_onyl\", did you mean \"hw_only\"?",
          "s.toml:11:1: [[benchmark]] 2: unknown key \"determinsm\", "
          "did you mean \"determinism\"?",
          "s.toml:14:15: [[benchmark]] 3 determinism: \"exact\" is not known; "
          "one of: bounded, nondeterministic",
          "s.toml:15:9: [[benchmark]] 3 since: 1 is not 2 or more; "
          "the first version is 1, and needs no rule",
          "s.toml:16:9: [[benchmark]] 3 bound: \"cpu\" is not known; "
          "one of: clock, core, caches, memory, kernel",
          "c.toml:2:1: \"a\": expected a table; write { value = \"...\", source = \"...\" }",
          "c.toml:3:17: \"b\" value: expected a string, found a whole number",
          "c.toml:4:17: \"c\" value: has a tolerance but is not a finite number",
          "c.toml:5:34: \"d\" tolerance: \"2\" is not a number between 0 and 1; "
          "give a relative tolerance as a string, such as \"1e-9\"",
          "c.toml:6:34: \"e\" tolerance: expected a string, found a number",
          "c.toml:7:22: \"f\": unknown key \"tolerence\", did you mean \"tolerance\"?",
          StartsWith("c.toml:8:34: \"g\" tolerance: \"nan\" is not a number between 0 and 1"),
          "c.toml:9:34: \"h\" tolerance: is empty",
          "c.toml:10:17: \"i\" value: has a tolerance but is not a finite number"));
}

TEST(ReadSuite, WantsAChecksumOfWhatIsQuick) {
  constexpr std::string_view kQuick =
      "[suite]\nname = \"a\"\ntitle = \"A\"\nquick = [\"fft/1042\"]\n";
  EXPECT_THAT(faults_of_suite(kQuick, kChecksums),
              ElementsAre("s.toml:2:8: quick: no benchmark 'fft/1042' has a checksum, did you mean "
                          "\"fft/1024\"?; quick takes whole names without the suite"));
  EXPECT_THAT(faults_of_suite(kQuick, "", ""), IsEmpty());
}

TEST(ReadSuite, MissesItsTables) {
  EXPECT_THAT(faults_of_suite("", ""),
              ElementsAre("s.toml:1:1: suite file suite: is missing; "
                          "benchmarks/README.md lists every key",
                          "c.toml:1:1: checksums file checksums: is missing; "
                          "benchmarks/README.md shows how it looks"));
  EXPECT_THAT(faults_of_suite("suite = 1", "checksums = 1"),
              ElementsAre("s.toml:1:9: suite file suite: expected a table, found a whole number",
                          "c.toml:1:13: checksums file checksums: "
                          "expected a table, found a whole number"));
}

TEST(ReadSuite, ReadsTheOtherFileWhenOneIsBroken) {
  EXPECT_THAT(faults_of_suite("[suite\n", "[checksums\n"),
              ElementsAre(StartsWith("s.toml:1:7: "), StartsWith("c.toml:1:11: ")));
}

TEST(BenchmarksReadme, DocumentsEveryKeyOfARuleAndNoOther) {
  std::set<std::string> rule_keys;
  for (const auto& key : keys_of(kSuite)) {
    if (key.starts_with("benchmark ")) rule_keys.insert(key);
  }
  EXPECT_EQ(documented_keys("benchmarks/README.md", "## suite.toml", {"benchmark"}), rule_keys);
}

}  // namespace
}  // namespace assay::catalog
