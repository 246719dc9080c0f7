// SPDX-License-Identifier: Apache-2.0
// Two files of Google Benchmark, held against what its own compare.py says of them.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "base/text.h"
#include "base/ugly_names_test.h"
#include "cli/journey.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::cli {
namespace {

using base::Json;
using testing::HasSubstr;

// Benchmarks of 2, 5 and 12 repetitions, with ties and without, and one that only this file has.
std::string google_file(unsigned seed, double factor, const std::string& own) {
  std::mt19937 random(seed);
  const auto noise = [&] { return static_cast<double>(random() % 1000) / 1e5; };
  std::string entries;
  const auto add = [&](const std::string& name, int repetitions, bool has_ties) {
    for (int i = 0; i < repetitions; ++i) {
      const double time =
          has_ties ? 100 + static_cast<double>(random() % 3) : 100 * (factor + noise());
      entries += fmt::format(
          R"({}{{"name":"{}","run_name":"{}","run_type":"iteration","repetitions":{},)"
          R"("repetition_index":{},"threads":1,"iterations":1000,"real_time":{:.17g},)"
          R"("cpu_time":{:.17g},"time_unit":"us"}})",
          entries.empty() ? "" : ",\n", name, name, repetitions, i, time, time * (1 + noise()));
    }
  };
  for (const int repetitions : {2, 5, 12}) {
    add(fmt::format("BM_a/{}", repetitions), repetitions, false);
    add(fmt::format("BM_ties/{}", repetitions), repetitions, true);
  }
  add(own, 5, false);
  return fmt::format(
      R"({{"context":{{"date":"2026-01-01T00:00:00+00:00","host_name":"h","executable":"./x",)"
      R"("num_cpus":2,"mhz_per_cpu":2000,"cpu_scaling_enabled":false,"caches":[],)"
      R"("load_avg":[0.1,0.1,0.1],"library_build_type":"release"}},"benchmarks":[{}]}})",
      entries);
}

class CompareJourney : public testing::Test {
 protected:
  CompareJourney() {
    tree.write("base.json", google_file(1, 1.0, "BM_removed"));
    tree.write("head.json", google_file(2, 1.004, "BM_added"));
  }

  Json compare(std::vector<std::string> words) const {
    std::vector<std::string> all{"compare", tree.at("base.json"), tree.at("head.json"), "--json"};
    all.insert(all.end(), words.begin(), words.end());
    const auto ran = tree.assay(all);
    EXPECT_EQ(ran.status, 0) << ran.err;
    return base::parse_json(ran.out, "compare");
  }

  SmallTree tree{"compare", {"x86-64-v2"}};
};

TEST_F(CompareJourney, PairsAndTestsAsGoogleBenchmarksCompareDoes) {
  const auto theirs =
      sys::run_process({.argv = {"/usr/bin/python3", "/usr/share/benchmark/compare.py",
                                 "--no-color", "-d", tree.at("theirs.json").string(), "benchmarks",
                                 tree.at("base.json").string(), tree.at("head.json").string()}});
  ASSERT_TRUE(theirs.exited(0)) << theirs.err;
  const Json report = read_json(tree.at("theirs.json"));
  const Json ours = compare({"--test", "mann-whitney"});
  const Json& rows = *ours.find("tables")->array()->at(0).find("rows");
  std::size_t paired = 0;
  for (const Json& entry : *report.array()) {
    if (text(entry, "name") == "OVERALL_GEOMEAN") continue;
    ++paired;
    const Json row = find(rows, {{"benchmark", text(entry, "name")}});
    const Json& head = row.find("values")->array()->at(1);
    const Json& test = *head.find("u_test");
    for (const char* which : {"time_p", "cpu_p"}) {
      const std::string key = std::string(which) + "value";  // "time_pvalue"
      EXPECT_NEAR(test.find(which)->as_double(), entry.find("utest")->find(key)->as_double(), 1e-12)
          << row.dump();
    }
    EXPECT_FALSE(text(head, "finding").empty());
  }
  EXPECT_EQ(paired, 6u);
  EXPECT_EQ(rows.array()->size(), 8u);  // those of one file only as well, and said to be
}

TEST_F(CompareJourney, GivesTheSameIntervalsEachTime) {
  EXPECT_EQ(compare({}).dump(), compare({}).dump());
}

TEST_F(CompareJourney, RefusesATestItDoesNotKnow) {
  const auto ran =
      tree.assay({"compare", tree.at("base.json"), tree.at("head.json"), "--test", "welch"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("--test takes mann-whitney, not 'welch'"));
}

TEST_F(CompareJourney, PairsBenchmarksOfOtherNames) {
  const auto file = [&](const std::string& name,
                        const std::vector<std::pair<std::string, int>>& all) {
    std::string entries;
    for (const auto& [benchmark, ns] : all) {
      entries +=
          fmt::format(R"({}{{"name": "{}", "iterations": 9, "real_time": {}, "cpu_time": {}}})",
                      entries.empty() ? "" : ",", benchmark, ns, ns);
    }
    tree.write(name, fmt::format(R"({{"context": {{}}, "benchmarks": [{}]}})", entries));
    return tree.at(name);
  };
  const auto rows_of = [&](const std::vector<std::string>& words) {
    const auto ran = tree.assay(words);
    EXPECT_EQ(ran.status, 0) << ran.err;
    std::vector<std::string> rows;
    const Json json = base::parse_json(ran.out, "compare");
    for (const Json& row : *json.find("tables")->array()->at(0).find("rows")->array()) {
      const Json& ratio = *row.find("values")->array()->at(1).find("ratio");
      rows.push_back(fmt::format("{} {}", text(row, "benchmark"),
                                 ratio.is_null() ? "none" : fmt::format("{}", ratio.as_double())));
    }
    return rows;
  };
  const auto one = file(
      "one.json",
      {{"loop/64", 200}, {"call/64", 100}, {"loop/512", 800}, {"call/512", 400}, {"other", 1}});
  EXPECT_THAT(rows_of({"compare", one, "--pair", "loop=call", "--json"}),
              testing::ElementsAre("loop=call/64 0.5", "loop=call/512 0.5"));
  EXPECT_THAT(tree.assay({"compare", one, "--pair", "loop=call"}).out, HasSubstr("ratio to loop"));
  const auto other = file("other.json", {{"mine/64", 600}, {"loop/64", 1}});
  EXPECT_THAT(rows_of({"compare", one, other, "--pair", "loop=mine", "--json"}),
              testing::Contains("loop=mine/64 3"));
  const auto none = tree.assay({"compare", one, "--pair", "loop=none"});
  EXPECT_EQ(none.status, 2);
  EXPECT_THAT(none.err, HasSubstr("no benchmark name contains 'none'"));
}

TEST_F(CompareJourney, ShowsWhatAKernelLeavesOnTheTable) {
  std::string entries;
  for (const auto& [name, ns, counter] : std::vector<std::tuple<std::string, int, std::string>>{
           {"gemm/auto/64", 800, ""},
           {"gemm/highway/64", 200, R"(, "highway_AVX2": 32)"},
           {"gemm/lib=eigen/64", 400, ""},
           {"copy/64", 100, ""}}) {
    entries +=
        fmt::format(R"({}{{"name": "{}", "iterations": 9, "real_time": {}, "cpu_time": {}{}}})",
                    entries.empty() ? "" : ",", name, ns, ns, counter);
  }
  tree.write("kernels.json", fmt::format(R"({{"context": {{}}, "benchmarks": [{}]}})", entries));
  const std::vector<std::string> words{"compare", tree.at("kernels.json"), "--view", "tuning"};
  const auto shown = tree.assay(words);
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("800 ns"));
  EXPECT_THAT(shown.out, HasSubstr("200 ns (AVX2, 32 B)"));
  EXPECT_THAT(shown.out, HasSubstr("eigen 400 ns"));
  EXPECT_THAT(shown.out, HasSubstr("4.00x"));  // 800 / 200
  EXPECT_THAT(shown.out, HasSubstr("note: left out 1 benchmark without variants\n"));
  for (const auto& [format, part] : std::map<std::string, std::string>{
           {"csv", ",highway,gemm/highway/64,AVX2,32,highway,4,,,kernels.json,\r\n"},
           {"markdown", "| <code>gemm/64</code> | kernels.json |"},
           {"json", R"("left_on_table": 4)"}}) {
    auto more = words;
    more.insert(more.end(), {"--format", format});
    EXPECT_THAT(tree.assay(more).out, HasSubstr(part)) << format;
  }
  const auto unknown = tree.assay({"compare", tree.at("kernels.json"), "--view", "tunin"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, HasSubstr("--view takes tuning, not 'tunin'"));
  const auto none = tree.assay({"compare", tree.at("base.json"), "--view", "tuning"});
  EXPECT_EQ(none.status, 2);
  EXPECT_THAT(none.err, HasSubstr("no benchmark of these records has two variants"));
}

TEST_F(CompareJourney, NamesColumnsAsTheUserDoes) {
  const auto base = tree.at("base.json").string(), head = tree.at("head.json").string();
  const auto ran = tree.assay({"compare", "before=" + base, "after=" + head + "," + base});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("ratio to before"));
  EXPECT_THAT(ran.out, HasSubstr("after"));
}

TEST_F(CompareJourney, TakesFilesWithACommaForSessionsOfOneColumn) {
  const auto both = tree.at("base.json").string() + "," + tree.at("head.json").string();
  const auto ran = tree.assay({"compare", both, tree.at("head.json")});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("base.json+1"));
  const auto missing = tree.assay({"compare", tree.at("base.json").string() + ",", "x"});
  EXPECT_EQ(missing.status, 3);
  EXPECT_THAT(missing.err, HasSubstr("'' is not a file"));
}

// Nothing of it acts on a terminal, and no line is a command for a CI server.
void expect_harmless(const std::string& text, const std::string& what) {
  for (std::string line : base::split(text, '\n')) {
    if (line.ends_with('\r')) line.pop_back();  // of CSV
    EXPECT_FALSE(base::trim(line).starts_with("::")) << what << ": " << line;
    line = base::replace_all(line, "::", "..");
    EXPECT_EQ(base::printable(line, 1'000'000), line) << what;
  }
}

TEST_F(CompareJourney, UglyNamesOfBenchmarksAndFilesHarmNoFormatAndNoMessage) {
  Json file = base::parse_json(google_file(1, 1.0, "x"), "x");
  Json benchmarks{Json::Array{}}, document;
  for (const std::string& name : base::ugly_names()) {
    if (name.empty()) continue;  // refused: a benchmark has a name
    Json one;
    one.set("name", name).set("run_name", name).set("run_type", "iteration");
    one.set("iterations", 1000).set("real_time", 1.5).set("cpu_time", 1.5).set("time_unit", "us");
    benchmarks.push(one);
  }
  document.set("context", *file.find("context")).set("benchmarks", benchmarks);
  const std::string ugly = "=\x1b[31m\u202e::error::##[x].json";
  tree.write(ugly, document.dump());
  for (const std::string format : {"table", "markdown", "csv", "json"}) {
    const auto ran =
        tree.assay({"compare", tree.at(ugly), tree.at(ugly), "--format", format, "--top", "100"});
    EXPECT_NE(ran.out, "") << ran.err;
    expect_harmless(ran.out, format);
    expect_harmless(ran.err, format);
  }
  for (const std::string& name : base::ugly_names()) {
    if (name.find('\0') != std::string::npos) continue;  // ends a word of the command line
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {name},
             {"show", name},
             {"compare", name, tree.at("base.json")},
             {"compare", tree.at("base.json"), "--reference", name},
             {"show", tree.at("base.json"), name},
             {"import", name}}) {
      const auto ran = tree.assay(words);
      expect_harmless(ran.err, words.front());
      EXPECT_LE(base::split(ran.err, '\n').size(), 3u) << ran.err;
    }
  }
}

}  // namespace
}  // namespace assay::cli
