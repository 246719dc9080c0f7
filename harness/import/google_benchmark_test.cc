// SPDX-License-Identifier: Apache-2.0
// The files in testdata/ were written by Google Benchmark 1.7.1 and 1.9.1; only host name, path,
// date and load in their contexts were replaced.
#include "import/google_benchmark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>

#include "base/error.h"

namespace assay::import {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string file(const std::string& name) {
  std::ifstream stream(ASSAY_SOURCE_DIR "/harness/import/testdata/" + name, std::ios::binary);
  EXPECT_TRUE(stream.good()) << name;
  return {std::istreambuf_iterator<char>(stream), {}};
}

GoogleFile file_read(const std::string& name) { return read_google_benchmark(file(name), name); }

std::vector<std::string> names(const GoogleFile& file) {
  std::vector<std::string> names;
  for (const GoogleEntry& entry : file.entries) names.push_back(entry.run_name);
  return names;
}

std::string fault(std::string_view bytes, bool partial = false) {
  try {
    read_google_benchmark(bytes, "a.json", partial);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "no fault";
}

// An entry with `more` in the place where a value can be spoilt.
std::string with_entry(const std::string& entry) {
  return "{\n \"context\": {},\n \"benchmarks\": [\n" + entry + "]}\n";
}

TEST(GoogleBenchmark, ReadsPlainFilesOfBothVersions) {
  for (const std::string version : {"1.7", "1.9"}) {
    const GoogleFile plain = file_read("plain-" + version + ".json");
    EXPECT_EQ(plain.library_version, version == "1.9" ? "v1.9.1" : "");
    EXPECT_THAT(names(plain),
                ElementsAre("sum/64", "sum/1024", "copy/4096", "fixed/iterations:1000",
                            "slow_us/iterations:20/real_time", "slow_ms/iterations:20",
                            "slow_s/iterations:20"));
    EXPECT_EQ(plain.context[0],
              std::pair(std::string("date"), std::string("2026-01-02T05:04:05+02:00")));
    EXPECT_EQ(plain.entries[0].label, "checksum=0x5eed.1 other");
    EXPECT_EQ(plain.entries[3].iterations, 1000u);
    EXPECT_EQ(plain.entries[0].family_index, 0);
    EXPECT_EQ(plain.entries[1].instance_index, 1);
    EXPECT_FALSE(plain.entries[0].aggregate);
  }
}

TEST(GoogleBenchmark, TurnsEveryTimeUnitIntoNanoseconds) {
  // The same sleep of 50 us and some overhead, printed in us, ms and s.
  for (const char* name : {"plain-1.7.json", "plain-1.9.json"}) {
    const GoogleFile plain = file_read(name);
    for (const std::size_t index : {4u, 5u, 6u}) {
      EXPECT_GT(plain.entries[index].real_ns, 50e3) << index;
      EXPECT_LT(plain.entries[index].real_ns, 5e6) << index;
    }
  }
  const std::string entry = R"({"name": "a", "iterations": 1, "real_time": 1.5, "cpu_time": 2, )";
  for (const auto& [unit, scale] :
       {std::pair<std::string, double>{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}}) {
    const auto one =
        read_google_benchmark(with_entry(entry + "\"time_unit\": \"" + unit + "\"}"), "a").entries;
    ASSERT_EQ(one.size(), 1u);
    EXPECT_DOUBLE_EQ(one[0].real_ns, 1.5 * scale);
    EXPECT_DOUBLE_EQ(one[0].cpu_ns, 2 * scale);
  }
}

TEST(GoogleBenchmark, KeepsRepetitionsApartFromTheirAggregates) {
  for (const char* name : {"repetitions-1.7.json", "repetitions-1.9.json"}) {
    const GoogleFile repeated = file_read(name);
    ASSERT_EQ(repeated.entries.size(), 14u);
    EXPECT_EQ(repeated.entries[2].run_name, "sum/64");
    EXPECT_EQ(repeated.entries[2].repetition_index, 2u);
    const GoogleEntry& stddev = repeated.entries[5];
    EXPECT_TRUE(stddev.aggregate);
    EXPECT_EQ(stddev.run_name, "sum/64");
    EXPECT_EQ(stddev.aggregate_name, "stddev");
    EXPECT_FALSE(stddev.percentage);
    EXPECT_TRUE(repeated.entries[6].percentage);
    // The library's own mean of the three, as a check of units and order.
    const auto& all = repeated.entries;
    EXPECT_NEAR(all[3].real_ns, (all[0].real_ns + all[1].real_ns + all[2].real_ns) / 3,
                1e-9 * all[3].real_ns);
  }
}

TEST(GoogleBenchmark, ReadsThreadsErrorsAndSkips) {
  const GoogleFile threads = file_read("threads-1.9.json");
  EXPECT_EQ(threads.entries[1].threads, 2u);
  const GoogleFile errors = file_read("errors-1.9.json");
  ASSERT_EQ(errors.entries.size(), 4u);
  EXPECT_TRUE(errors.entries[1].error);
  EXPECT_EQ(errors.entries[1].message, "no device \"card0\"\nasked");
  EXPECT_TRUE(errors.entries[2].skipped);
  EXPECT_EQ(errors.entries[2].message, "needs two NUMA nodes");
  EXPECT_FALSE(errors.entries[3].error);
  EXPECT_TRUE(file_read("errors-1.7.json").entries[1].error);
}

TEST(GoogleBenchmark, TakesACounterThatHasTheNameOfAKeyForACounter) {
  // threads-*.json hold counters "real_time" = 7 and "skipped" = 3 beside the library's own keys.
  const GoogleFile threads = file_read("threads-1.7.json");
  EXPECT_LT(threads.entries[0].real_ns, 7);
  EXPECT_FALSE(threads.entries[0].skipped);
}

TEST(GoogleBenchmark, ReadsFilesWithBareNanAndInfinity) {
  for (const char* name : {"odd-1.7.json", "odd-1.9.json"}) {
    const GoogleFile odd = file_read(name);
    ASSERT_EQ(odd.entries.size(), 7u) << name;
    EXPECT_EQ(odd.entries[1].real_ns, std::numeric_limits<double>::infinity());
    EXPECT_TRUE(std::isfinite(odd.entries[1].cpu_ns));
    EXPECT_EQ(odd.entries[3].run_name, "quo\"te\\back\ttab/\xc3\xa9t\xc3\xa9/iterations:10");
    EXPECT_NE(odd.entries[4].family_index, odd.entries[6].family_index);
  }
}

TEST(GoogleBenchmark, ReadsNamesWithBytesThatAreNoJson) {
  EXPECT_THAT(names(file_read("bad-1.9.json")), ElementsAre("bad?byte?/iterations:10"));
}

TEST(GoogleBenchmark, MarksFittedCurvesAsNoMeasurement) {
  const GoogleFile complexity = file_read("complexity-1.7.json");
  ASSERT_EQ(complexity.entries.size(), 6u);
  EXPECT_FALSE(complexity.entries[3].big_o);
  EXPECT_TRUE(complexity.entries[4].big_o);
  EXPECT_TRUE(complexity.entries[5].big_o);
}

TEST(GoogleBenchmark, AKilledProgramsFileGivesTheCompleteEntriesWhereverItEnds) {
  for (const char* name : {"errors-1.9.json", "odd-1.7.json"}) {
    const std::string whole = file(name);
    const auto all = read_google_benchmark(whole, name).entries;
    std::size_t most = 0;
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const auto some = read_google_benchmark(whole.substr(0, size), name, true).entries;
      ASSERT_GE(some.size(), most) << size;
      most = some.size();
      for (std::size_t index = 0; index < most; ++index) {
        ASSERT_EQ(some[index].run_name, all[index].run_name);
        ASSERT_EQ(some[index].cpu_ns, all[index].cpu_ns);
      }
    }
    EXPECT_EQ(most, all.size());
  }
}

TEST(GoogleBenchmark, RefusesATruncatedFileUnlessAskedForItsBeginning) {
  const std::string whole = file("plain-1.9.json");
  for (std::size_t size = 0; size + 4 < whole.size(); size += 7) {
    EXPECT_THAT(fault(whole.substr(0, size)), StartsWith("a.json:")) << size;
  }
}

TEST(GoogleBenchmark, NamesLineColumnAndEntryOfAFault) {
  const std::string times = R"("real_time": 1.0, "cpu_time": 1.0)";
  const std::pair<std::string, std::string> cases[] = {
      {R"({"name": 5, )" + times + "}", "benchmarks[0]: the key \"name\" is missing or empty"},
      {"{" + times + "}", "benchmarks[0]: the key \"name\" is missing or empty"},
      {R"({"name": "a", "cpu_time": 1})",
       "a.json:4:1: benchmarks[0]: the key \"real_time\" is miss"},
      {R"({"name": "a", "real_time": "1", "cpu_time": 1})",
       "a.json:4:15: benchmarks[0].real_time: expected a number"},
      {R"({"name": "a", "real_time": "N", "cpu_time": 1})", "expected a number"},
      {R"({"name": "a", "real_time": null, "cpu_time": 1})", "expected a number"},
      {R"({"name": "b", )" + times + "},\n{\"name\": [], " + times + "}",
       "a.json:5:2: benchmarks[1].name: expected a string"},
      {R"({"name": "a", "iterations": -1, )" + times + "}",
       "benchmarks[0].iterations: expected a whole number that is not negative"},
      {R"({"name": "a", "iterations": 1.5, )" + times + "}", "expected a whole number"},
      {R"({"name": "a", "iterations": 9007199254740992, )" + times + "}", "is above 2^53 - 1"},
      {R"({"name": "a", "threads": {}, )" + times + "}", "benchmarks[0].threads: expected"},
      {R"({"name": "a", "error_occurred": "yes", )" + times + "}", "expected true or false"},
      {R"({"name": "a", "time_unit": "fortnight", )" + times + "}", "expected ns, us, ms or s"},
      {"7", "benchmarks[0]: expected an object"},
      {"{\"name\": \"a\" \"x\"}", "a.json:4:16: "},
      {"{\"name\": tru}", "a.json:4:"},
  };
  for (const auto& [entry, expected] : cases) {
    EXPECT_THAT(fault(with_entry(entry)), HasSubstr(expected)) << entry;
  }
}

// Each entry's name, and what is wrong with it.
std::vector<std::string> faults_of(const std::string& entries) {
  std::vector<std::string> faults;
  read_google_benchmark(with_entry(entries), "a.json", [&](const GoogleEntry& entry) {
    faults.push_back(entry.run_name + ": " + entry.fault);
  });
  return faults;
}

TEST(GoogleBenchmark, GivesAnEntryOfAFileOfOthersWithItsFault) {
  const std::string times = R"("real_time": 1.0, "cpu_time": 1.0)";
  const std::string above = " is above 2^53 - 1, the largest number";
  const std::string whole = "expected a whole number that is not negative";
  const std::pair<std::string, std::string> cases[] = {
      {R"("iterations": 1152921504606846976, )" + times, "iterations: 1152921504606846976" + above},
      {R"("iterations": 36893488147419103232, )" + times, "iterations: 3.689348814742e+19" + above},
      {R"("iterations": -1, )" + times, "iterations: " + whole},
      {R"("iterations": 1.5, )" + times, "iterations: " + whole},
      {R"("iterations": 1e400, )" + times, "iterations: " + whole},
      {R"("repetition_index": -1, )" + times, "repetition_index: " + whole},
      {R"("threads": {}, )" + times, "threads: " + whole},
      {R"("error_occurred": "yes", )" + times, "error_occurred: expected true or false"},
      {R"("time_unit": "fortnight", )" + times, "time_unit: expected ns, us, ms or s"},
      {R"("real_time": "NaN", "cpu_time": 1)", "real_time: expected a number"},
      {R"("cpu_time": 1)", "the key \"real_time\" is missing"},
      {R"("real_time": 1e400, "cpu_time": 1)", ""},  // infinite, as one that was written so
      {R"("real_time": -5, "cpu_time": 1)", ""},     // a number: who makes a time of it must see
  };
  for (const auto& [values, fault] : cases) {
    const std::string good = R"({"name": "a", )" + times + "},",
                      more = R"(,{"name": "c", )" + times + "}";
    EXPECT_THAT(faults_of(good + R"({"name": "b", )" + values + "}" + more),
                ElementsAre("a: ", "b: " + fault, "c: "))
        << values;
  }
}

TEST(GoogleBenchmark, RefusesAFileInWhichNoEntryCanBeRead) {
  const std::string bad = R"({"name": "a", "iterations": -1, "real_time": 1, "cpu_time": 1})";
  for (const std::string& entries : {bad, bad + "," + bad}) {
    try {
      faults_of(entries);
      FAIL();
    } catch (const base::Error& error) {
      EXPECT_THAT(error.what(), StartsWith("a.json:4:15: benchmarks[0].iterations: expected a wh"));
    }
  }
  EXPECT_THROW(faults_of(bad + R"(,{"real_time": 1, "cpu_time": 1})"), base::Error);  // no name
}

TEST(GoogleBenchmark, TakesTheFirstOfTwoAndTellsOfTheSecond) {
  const auto file = read_google_benchmark(
      R"({"context": {"date": "1", "date": "2", "executable": "./a"}, "benchmarks": [)"
      R"({"name": "a", "iterations": 5, "real_time": 1, "cpu_time": 1, "Misses": 3, "label": "x",)"
      R"("iterations": 7, "Misses": 4, "Misses": 5},)"
      R"({"name": "b", "iterations": 5, "real_time": 1, "cpu_time": 1}]})",
      "a");
  EXPECT_THAT(file.twice, ElementsAre("date"));
  EXPECT_EQ(file.context[0].second, "1");
  ASSERT_EQ(file.entries.size(), 2u);
  EXPECT_THAT(file.entries[0].twice, ElementsAre("iterations", "Misses"));
  EXPECT_EQ(file.entries[0].iterations, 5u);
  EXPECT_THAT(file.entries[0].counters, ElementsAre(std::pair<std::string, double>("Misses", 3)));
  EXPECT_TRUE(file.entries[1].twice.empty());
}

TEST(GoogleBenchmark, RefusesTwoListsOfBenchmarks) {
  const std::string entry = R"({"name": "a", "iterations": 1, "real_time": 1, "cpu_time": 1})";
  const std::string list = R"("benchmarks": [)" + entry + "]";
  EXPECT_THAT(fault(R"({"context": {}, )" + list + "," + list + "}"),
              HasSubstr("the key \"benchmarks\" is given twice"));
  EXPECT_THAT(fault(R"({"context": {}, "context": {}, )" + list + "}"),
              HasSubstr("the key \"context\" is given twice"));
  EXPECT_THAT(fault("{" + list + R"(, "context": {}, "context": {}})"),
              HasSubstr("the key \"context\" is given twice"));
}

TEST(GoogleBenchmark, RefusesWhatIsNoResultFile) {
  for (const char* text : {"", " ", "[]", "5", "{}", "Segmentation fault", R"({"benchmarks": {}})",
                           R"({"benchmarks": [})", R"({"benchmarks": []} x)", "\xff\xfe{\0}"}) {
    EXPECT_THAT(fault(text), StartsWith("a.json")) << text;
  }
  for (const char* text : {"[]", "5", "{}", "Segmentation fault", R"({"benchmarks": {}})"}) {
    EXPECT_THAT(fault(text, true), StartsWith("a.json")) << text;
  }
}

TEST(GoogleBenchmark, RefusesDeepNestingAndFilesAboveTheLimit) {
  std::string deep(100'000, '[');
  EXPECT_THAT(fault(deep), StartsWith("a.json:"));
  deep =
      with_entry("{\"name\": \"a\", \"x\": " + std::string(80, '[') + std::string(80, ']') + "}");
  EXPECT_THAT(fault(deep), HasSubstr("deep"));
  const std::string plain = file("plain-1.9.json");
  EXPECT_THROW(read_google_benchmark(plain, "a", false, base::Bytes{plain.size() - 1}),
               base::Error);
  EXPECT_NO_THROW(read_google_benchmark(plain, "a", false, base::Bytes{plain.size()}));
}

TEST(GoogleBenchmark, ReadsAnyOrderOfKeysAndOtherLayouts) {
  const std::string entry =
      R"({"cpu_time":2,"real_time":1,"name":"a{}[]","iterations":5,"x":{"y":[{}]}})";
  for (const std::string& text :
       {"{\"benchmarks\":[" + entry + "],\"context\":{\"benchmarks\":[{}]}}",
        "{\"context\":{\"benchmarks\":[]},\"benchmarks\":[" + entry + "],\"more\":[]}",
        "\n{ \"context\" : { } , \"benchmarks\" : [ " + entry + " ] }\r\n"}) {
    const auto entries = read_google_benchmark(text, "a").entries;
    ASSERT_EQ(entries.size(), 1u) << text;
    EXPECT_EQ(entries[0].run_name, "a{}[]");
    EXPECT_EQ(entries[0].run_name, "a{}[]");
    EXPECT_EQ(entries[0].real_ns, 1);
    EXPECT_TRUE(is_google_benchmark(text));
  }
  EXPECT_TRUE(read_google_benchmark(R"({"context":{},"benchmarks":[]})", "a").entries.empty());
}

TEST(GoogleBenchmark, GivesEveryEntryOnceWhereTheLayoutChangesInTheMiddle) {
  const std::string times = R"("iterations":5,"cpu_time":2,"real_time":1})";
  const std::string text = R"({"context":{},"benchmarks":[{"name":"a",)" + times +
                           R"(,{"name":"b{}",)" + times + R"(,{"name":"c",)" + times + "]}";
  std::vector<std::string> names;
  const GoogleFile file = read_google_benchmark(
      text, "a", [&](const GoogleEntry& entry) { names.push_back(entry.run_name); });
  EXPECT_EQ(names, (std::vector<std::string>{"a", "b{}", "c"}));
  EXPECT_TRUE(file.entries.empty());
}

TEST(GoogleBenchmark, ReadsTheSameFromEveryWayThroughTheReader) {
  // A NaN at the end sends the whole file another way.
  std::string text = file("repetitions-1.9.json");
  const auto entries = read_google_benchmark(text, "a").entries;
  text.insert(text.rfind('}', text.rfind('}') - 1), ",\"x\":NaN");
  const auto again = read_google_benchmark(text, "a").entries;
  ASSERT_EQ(entries.size(), again.size());
  for (std::size_t index = 0; index < entries.size(); ++index) {
    EXPECT_EQ(entries[index].run_name, again[index].run_name);
    EXPECT_EQ(entries[index].real_ns, again[index].real_ns);
    EXPECT_EQ(entries[index].cpu_ns, again[index].cpu_ns);
    EXPECT_EQ(entries[index].iterations, again[index].iterations);
    EXPECT_EQ(entries[index].repetition_index, again[index].repetition_index);
    EXPECT_EQ(entries[index].bytes_per_second, again[index].bytes_per_second);
  }
}

}  // namespace
}  // namespace assay::import
