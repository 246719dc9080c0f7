// SPDX-License-Identifier: Apache-2.0
// Gates through the built program, on programs built by it: what turns red, what doesn't, and what
// a broken side costs.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <regex>
#include <utility>

#include "cli/journey.h"
#include "record/record_json.h"
#include "sys/files.h"
#include "work/local_records.h"

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

std::string looping_benchmark(const std::string& name, const std::string& body) {
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
    body += looping_benchmark(name, work);
    sums += "\"" + name + "\" " + kSum;
  }
  tree.suite("tiny", body, "", sums);
  const auto built = tree.assay({"build"});
  ASSERT_EQ(built.status, 0) << built.err;
  fs::create_directories(tree.at(side));
  fs::copy_file(tree.at("build/cells/x86-64-v3/clang/debian-12/tiny/tiny"), tree.at(side) / "tiny",
                fs::copy_options::overwrite_existing);
}

std::string read_text(const fs::path& path) { return sys::read_file(path, kFileLimit); }

// Source lines are looked for when a gate is run; its record has none.
std::string without_places(const std::string& text) {
  static const std::regex kPlace("file=[^,]*,line=[0-9]+,|\"(path|begin)\": [^\n]*");
  return std::regex_replace(text, kPlace, "");
}

// The record says again what the gate printed and wrote, in every format, and how it ended.
void expect_repeated(const SmallTree& tree, const Ran& ran, const std::string& record,
                     const std::string& printed) {
  const auto shown = tree.assay({"show", record, "--exit-code", "--format", printed});
  EXPECT_EQ(shown.status, ran.status) << shown.err;
  EXPECT_EQ(shown.out, ran.out);
  for (const std::string format : {"markdown", "junit", "github", "gitlab", "json"}) {
    const auto again = tree.assay({"show", record, "--format", format});
    EXPECT_EQ(again.status, 0) << again.err;
    EXPECT_EQ(without_places(again.out), without_places(read_text(tree.at("written." + format))))
        << format;
  }
}

// A gate with these words, whose record is asked again.
Ran repeated_gate(const SmallTree& tree, std::vector<std::string> words) {
  const std::string record = tree.at("asked.json").string();
  const bool json = std::ranges::find(words, "--json") != words.end();
  words.insert(words.begin(), "gate");
  if (std::ranges::find(words, "-o") == words.end()) words.insert(words.end(), {"-o", record});
  for (const std::string format : {"markdown", "junit", "github", "gitlab", "json"}) {
    words.insert(words.end(), {"--write", format + "=" + tree.at("written." + format).string()});
  }
  const auto ran = tree.assay(words);
  const auto at = std::ranges::find(words, "-o");
  expect_repeated(tree, ran, *std::next(at), json ? "json" : "table");
  return ran;
}

Ran gate(const SmallTree& tree, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {tree.at("base").string(), tree.at("head").string()});
  return repeated_gate(tree, std::move(more));
}

TEST(GateJourney, TheSameCodeIsNotRun) {
  const SmallTree tree("gate-same", {"x86-64-v3"});
  build(tree, "base", {{"steady", kOnce}});
  build(tree, "head", {{"steady", kOnce}});
  const auto ran = gate(tree);
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("identical  tiny/steady"));
  EXPECT_THAT(ran.out, HasSubstr("nothing was measured: both sides have the same code"));
  EXPECT_THAT(ran.out, HasSubstr("1 identical"));
  // What is not loaded makes no difference.
  const auto added = run_program(
      "objcopy", {"--add-section", "note=/proc/version", (tree.at("head") / "tiny").string()});
  ASSERT_EQ(added.status, 0) << added.err;
  EXPECT_THAT(gate(tree).out, HasSubstr("1 identical"));
}

TEST(GateJourney, TellsThatASideLeftProcessesRunning) {
  const SmallTree tree("gate-leaves", {"x86-64-v3"});
  build(tree, "base", {{"steady", kOnce}});
  const std::string leaves =
      "static bool left = false; if (!left && fork() == 0) { setsid(); execlp(\"sleep\", "
      "\"sleep\", \"1000\", nullptr); } left = true;";
  build(tree, "head", {{"steady", kOnce + leaves}});
  const auto ran = gate(tree);
  // It may not have become `sleep` yet.
  const std::string note = "tiny (head): left processes running, which were ended: ";
  EXPECT_THAT(ran.out, HasSubstr(note));
  const auto record = record::parse_record(read_text(tree.at("asked.json")), "asked.json");
  ASSERT_EQ(record.paired->notes.size(), 1u);
  EXPECT_THAT(record.paired->notes[0], testing::StartsWith(note));
}

// Three times slower is beyond any noise; a host that is very unfit may still refuse to say so.
TEST(GateJourney, WhatIsSlowerTurnsRedAndLeavesItsSlices) {
  const SmallTree tree("gate-slower", {"x86-64-v3"});
  build(tree, "base", {{"steady", kOnce}, {"slower", kOnce}, {"removed", kOnce}});
  build(tree, "head", {{"steady", kOnce}, {"slower", kOnce + kOnce + kOnce}, {"added", kOnce}});
  const auto ran = gate(tree, {"--json", "-o", tree.at("gate.json").string(), "--seed", "5",
                               "--write", "junit=" + tree.at("gate.xml").string(), "--write",
                               "markdown=" + tree.at("gate.md").string()});
  const auto json = base::parse_json(ran.out, "gate");
  EXPECT_EQ(text(json, "seed"), "5");
  const auto slower = find(*json.find("rows"), {{"benchmark", "tiny/slower"}});
  const bool called = text(slower, "verdict") == "regressed";
  EXPECT_TRUE(called || (text(slower, "verdict") == "unfit" && !text(json, "unfit").empty()))
      << ran.out;
  EXPECT_EQ(ran.status, called ? 1 : 3) << ran.out << ran.err;
  EXPECT_NEAR(slower.find("ratio")->as_double(), 3, 0.5);
  const auto steady = find(*json.find("rows"), {{"benchmark", "tiny/steady"}});
  EXPECT_THAT(text(steady, "verdict"), AnyOf("not-slower", "inconclusive", "not-confirmed"));
  EXPECT_EQ(json.find("added")->array()->size(), 1u);
  EXPECT_EQ(json.find("removed")->array()->size(), 1u);

  const auto written = [&](const char* name) { return read_text(tree.at(name)); };
  EXPECT_THAT(written("gate.xml"), HasSubstr(called ? "<failure" : "<skipped"));
  EXPECT_THAT(written("gate.md"), HasSubstr("tiny/slower"));
  EXPECT_THAT(text(slower, "reproduce"), HasSubstr("--filter '^tiny/slower$' --seed 5"));

  const auto blocks = tree.assay({"show", tree.at("gate.json").string(), "tiny/slower", "--all"});
  EXPECT_THAT(blocks.out, HasSubstr("confirmation"));

  // The raw slices are in the record, and say the same.
  const auto record = record::parse_record(
      sys::read_file(tree.at("gate.json"), base::Bytes{64u << 20}), "gate.json");
  ASSERT_TRUE(record.paired.has_value());
  EXPECT_EQ(record.question->base.cells.at(0).cell.suite, "tiny");
  EXPECT_EQ(record.question->base.cells.at(0).program->arch, "x86_64");
  for (const auto& each : record.paired->benchmarks) {
    EXPECT_EQ(each.mode, "slices");
    ASSERT_GE(each.blocks.size(), 5u);
    EXPECT_GE(each.blocks[0].pairs.size(), 10u);
    EXPECT_EQ(each.base_checksum, "0000000000000007");
    EXPECT_EQ(each.head_checksum, "0000000000000007");
  }
}

// A verdict is stored nowhere: other samples in a copy of a record give another table, another file
// for CI and another exit code.
TEST(GateJourney, TheSamplesOfARecordDecideAndNothingElse) {
  const SmallTree tree("gate-exchanged", {"x86-64-v3"});
  const auto old = fs::path(ASSAY_SOURCE_DIR) / "harness/record/testdata/schema1/gate-asked.json";
  auto record = record::parse_record(read_text(old), old.string());
  auto& question = *record.question;
  question.accepted.clear();
  question.only_in_base.clear();
  question.only_in_head.clear();
  question.base.cells.pop_back();  // the program that the head could not build
  question.head.cells.pop_back();
  const auto shown = [&](const std::string& format) {
    const auto path = work::save_record(record, tree.at("results"), {});
    return tree.assay({"show", path.string(), "--exit-code", "--format", format});
  };
  EXPECT_EQ(shown("table").status, 1);
  EXPECT_THAT(shown("table").out, HasSubstr("regressed      tiny/slower  +199.9 %"));
  EXPECT_THAT(shown("junit").out, HasSubstr("failures=\"1\""));
  const std::string id = record.id;
  for (auto& benchmark : record.paired->benchmarks) {
    if (benchmark.name != "tiny/slower") continue;
    for (auto& block : benchmark.blocks) {
      for (auto& pair : block.pairs) {
        std::swap(pair.base_wall_ns, pair.head_wall_ns);
        std::swap(pair.base_cpu_ns, pair.head_cpu_ns);
      }
    }
  }
  EXPECT_EQ(shown("table").status, 0);
  EXPECT_NE(record.id, id);
  EXPECT_THAT(shown("table").out, HasSubstr("improved       tiny/slower  -66.7 %"));
  EXPECT_THAT(shown("junit").out, HasSubstr("failures=\"0\""));
}

TEST(GateJourney, AFailingHeadIsRedWithItsReasonAndTheRestGoesOn) {
  const SmallTree tree("gate-fails", {"x86-64-v3"});
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
  const SmallTree tree("gate-missing", {"x86-64-v3"});
  build(tree, "base", {{"steady", kOnce}, {"removed", kOnce}});
  build(tree, "head", {{"steady", kOnce}});
  const auto warned = gate(tree, {"--budget", "1"});
  // One second may be too short for the sentinels, and the host is called unfit then.
  EXPECT_THAT(warned.status, AnyOf(0, 3)) << warned.err;
  EXPECT_THAT(warned.out, HasSubstr("only in BASE: tiny/removed"));
  EXPECT_EQ(gate(tree, {"--budget", "1", "--missing", "fail"}).status, 1);
}

// A head that skips a benchmark has no regression to show.
TEST(GateJourney, WhatTheHeadSkipsIsMissing) {
  const SmallTree tree("gate-skips", {"x86-64-v3"});
  build(tree, "base", {{"steady", kOnce}, {"hidden", kOnce}});
  build(tree, "head",
        {{"steady", kOnce}, {"hidden", kOnce + " state.SkipWithMessage(\"not today\"); break;"}});
  for (const std::string runner : {"native", "qemu-user"}) {
    const std::string shown = (runner == "native" ? "" : "x86-64-v3/") + std::string("tiny/hidden");
    const auto warned = gate(tree, {"--budget", "1", "--runner", runner});
    EXPECT_THAT(warned.status, AnyOf(0, 3)) << warned.err;  // a busy machine may be unfit
    EXPECT_THAT(warned.out, HasSubstr("skipped: head: the benchmark"));
    EXPECT_THAT(warned.out, HasSubstr("only in BASE: " + shown));
    const auto failed = gate(tree, {"--budget", "1", "--runner", runner, "--missing", "fail"});
    EXPECT_EQ(failed.status, 1) << failed.err;
    EXPECT_THAT(failed.out, HasSubstr("1 missing"));
    EXPECT_THAT(read_text(tree.at("written.junit")), HasSubstr("<failure type=\"missing\""));
    EXPECT_THAT(read_text(tree.at("written.github")), HasSubstr("::error title="));
  }
}

// The work of one pass is a call of 100 steps: another one is far beyond the floor.
TEST(GateJourney, WhatThisMachineCannotExecuteIsCounted) {
  const SmallTree tree("gate-counts", {"riscv64-gcv"});
  const auto build_side = [&](const std::string& side, const std::string& work) {
    tree.suite("tiny", looping_benchmark("steady", kOnce) + looping_benchmark("work", work), "",
               "\"steady\" " + kSum + "\"work\" " + kSum);
    ASSERT_EQ(tree.assay({"build"}).status, 0);
    fs::create_directories(tree.at(side));
    fs::copy_file(tree.at("build/cells/riscv64-gcv/clang/debian-12/tiny/tiny"),
                  tree.at(side) / "tiny", fs::copy_options::overwrite_existing);
  };
  build_side("base", kOnce);
  build_side("head", kOnce + kOnce);
  const auto ran = gate(tree, {"--json", "-o", tree.at("gate.json").string()});
  EXPECT_EQ(ran.status, 1) << ran.out << ran.err;
  const auto json = base::parse_json(ran.out, "gate");
  const auto row = [&](const char* name) {
    return find(*json.find("rows"), {{"benchmark", name}, {"target", "riscv64-gcv"}});
  };
  EXPECT_EQ(text(row("tiny/steady"), "verdict"), "equal");
  EXPECT_EQ(text(row("tiny/work"), "verdict"), "regressed");
  EXPECT_NEAR(row("tiny/work").find("ratio")->as_double(), 2, 0.1);
  EXPECT_THAT(text(row("tiny/work"), "reproduce"), HasSubstr("--filter '^tiny/work$'"));

  const auto why = tree.assay({"explain", tree.at("base").string(), tree.at("head").string(),
                               "tiny/work", "--json", "-o", tree.at("why.json").string()});
  EXPECT_EQ(why.status, 0) << why.err;
  const auto document = base::parse_json(why.out, "explain");
  const auto& explanation = (*document.find("explanations")->array())[0];
  EXPECT_EQ(text(explanation, "target"), "riscv64-gcv");
  const double change =
      explanation.find("head")->as_double() - explanation.find("base")->as_double();
  EXPECT_EQ(change, row("tiny/work").find("head_count")->as_double() -
                        row("tiny/work").find("base_count")->as_double());
  double sum = 0;
  for (const auto& function : *explanation.find("functions")->array()) {
    sum += function.find("head")->as_double() - function.find("base")->as_double();
  }
  EXPECT_EQ(sum, change);
  const auto shown = tree.assay({"gate", tree.at("base").string(), tree.at("head").string(),
                                 "--explain", "-o", tree.at("why.json").string(), "--write",
                                 "markdown=" + tree.at("why.md").string()});
  EXPECT_EQ(shown.status, 1) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("executions per iteration"));
  EXPECT_THAT(tree.assay({"show", tree.at("why.json").string()}).out,
              HasSubstr("the record does not contain the explanations"));
  EXPECT_THAT(sys::read_file(tree.at("why.md"), base::Bytes{1u << 20}),
              HasSubstr("What makes up <code>tiny/work"));
  EXPECT_EQ(tree.assay({"explain", "a", "b", "c", "--filter", "d"}).status, 2);

  tree.write("known.toml",
             "[[accept]]\nbenchmark = \"tiny/work\"\nreason = \"wanted\"\n"
             "until = \"2999-12-31\"\n");
  const auto accepted = gate(tree, {"--accept", tree.at("known.toml").string()});
  EXPECT_EQ(accepted.status, 0) << accepted.err;
  EXPECT_THAT(accepted.out, HasSubstr("accepted until 2999-12-31: wanted"));

  // Its record is a side too; of a run likewise, where only the counts are taken.
  const auto run = tree.assay({"run", "-o", tree.at("run.json").string()});
  ASSERT_EQ(run.status, 0) << run.err;
  const auto again = repeated_gate(tree, {tree.at("run.json").string(), "toolchain=clang"});
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("2 equal"));
  const auto part = repeated_gate(
      tree, {tree.at("run.json").string(), "toolchain=clang", "--filter", "tiny/work"});
  EXPECT_EQ(part.status, 0) << part.err;
  EXPECT_THAT(part.out, HasSubstr("1 equal"));
  EXPECT_THAT(part.out, testing::Not(HasSubstr("only in")));
}

// A program of one suite, counted, beside one that does twice the work.
void build_old_and_new(const SmallTree& tree) {
  const auto build_one = [&](const std::string& work, const std::string& to) {
    tree.suite("tiny", looping_benchmark("work", work), "", "\"work\" " + kSum);
    ASSERT_EQ(tree.assay({"build"}).status, 0);
    fs::create_directories(tree.at(to).parent_path());
    fs::copy_file(tree.at("build/cells/riscv64-gc/clang/debian-12/tiny/tiny"), tree.at(to),
                  fs::copy_options::overwrite_existing);
  };
  build_one(kOnce, "a/old");
  build_one(kOnce + kOnce, "b/new");
}

TEST(GateJourney, TwoSingleFilesAreOnePairWhateverTheirNames) {
  const SmallTree tree("gate-files", {"riscv64-gc"});
  build_old_and_new(tree);
  const auto old = tree.at("a/old").string(), next = tree.at("b/new").string();
  const auto ran = repeated_gate(tree, {old, next, "--target", "riscv64-gc"});
  EXPECT_EQ(ran.status, 1) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("regressed  riscv64-gc/new/work"));
  const auto named = repeated_gate(
      tree, {old, "sort=" + next, "--filter", "^sort/work$", "--target", "riscv64-gc"});
  EXPECT_EQ(named.status, 1) << named.out << named.err;
  EXPECT_THAT(named.out, HasSubstr("regressed  riscv64-gc/sort/work"));
  for (const std::string& same : {next, old}) {
    const auto typo = tree.assay({"gate", old, same, "--filter", "wrok", "--target", "riscv64-gc"});
    EXPECT_EQ(typo.status, 2) << typo.out;
    EXPECT_THAT(typo.err, HasSubstr("no benchmark name matches --filter 'wrok'"));
  }
}

TEST(GateJourney, SidesThatShareNothingAreNoSuccess) {
  const SmallTree tree("gate-nothing", {"riscv64-gc"});
  build_old_and_new(tree);
  fs::copy_file(tree.at("a/old"), tree.at("b/locked"), fs::copy_options::overwrite_existing);
  fs::permissions(tree.at("b/locked"), fs::perms::owner_read | fs::perms::owner_write);
  const auto base = tree.at("a").string(), head = tree.at("b").string();
  const auto ran = repeated_gate(tree, {base, head, "--target", "riscv64-gc"});
  EXPECT_EQ(ran.status, 3) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("NOTHING COMPARED: no program of BASE has a counterpart"));
  EXPECT_THAT(ran.out, HasSubstr("only in BASE: old"));
  EXPECT_THAT(ran.out, HasSubstr("left out of HEAD: locked (it is not executable)"));
  EXPECT_THAT(read_text(tree.at("written.junit")),
              HasSubstr("tests=\"1\" failures=\"0\" errors=\"1\""));
  EXPECT_THAT(read_text(tree.at("written.github")), HasSubstr("::error title=assay gate"));
  EXPECT_EQ(repeated_gate(tree, {base, head, "--missing", "fail", "--target", "riscv64-gc"}).status,
            1);
  const auto none = tree.assay({"gate", base, head, "--suite", "tyni", "--target", "riscv64-gc"});
  EXPECT_EQ(none.status, 2) << none.out;
  EXPECT_THAT(none.err, HasSubstr("neither side has a program of --suite tyni"));
}

TEST(GateJourney, SidesMayBeChangesOfTheSelectionAndCommits) {
  const SmallTree tree("gate-sides", {"riscv64-gc"});
  const std::string sums = "\"work\" " + kSum;
  const auto git = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"-C", tree.at(".").string(), "-c", "user.name=n", "-c",
                                 "user.email=e@example.org"});
    const auto ran = run_program("git", words);
    ASSERT_EQ(ran.status, 0) << ran.err;
  };
  tree.suite("tiny", looping_benchmark("work", kOnce), "", sums);
  git({"init", "-q"});
  git({"add", "benchmarks", "targets"});
  git({"commit", "-q", "-m", "one"});
  tree.suite("tiny", looping_benchmark("work", kOnce + kOnce), "", sums);
  git({"commit", "-q", "-a", "-m", "two"});
  tree.suite("tiny", looping_benchmark("work", kOnce + kOnce + kOnce), "", sums);

  const auto commits = repeated_gate(
      tree, {"git:HEAD~1", "git:HEAD", "--write", "sarif=" + tree.at("gate.sarif").string()});
  EXPECT_EQ(commits.status, 1) << commits.err;
  for (const std::string written : {"gate.sarif", "written.gitlab", "written.github"}) {
    EXPECT_THAT(read_text(tree.at(written)), HasSubstr("benchmarks/tiny/")) << written;
  }
  EXPECT_THAT(commits.out, HasSubstr("regressed  riscv64-gc/tiny/work"));
  EXPECT_THAT(commits.out, HasSubstr("differ in: commit: "));
  EXPECT_THAT(commits.out, testing::Not(HasSubstr("targets/")));
  // The working tree was not touched, and is a side as well.
  EXPECT_EQ(tree.assay({"gate", "git:HEAD", "toolchain=clang"}).status, 1);

  const auto compilers = repeated_gate(tree, {"toolchain=clang", "toolchain=gcc", "--warn-only"});
  EXPECT_EQ(compilers.status, 0) << compilers.err;
  EXPECT_THAT(compilers.out, HasSubstr("toolchain: clang, gcc"));
  const auto flags = repeated_gate(tree, {"toolchain=clang", "flags=-O0 -DTWO", "--warn-only"});
  EXPECT_EQ(flags.status, 0) << flags.err;
  EXPECT_THAT(flags.out, HasSubstr("flags: none, -O0 -DTWO"));

  const auto nowhere = tree.assay({"gate", "git:nowhere", "toolchain=clang"});
  EXPECT_EQ(nowhere.status, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("git:nowhere is not a commit of"));

  // What it says of the benchmark is not what the commit says, and no more are its targets.
  tree.suite("tiny", looping_benchmark("work", kOnce + kOnce + kOnce),
             "[[benchmark]]\nmatch = \"work\"\ndeterminism = \"nondeterministic\"\n"
             "reason = \"so that it is green\"\n",
             sums);
  const std::string target = read_text(tree.at("targets/riscv64-gc.toml"));
  tree.write("targets/riscv64-gc.toml", target + "# changed\n");
  const auto rules = repeated_gate(tree, {"git:HEAD", "toolchain=clang"});
  EXPECT_EQ(rules.status, 3) << rules.err;  // nothing but this row, which is not gated
  EXPECT_THAT(rules.out, HasSubstr("different rules for what is compared: "
                                   "benchmarks/tiny/suite.toml\n"));
  EXPECT_THAT(rules.out, HasSubstr("a side's commit has others:\ntargets/riscv64-gc.toml\n"));
}

TEST(GateJourney, TimesOfAFinishedRecordAreRefused) {
  const SmallTree tree("gate-times", {"x86-64-v2"});
  tree.suite("tiny", looping_benchmark("work", kOnce), "", "\"work\" " + kSum);
  const auto record = tree.at("run.json").string();
  ASSERT_EQ(tree.assay({"run", "--runner", "native", "-o", record}).status, 0);
  const auto ran = tree.assay({"gate", record, "toolchain=clang"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("they decide nothing"));
  EXPECT_THAT(ran.err, HasSubstr("assay compare"));
}

TEST(GateJourney, WrongUseIsRefusedBeforeAnythingIsMeasured) {
  const SmallTree tree("gate-usage", {"x86-64-v2"});
  fs::create_directories(tree.at("empty"));
  const auto empty = tree.at("empty").string();
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"gate", empty}, "HEAD"},
      {{"gate", "name=" + empty, empty}, "NAME=FILE names one program"},
      {{"gate", empty, "/nowhere"}, "contains no Google Benchmark program"},
      {{"gate", "/nowhere", empty}, "/nowhere: No such file"},
      {{"gate", "tolchain=gcc", "os=x"}, "did you mean \"toolchain\"?"},
      {{"gate", empty, empty, "--test", "t"}, "--test takes exact, not 't'"},
      {{"gate", empty, empty, "--floor", "x"}, "--floor x: expected percent"},
      {{"gate", empty, empty, "--margin", "x"}, "--margin x: expected percent"},
      {{"gate", empty, empty, "--write", "junit"}, "--write takes FORMAT=FILE, not 'junit'"},
      {{"gate", empty, empty, "--write", "markdwn=x"}, "did you mean \"markdown\"?"},
      {{"gate", empty, empty, "--missing", "no"}, "--missing takes warn or fail, not 'no'"},
      {{"gate", empty, empty, "--filter", "("},
       "--filter '(' is not a regular expression: a ')' is missing at its end"}};
  for (const auto& [words, said] : cases) {
    const auto ran = tree.assay(words);
    EXPECT_EQ(ran.status, 2) << said;
    EXPECT_THAT(ran.err, HasSubstr(said));
    EXPECT_EQ(ran.out, "");
  }
}

}  // namespace
}  // namespace assay::cli
