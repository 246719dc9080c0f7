// SPDX-License-Identifier: Apache-2.0
// Gates through the built program, on programs built by it: what turns red, what doesn't, and what
// a broken side costs.
#include <gmock/gmock.h>

#include <filesystem>

#include "cli/journey.h"
#include "record/record_json.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using testing::AnyOf;
using testing::HasSubstr;

const std::string kLoop = R"(
void NAME(benchmark::State& state) {
  std::uint64_t x = 1, passes = 0;
  for (auto _ : slices(state)) { BODY used(x); ++passes; }
  report(state, {100, "steps"}, Checksum{std::uint64_t{7}});
}
BENCHMARK(NAME);
)";

std::string benchmark(const std::string& name, const std::string& body) {
  std::string text = kLoop;
  for (std::size_t at = 0; (at = text.find("NAME", at)) != std::string::npos;) {
    text.replace(at, 4, name);
  }
  return text.replace(text.find("BODY"), 4, body);
}

const std::string kOnce = "x = steps(x);";
const std::string kSum = "= { value = \"0000000000000007\", source = \"by hand\" }\n";

// Builds the suite "tiny" of these benchmarks and keeps its program in a folder of its own.
void build(const SmallTree& tree, const std::string& side,
           const std::vector<std::pair<std::string, std::string>>& benchmarks) {
  std::string body, sums;
  for (const auto& [name, work] : benchmarks) {
    body += benchmark(name, work);
    sums += "\"" + name + "\" " + kSum;
  }
  tree.suite("tiny", body, "", sums);
  const auto built = tree.assay({"build"});
  ASSERT_EQ(built.status, 0) << built.err;
  fs::create_directories(tree.at(side));
  fs::copy_file(tree.at("build/cells/x86-64-v2/clang/debian-12/tiny/tiny"), tree.at(side) / "tiny",
                fs::copy_options::overwrite_existing);
}

Ran gate(const SmallTree& tree, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"gate", tree.at("base").string(), tree.at("head").string()});
  return tree.assay(more);
}

TEST(GateJourney, TheSameCodeIsNotRun) {
  const SmallTree tree("gate-same", {"x86-64-v2"});
  build(tree, "base", {{"steady", kOnce}});
  build(tree, "head", {{"steady", kOnce}});
  const auto ran = gate(tree);
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("identical  tiny/steady"));
  EXPECT_THAT(ran.out, HasSubstr("1 identical"));
}

// Three times slower is beyond any noise; a host that is unfit may still refuse to say so.
TEST(GateJourney, WhatIsSlowerTurnsRedAndLeavesItsSlices) {
  const SmallTree tree("gate-slower", {"x86-64-v2"});
  build(tree, "base", {{"steady", kOnce}, {"slower", kOnce}, {"removed", kOnce}});
  build(tree, "head", {{"steady", kOnce}, {"slower", kOnce + kOnce + kOnce}, {"added", kOnce}});
  const auto ran = gate(tree, {"--json", "-o", tree.at("gate.json").string(), "--seed", "5"});
  const auto json = base::parse_json(ran.out, "gate");
  EXPECT_EQ(text(json, "seed"), "5");
  const bool fit = text(json, "unfit").empty();
  EXPECT_EQ(ran.status, fit ? 1 : 0) << ran.out << ran.err;
  const auto slower = find(*json.find("rows"), {{"benchmark", "tiny/slower"}});
  EXPECT_EQ(text(slower, "verdict"), fit ? "regressed" : "unfit") << ran.out;
  EXPECT_NEAR(slower.find("ratio")->as_double(), 3, 0.5);
  const auto steady = find(*json.find("rows"), {{"benchmark", "tiny/steady"}});
  EXPECT_THAT(text(steady, "verdict"), AnyOf("not-slower", "inconclusive", "not-confirmed"));
  EXPECT_EQ(json.find("added")->array()->size(), 1u);
  EXPECT_EQ(json.find("removed")->array()->size(), 1u);

  // The raw slices are in the record, and say the same.
  const auto record = record::parse_record(
      sys::read_file(tree.at("gate.json"), base::Bytes{64u << 20}), "gate.json");
  ASSERT_TRUE(record.paired.has_value());
  EXPECT_EQ(record.paired->programs.at(0).suite, "tiny");
  for (const auto& each : record.paired->benchmarks) {
    EXPECT_EQ(each.mode, "slices");
    ASSERT_GE(each.blocks.size(), 5u);
    EXPECT_GE(each.blocks[0].pairs.size(), 10u);
  }
}

TEST(GateJourney, AFailingHeadIsRedWithItsReasonAndTheRestGoesOn) {
  const SmallTree tree("gate-fails", {"x86-64-v2"});
  build(tree, "base", {{"steady", kOnce}, {"crashes", kOnce}, {"hangs", kOnce}});
  build(tree, "head",
        {{"steady", kOnce},
         {"crashes", kOnce + " if (passes == 2000) std::raise(SIGSEGV);"},
         {"hangs", kOnce + " if (passes == 2000) pause();"}});
  const auto ran = gate(tree, {"--timeout", "2"});
  EXPECT_EQ(ran.status, 1) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("signal: head: SIGSEGV"));
  EXPECT_THAT(ran.out, HasSubstr("timeout: head:"));
  EXPECT_THAT(ran.out, HasSubstr("tiny/steady"));
  EXPECT_EQ(gate(tree, {"--timeout", "2", "--warn-only"}).status, 0);
}

TEST(GateJourney, MissingBenchmarksFailOnRequestOnly) {
  const SmallTree tree("gate-missing", {"x86-64-v2"});
  build(tree, "base", {{"steady", kOnce}, {"removed", kOnce}});
  build(tree, "head", {{"steady", kOnce}});
  const auto warned = gate(tree, {"--budget", "1"});
  EXPECT_EQ(warned.status, 0) << warned.err;
  EXPECT_THAT(warned.out, HasSubstr("only in BASE: tiny/removed"));
  EXPECT_EQ(gate(tree, {"--budget", "1", "--missing", "fail"}).status, 1);
}

TEST(GateJourney, WrongUseIsRefusedBeforeAnythingIsMeasured) {
  const SmallTree tree("gate-usage", {"x86-64-v2"});
  fs::create_directories(tree.at("empty"));
  const auto empty = tree.at("empty").string();
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"gate", empty}, "HEAD"},
      {{"gate", empty, "/nowhere"}, "holds no Google Benchmark program"},
      {{"gate", "/nowhere", empty}, "/nowhere: No such file"},
      {{"gate", empty, empty, "--margin", "x"}, "--margin x: expected percent"},
      {{"gate", empty, empty, "--missing", "no"}, "--missing no: expected warn or fail"},
      {{"gate", empty, empty, "--filter", "("}, "the filter '(' is no regular expression"}};
  for (const auto& [words, said] : cases) {
    const auto ran = tree.assay(words);
    EXPECT_EQ(ran.status, 2) << said;
    EXPECT_THAT(ran.err, HasSubstr(said));
    EXPECT_EQ(ran.out, "");
  }
}

}  // namespace
}  // namespace assay::cli
