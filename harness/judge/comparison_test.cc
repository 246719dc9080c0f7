// SPDX-License-Identifier: Apache-2.0
#include "judge/comparison.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "judge/records_test.h"

namespace assay::judge {
namespace {

using base::Outcome;
using record::Determinism;
using record::Record;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

ComparedRecord whole(const Record& record) {
  const auto& name = record.provenance == "imported" ? record.source : record.id;
  return {.record = &record, .name = name};
}

Comparison compared(const std::vector<const Record*>& records, const CompareOptions& options = {}) {
  std::vector<ComparedRecord> all;
  for (const auto* record : records) all.push_back(whole(*record));
  return compare_recorded(all, options);
}

std::string refusal(const std::vector<const Record*>& records, const CompareOptions& options = {}) {
  try {
    compared(records, options);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "was accepted";
}

std::vector<std::string> benchmark_names(const Table& table) {
  std::vector<std::string> names;
  for (const auto& row : table.rows) names.push_back(row.benchmark);
  return names;
}

TEST(Compare, CountsOfTwoCompilersFormRatiosAndAMean) {
  const auto record = measured(
      "r",
      {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(100)), benchmark("s/y", counts(7))}),
       counted_cell("a", "clang", "s",
                    {benchmark("s/x", counts(25, 99)), benchmark("s/y", counts(7, 99))})});
  const auto comparison = compared({&record});
  ASSERT_EQ(comparison.tables.size(), 1u);
  const auto& table = comparison.tables[0];
  EXPECT_EQ(table.domain, record::Domain::emu_count);
  EXPECT_EQ(table.unit, "instructions");
  EXPECT_FALSE(table.path_length);
  EXPECT_EQ(table.reference, 0u);
  EXPECT_EQ(table.columns[1].title, "clang");
  EXPECT_THAT(benchmark_names(table), ElementsAre("s/x", "s/y"));
  const auto& x = table.rows[0].values;
  EXPECT_EQ(x[0].value, 100.0);
  EXPECT_EQ(x[0].ratio, std::nullopt);
  EXPECT_EQ(x[1].ratio, 0.25);
  EXPECT_FALSE(x[1].counts_equal);
  EXPECT_TRUE(table.rows[1].values[1].counts_equal);
  EXPECT_DOUBLE_EQ(*table.geomeans[1].ratio, 0.5);  // sqrt(1/4 * 1)
  EXPECT_THAT(table.notes, IsEmpty());
}

TEST(Compare, SaysThatABenchmarkChangedInsteadOfARatio) {
  const auto base = measured(
      "base",
      {counted_cell("a", "gcc", "s",
                    {benchmark("s/x", counts(4), "12ab"), benchmark("s/y", counts(4), "12ab")})});
  auto head = base;
  head.id = "head";
  head.cells[0].benchmarks[0] = benchmark("s/x", counts(9), "34cd");
  head.cells[0].benchmarks[0].since = 2;
  const auto comparison = compared({&base, &head});
  const auto& table = comparison.tables.at(0);
  EXPECT_EQ(table.rows.at(0).values[1].value, 9.0);
  EXPECT_EQ(table.rows[0].values[1].ratio, std::nullopt);
  EXPECT_EQ(table.rows[0].values[1].finding, Finding::changed);
  EXPECT_EQ(table.rows.at(1).values[1].ratio, 1.0);
  EXPECT_THAT(table.geomeans.at(1).left_out, ElementsAre("s/x: the benchmark changed"));
  EXPECT_THAT(table.notes,
              ElementsAre("the benchmark changed, so its numbers are of different work: s/x: "
                          "version 1 (base), version 2 (head)"));
  EXPECT_THAT(comparison.checksum_differences, IsEmpty());
  CompareOptions changed;
  changed.changed_only = true;
  EXPECT_THAT(benchmark_names(compared({&base, &head}, changed).tables.at(0)), ElementsAre("s/x"));
}

TEST(Compare, ShowsWhatWasEditedAndRestsNoMeanOnIt) {
  const auto base =
      measured("base", {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(4))})});
  auto edited = measured("head", {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(1))})});
  edited.seal = record::Seal::broken;
  for (const bool is_reference : {false, true}) {
    std::vector<const Record*> both{&base, &edited};
    if (is_reference) std::swap(both[0], both[1]);
    const auto table = compared(both).tables.at(0);
    EXPECT_TRUE(table.rows[0].values[1].ratio);
    EXPECT_EQ(table.geomeans.at(1).ratio, std::nullopt);
    EXPECT_THAT(table.notes, testing::Contains(HasSubstr("changed after it was written")));
  }
}

Submission signed_by(const std::string& signer) {
  return {.signer = signer, .division = "open", .date = "2026-12-01"};
}

// Twice as slow as those before, on machines of these classes. The submissions may be changed.
struct SentRecord {
  std::vector<Record> records = {};
  std::vector<ComparedRecord> compared = {};

  explicit SentRecord(const std::vector<std::string>& classes) {
    for (double ns = 4; const auto& host_class : classes) {
      auto& record = records.emplace_back(
          measured(host_class + std::to_string(records.size()),
                   {timed_cell("a", "gcc", "s", {benchmark("s/x", times({ns, ns}))})}));
      record.hosts[0].host_class = host_class;
      ns *= 2;
    }
    for (const Record& record : records) {
      compared.push_back(whole(record));
      compared.back().submission = signed_by(record.id);
    }
  }

  Table table() const { return compare_recorded(compared, {}).tables.at(0); }
  // Of each column: "none" without a mean.
  std::vector<std::string> means() const {
    std::vector<std::string> all;
    for (const auto& mean : table().geomeans) {
      all.push_back(mean.ratio ? std::to_string(std::lround(*mean.ratio)) : "none");
    }
    return all;
  }
};

TEST(Compare, TakesMeansWithinOneClassOfSubmissions) {
  const SentRecord sent({"virtualised", "virtualised", "bare-metal-claimed", "virtualised"});
  EXPECT_THAT(sent.means(), ElementsAre("1", "2", "none", "8"));
  const auto table = sent.table();
  EXPECT_EQ(table.rows.at(0).values.at(2).ratio, 4.0);  // side by side they do stand
  EXPECT_EQ(table.columns.at(2).host_class, "bare-metal-claimed");
  EXPECT_EQ(table.columns.at(2).submission->signer, "bare-metal-claimed2");
  EXPECT_THAT(table.notes,
              Contains("means are within one division and class only: open virtualised "
                       "(virtualised0, virtualised1, virtualised3), open bare-metal-claimed "
                       "(bare-metal-claimed2)"));
}

TEST(Compare, TakesMeansWithinOneDivisionOfSubmissions) {
  SentRecord sent({"virtualised", "virtualised", "virtualised"});
  EXPECT_THAT(sent.table().notes, Not(Contains(HasSubstr("means are within"))));
  sent.compared[1].submission->division = "closed";
  EXPECT_THAT(sent.means(), ElementsAre("1", "none", "4"));
  EXPECT_THAT(sent.table().notes, Contains(HasSubstr("closed virtualised (virtualised1)")));
}

TEST(Compare, TakesNoMeanOfASubmissionAndWhatIsNone) {
  SentRecord sent({"virtualised", "virtualised"});
  sent.compared[1].submission.reset();
  EXPECT_THAT(sent.means(), ElementsAre("1", "none"));
  EXPECT_THAT(sent.table().notes, Contains(HasSubstr("no submission (virtualised1)")));
  sent.compared[0].submission.reset();
  EXPECT_THAT(sent.means(), ElementsAre("1", "2"));  // as ever
}

TEST(Compare, ShowsWhatWasRevokedAndRestsNoMeanOnIt) {
  SentRecord sent({"virtualised", "virtualised"});
  for (auto& each : sent.compared) {
    each.submission->out_of_means = "revoked";
    EXPECT_EQ(sent.means().at(1), "none");
    EXPECT_TRUE(sent.table().rows.at(0).values.at(1).ratio);
    EXPECT_THAT(sent.table().notes, Contains(HasSubstr("open virtualised revoked (virtualised")));
  }
}

TEST(Compare, ScoresPortabilityWithinOneClassOnly) {
  const auto compilers = [](const char* id, const char* host_class) {
    auto record = measured(id, {timed_cell(id, "gcc", "s", {benchmark("s/x", times({1, 1}))}),
                                timed_cell(id, "clang", "s", {benchmark("s/x", times({2, 2}))})});
    record.hosts[0].host_class = host_class;
    record.hosts[0].key = id;
    return record;
  };
  const auto one = compilers("a", "virtualised"), other = compilers("b", "bare-metal-claimed"),
             same = compilers("c", "virtualised");
  const auto sent = [](const Record& base, const Record& head) {
    std::vector<ComparedRecord> both{whole(base), whole(head)};
    for (auto& each : both) each.submission = signed_by(each.name);
    return compare_recorded(both, {});
  };
  EXPECT_EQ(sent(one, same).portability.size(), 2u);
  const auto mixed = sent(one, other);
  EXPECT_THAT(mixed.portability, IsEmpty());
  EXPECT_THAT(mixed.tables.at(0).notes, Contains(HasSubstr("no performance portability (PP)")));
}

TEST(Compare, NamesOnceWhatIsNotSealed) {
  auto old = measured("old", {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(4))}),
                              counted_cell("a", "clang", "s", {benchmark("s/x", counts(4))})});
  old.seal = record::Seal::missing;
  EXPECT_THAT(compared({&old}).tables.at(0).notes, ElementsAre(HasSubstr("not sealed: old (")));
}

TEST(Compare, TwoRecordsOfSeveralTargetsHaveATableForEach) {
  const auto of = [](const char* id, double a, double b) {
    return measured(
        id, {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(static_cast<int>(a)))}),
             counted_cell("b", "gcc", "s", {benchmark("s/x", counts(static_cast<int>(b)))})});
  };
  const auto base = of("base", 100, 50), head = of("head", 200, 50);
  const auto comparison = compared({&base, &head});
  ASSERT_EQ(comparison.tables.size(), 2u);
  EXPECT_EQ(comparison.tables[0].target, "a");
  EXPECT_EQ(comparison.tables[0].columns[1].title, "head");
  EXPECT_FALSE(comparison.tables[0].path_length);
  EXPECT_EQ(comparison.tables[0].rows[0].values[1].ratio, 2.0);
  EXPECT_EQ(comparison.tables[1].target, "b");
  EXPECT_TRUE(comparison.tables[1].rows[0].values[1].counts_equal);
  // One record a target has nothing in common with the other.
  EXPECT_EQ(compared({&base}).tables.size(), 1u);
}

TEST(Compare, CountsOfSeveralTargetsAreAPathLengthWithoutRatios) {
  const auto record =
      measured("r", {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(100))}),
                     counted_cell("b", "gcc", "s", {benchmark("s/x", counts(50))}),
                     counted_cell("b", "clang", "s", {benchmark("s/x", counts(40))})});
  CompareOptions options;
  options.reference = "a";
  const auto table = compared({&record}, options).tables.at(0);
  EXPECT_TRUE(table.path_length);
  EXPECT_EQ(table.reference, std::nullopt);
  EXPECT_THAT(table.geomeans, IsEmpty());
  for (const auto& value : table.rows.at(0).values) EXPECT_EQ(value.ratio, std::nullopt);
  EXPECT_EQ(table.rows[0].values[1].value, 50.0);
  EXPECT_THAT(table.notes,
              ElementsAre("--reference has no effect here: counts of different targets have no "
                          "ratio"));
}

TEST(Compare, CountsOfTwoEmulatedCpusStandSideBySideWithoutARatio) {
  const auto base =
      measured("base", {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(10))})});
  auto head = base;
  head.id = "head";
  head.cells[0].place.emulator->cpu = "cortex-a76";
  const auto table = compared({&base, &head}).tables.at(0);
  EXPECT_EQ(table.rows.at(0).values[1].value, 10.0);
  EXPECT_EQ(table.rows[0].values[1].ratio, std::nullopt);
  EXPECT_THAT(table.geomeans.at(1).left_out, ElementsAre("s/x: forms no ratio"));
  EXPECT_THAT(table.notes, ElementsAre(HasSubstr("the emulated CPUs differ")));
}

TEST(Compare, TimesFormRatiosBetweenAnyTwoColumns) {
  auto flags = timed_cell("b", "gcc", "s", {benchmark("s/x", times({30, 28, 29, 50, 31}))});
  flags.target_note = "b flags on AMD EPYC 7B13";
  const auto record = measured(
      "r", {timed_cell("a", "gcc", "s", {benchmark("s/x", times({9, 10, 12, 9, 11}))}), flags});
  const auto table = compared({&record}).tables.at(0);
  EXPECT_EQ(table.unit, "ns");
  EXPECT_EQ(table.columns[1].note, "b flags on AMD EPYC 7B13");
  const auto& value = table.rows.at(0).values[1];
  EXPECT_EQ(value.value, 30.0);
  EXPECT_EQ(value.low, 28);
  EXPECT_EQ(value.high, 50);
  EXPECT_EQ(value.ratio, 3.0);
  ASSERT_TRUE(value.interval);
  EXPECT_LE(value.interval->low, 3);
  EXPECT_GE(value.interval->high, 3);
  EXPECT_EQ(value.finding, Finding::slower);
  EXPECT_TRUE(value.apart);
  EXPECT_FALSE(table.rows[0].values[0].finding);  // the reference itself
  EXPECT_THAT(table.notes, ElementsAre(HasSubstr("for a verdict use assay gate"),
                                       HasSubstr("to rank machines")));
}

TEST(Compare, TimesWithoutRepetitionsHaveNoIntervalAndAreShownAsChanged) {
  const auto base = imported("base.json", {benchmark("base/BM_x", times({10}))});
  const auto head = imported("head.json", {benchmark("head/BM_x", times({11}))});
  CompareOptions options;
  options.changed_only = true;
  const auto table = compared({&base, &head}, options).tables.at(0);
  const auto& value = table.rows.at(0).values[1];
  EXPECT_FALSE(value.interval);
  EXPECT_EQ(value.finding, Finding::unknown);
  EXPECT_TRUE(value.apart);
  EXPECT_THAT(table.notes, testing::Contains(HasSubstr("unknown: a side has too few")));
}

TEST(Compare, SaysThatRepetitionsAreOneProcess) {
  auto repeated = times({10, 10, 11, 10});
  for (auto& sample : repeated.values) sample.process = 1;
  const auto base = imported("base.json", {benchmark("base/BM_x", repeated)});
  const auto head = imported("head.json", {benchmark("head/BM_x", repeated)});
  const auto table = compared({&base, &head}).tables.at(0);
  EXPECT_EQ(table.rows.at(0).values[1].finding, Finding::unclear);
  EXPECT_THAT(table.notes, testing::Contains(HasSubstr("one process (base.json, head.json)")));
}

// A file a process: what differs between processes is in the interval.
TEST(Compare, KnowsThatSessionsAreSeveralProcesses) {
  std::vector<record::Record> all;
  for (int i = 0; i < 8; ++i) {
    const std::string file = fmt::format("p{}", i);
    all.push_back(imported(file + ".json", {benchmark(file + "/BM_x", times({10.0 + i}))}));
    all.back().id = file;
    all.back().hosts[0].fingerprint = {{"date", fmt::format("2026-11-24T{:02}:00:00", i)}};
  }
  const auto table = compare_recorded({{&all[0], "base", {&all[1], &all[2], &all[3]}},
                                       {&all[4], "head", {&all[5], &all[6], &all[7]}}},
                                      {})
                         .tables.at(0);
  ASSERT_TRUE(table.rows.at(0).values[1].interval);
  EXPECT_THAT(table.notes, Not(testing::Contains(HasSubstr("one process"))));
}

// Imports have no versions of benchmarks.
TEST(Compare, FormsNoRatioOfUnlikeWork) {
  const auto with_items = [](const char* file, double ns, double items, const char* unit) {
    auto each = benchmark(std::string(file) + "/BM_x", times({ns, ns, ns, ns}));
    each.work_amount = items;
    each.work_unit = unit;
    return imported(std::string(file) + ".json", {each});
  };
  const auto base = with_items("a", 10, 64, "items"), head = with_items("b", 11, 128, "items");
  const auto table = compared({&base, &head}).tables.at(0);
  EXPECT_EQ(table.rows.at(0).values[1].finding, Finding::changed);
  EXPECT_EQ(table.rows[0].values[1].ratio, std::nullopt);
  EXPECT_THAT(
      table.notes,
      testing::Contains(HasSubstr("BM_x: an iteration is 64 items (a.json), 128 items (b.json)")));
  const auto same = with_items("b", 11, 64, "items"), unstated = with_items("b", 11, 0, "");
  EXPECT_EQ(compared({&base, &same}).tables.at(0).rows.at(0).values[1].ratio, 1.1);
  EXPECT_EQ(compared({&base, &unstated}).tables.at(0).rows.at(0).values[1].ratio, 1.1);
  CompareOptions rates;
  rates.metric = parse_metric("rate");
  EXPECT_TRUE(compared({&base, &head}, rates).tables.at(0).rows.at(0).values[1].ratio);
}

// Three boots of one machine.
std::vector<record::Record> sessions(const std::string& id,
                                     std::vector<record::AnySamples> times_of_each) {
  std::vector<record::Record> all;
  for (auto& times : times_of_each) {
    all.push_back(measured(id + std::to_string(all.size()),
                           {timed_cell("a", "gcc", "s", {benchmark("s/x", std::move(times))})}));
    all.back().hosts[0].session = std::to_string(all.size());
  }
  return all;
}

TEST(Compare, JoinsSessionsToOneColumn) {
  const auto base =
      sessions("base", {times({9, 10, 11}), times({11, 12, 13}), times({10, 11, 12})});
  const auto head =
      sessions("head", {times({11, 12, 13}), times({10, 11, 12}), times({9, 10, 11})});
  const auto table = compare_recorded({{&base[0], "base+2", {&base[1], &base[2]}},
                                       {&head[0], "head+2", {&head[1], &head[2]}}},
                                      {})
                         .tables.at(0);
  ASSERT_EQ(table.columns.size(), 2u);
  EXPECT_EQ(table.columns[0].title, "base+2");
  const auto& value = table.rows.at(0).values[1];
  EXPECT_EQ(value.value, 11);  // the median of 12, 11 and 10
  EXPECT_EQ(value.low, 9);
  EXPECT_EQ(value.high, 13);
  EXPECT_EQ(value.ratio, 1);
  EXPECT_EQ(value.finding, Finding::unclear);
  EXPECT_THAT(table.notes, Not(testing::Contains(HasSubstr("to rank machines"))));
}

TEST(Compare, SaysHowManySessionsARankingLacks) {
  const auto base = sessions("base", {times({9, 10, 11}), times({11, 12, 13})});
  const auto head = sessions("head", {times({11, 12, 13})});
  const auto table =
      compare_recorded({{&base[0], "base+1", {&base[1]}}, {&head[0], "head", {}}}, {}).tables.at(0);
  EXPECT_THAT(table.notes, testing::Contains(HasSubstr("(base+1: 2, head: 1)")));
}

// Minutes apart, whatever the clocks' zones are.
TEST(Compare, CountsSessionsByTheTimeThatTheirDatesMean) {
  auto one = imported("a.json", {benchmark("a/x", times({10}))}), other = one;
  one.created = "2026-11-24T04:00:00Z";
  one.hosts[0].fingerprint = {{"date", "2026-11-24T12:00:00+08:00"}};
  other.id = "other";
  other.created = "2026-11-24T04:05:00Z";
  other.hosts[0].fingerprint = {{"date", "2026-11-24T04:05:00+00:00"}};
  const auto head = imported("b.json", {benchmark("b/x", times({10, 11, 12, 13}))});
  const auto table = compare_recorded({{&one, "a+1", {&other}}, {&head, "b", {}}}, {}).tables.at(0);
  EXPECT_THAT(table.notes, testing::Contains(HasSubstr("(a+1: 1, b: 1)")));
}

TEST(Compare, NamesRowsOfFewerSessionsThanTheirColumn) {
  auto base = sessions("base", {times({9, 10}), times({11, 12}), times({10, 12})});
  base[1].cells[0].benchmarks.push_back(benchmark("s/y", times({7, 8, 9, 10})));
  auto head = sessions("head", {times({9, 10, 11, 12})});
  head[0].cells[0].benchmarks.push_back(benchmark("s/y", times({7, 8, 9, 10})));
  const auto table =
      compare_recorded({{&base[0], "base+2", {&base[1], &base[2]}}, {&head[0], "head", {}}}, {})
          .tables.at(0);
  EXPECT_THAT(table.notes, testing::Contains("measured in fewer sessions than its column has: "
                                             "s/y (1 of 3 on base+2)"));
}

TEST(Compare, RefusesSessionsOfAnotherHostProgramOrDomain) {
  const auto message = [](const record::Record& first, const record::Record& second) {
    try {
      compare_recorded({{&first, "r+1", {&second}}}, {});
      return std::string();
    } catch (const base::Error& error) {
      return std::string(error.what());
    }
  };
  const auto one = sessions("r", {times({1})})[0];
  EXPECT_THAT(message(one, one), HasSubstr("r+1: the same session is given twice"));
  const auto another = sessions("other", {times({1})})[0];
  EXPECT_EQ(message(one, another), "");
  auto part = another;  // of the first, as assay show makes one
  part.derived_from.emplace().id = one.id;
  EXPECT_THAT(message(one, part), HasSubstr("r+1: the same session is given twice"));
  auto other_host = another, other_class = another, other_program = another;
  other_host.hosts[0].key = "another";
  EXPECT_THAT(message(one, other_host), HasSubstr("r+1: the hosts differ"));
  other_class.hosts[0].host_class = "virtualised";
  EXPECT_THAT(message(one, other_class), HasSubstr("r+1: the classes of host differ"));
  auto guest = one, other_qemu = another;
  guest.cells[0].place = other_qemu.cells[0].place = counted_cell("a", "gcc", "s", {}).place;
  other_qemu.cells[0].place.emulator->sha256 = "bbbbbbbbbbbb";
  EXPECT_THAT(message(guest, other_qemu), HasSubstr("r+1: the QEMUs differ"));
  other_program.cells[0].program->sha256 = "another";
  EXPECT_THAT(message(one, other_program), HasSubstr("r+1: the programs of a/s differ"));
  const auto counted = [](const char* id) {
    return measured(id, {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(1))})});
  };
  EXPECT_THAT(message(counted("r"), counted("q")),
              HasSubstr("only times can be joined as sessions, but a has emu_count"));
}

TEST(Compare, RefusesImportedSessionsOfAnotherProgram) {
  auto one = imported("s1.json", {benchmark("s1/BM_x", times({1}))});
  auto other = imported("s2.json", {benchmark("s2/BM_x", times({2}))});
  one.hosts[0].fingerprint = {{"executable", "./a"}};
  other.hosts[0].fingerprint = {{"executable", "./b"}};
  EXPECT_THROW(compare_recorded({{&one, "s1+1", {&other}}}, {}), base::Error);
  other.hosts[0].fingerprint = one.hosts[0].fingerprint;
  EXPECT_NO_THROW(compare_recorded({{&one, "s1+1", {&other}}}, {}));
}

TEST(Compare, HasTheUTestWhereItIsAskedFor) {
  const auto base = imported("base.json", {benchmark("base/BM_x", times({1, 2, 3}))});
  const auto head = imported("head.json", {benchmark("head/BM_x", times({4, 5, 6}))});
  EXPECT_FALSE(compared({&base, &head}).tables.at(0).rows.at(0).values[1].u_test);
  CompareOptions options;
  options.u_test = true;
  const auto table = compared({&base, &head}, options).tables.at(0);
  EXPECT_NEAR(table.rows.at(0).values[1].u_test->time_p, 0.1, 1e-12);
  EXPECT_THAT(table.notes, testing::Contains(HasSubstr("unreliable below 9")));
}

TEST(Compare, HasATableForEachDomain) {
  const auto record = measured("r", {timed_cell("a", "gcc", "s", {benchmark("s/x", times({9}))}),
                                     counted_cell("a", "gcc", "s", {benchmark("s/x", counts(5))})});
  const auto comparison = compared({&record});
  ASSERT_EQ(comparison.tables.size(), 2u);
  EXPECT_EQ(comparison.tables[0].domain, record::Domain::emu_count);
  EXPECT_EQ(comparison.tables[1].domain, record::Domain::hw_time);
  EXPECT_EQ(comparison.tables[0].reference, std::nullopt);  // alone in its table
}

TEST(Compare, SizesFormRatiosAcrossTargetsAndNoMean) {
  const auto sized = [](std::string target, std::uint64_t bytes) {
    auto cell = counted_cell(std::move(target), "clang", "boot", {});
    cell.domain = record::Domain::size;
    cell.benchmarks = {
        benchmark("boot/kernel_size", record::Samples<record::Size>{{{.bytes = bytes}}})};
    return cell;
  };
  const auto record = measured("r1", {sized("a", 1000), sized("b", 1500)});
  const auto comparison = compare_recorded({{&record, "r1"}}, {});
  ASSERT_EQ(comparison.tables.size(), 1u);
  const Table& table = comparison.tables[0];
  EXPECT_EQ(table.domain, record::Domain::size);
  EXPECT_EQ(table.unit, "bytes");
  EXPECT_FALSE(table.path_length);
  EXPECT_EQ(table.rows.at(0).values.at(1).value, 1500);
  EXPECT_EQ(table.rows.at(0).values.at(1).ratio, 1.5);
  EXPECT_TRUE(table.rows.at(0).values.at(1).apart);
  EXPECT_TRUE(table.geomeans.empty());
}

TEST(Compare, RefusesRecordsThatShareNoDomain) {
  const auto timed =
      measured("a.json", {timed_cell("a", "gcc", "s", {benchmark("s/x", times({9}))})});
  const auto counted =
      measured("b.json", {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(5))})});
  EXPECT_EQ(refusal({&timed, &counted}),
            "a.json holds hw_time, b.json holds emu_count: nanoseconds and counts have no ratio");
  auto both = timed;
  both.cells.push_back(counted.cells[0]);
  EXPECT_EQ(compared({&both, &counted}).tables.size(), 2u);
}

TEST(Compare, SaysWhichRecordHoldsNothing) {
  const auto both =
      measured("both", {timed_cell("a", "gcc", "s", {benchmark("s/x", times({9}))}),
                        counted_cell("a", "gcc", "s", {benchmark("s/x", counts(5))})});
  const auto other = measured("other", {});
  const auto comparison = compared({&both, &other}, {});
  EXPECT_EQ(comparison.tables.size(), 2u);
  EXPECT_THAT(comparison.tables[0].notes, ElementsAre("other contains no cell to compare"));
  EXPECT_THAT(refusal({&other}, {}), HasSubstr("nothing to compare"));
}

TEST(Compare, SendsWhoGivesTheRecordOfAGateToShow) {
  const auto record =
      measured("one", {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(4))})});
  auto gate = measured("gate", {});
  gate.question.emplace();
  EXPECT_THAT(refusal({&gate}, {}), HasSubstr("gate is the record of a gate"));
  EXPECT_THAT(compared({&record, &gate}).tables.at(0).notes,
              ElementsAre(HasSubstr("gate is the record of a gate, which has no column here")));
}

TEST(Compare, ShowsAFailedCellInEveryRowOfItsSuite) {
  const auto record = measured("r", {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(5))}),
                                     not_built(counted_cell("a", "clang", "s", {}),
                                               Outcome::failed("compile-error", "no ;"))});
  const auto table = compared({&record}).tables.at(0);
  EXPECT_EQ(table.rows.at(0).values[1].outcome, Outcome::failed("compile-error", "no ;"));
  EXPECT_EQ(table.rows[0].values[1].value, std::nullopt);
  EXPECT_THAT(table.geomeans.at(1).left_out, ElementsAre("s/x: failed on clang: compile-error"));
  EXPECT_THAT(table.notes, ElementsAre("1 cell failed: compile-error: no ;: clang/s"));
}

TEST(Compare, LeavesNondeterministicCountsOutOfTheMeanOnly) {
  auto loose = benchmark("s/y", counts(90));
  loose.determinism = Determinism::nondeterministic;
  const auto base = measured(
      "base",
      {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(5)), benchmark("s/y", counts(9))})});
  auto head = base;
  head.id = "head";
  head.cells[0].benchmarks[1] = loose;
  const auto table = compared({&base, &head}).tables.at(0);
  EXPECT_EQ(table.rows.at(1).values[1].ratio, 10.0);
  EXPECT_EQ(table.geomeans.at(1).ratio, 1.0);
  EXPECT_THAT(table.geomeans[1].left_out, ElementsAre("s/y: nondeterministic on head"));
}

TEST(Compare, ImportedFilesPairWhateverTheyAreCalled) {
  const auto base = imported(
      "base.json", {benchmark("base/BM_x/8", times({10, 10})), benchmark("base/BM_y", times({4}))});
  const auto head = imported("head.json", {benchmark("head/BM_x/8", times({15, 15}))});
  const auto table = compared({&base, &head}).tables.at(0);
  EXPECT_TRUE(table.columns.at(1).imported);
  EXPECT_EQ(table.columns[1].title, "head.json");
  EXPECT_THAT(benchmark_names(table), ElementsAre("BM_x/8", "BM_y"));
  EXPECT_EQ(table.rows[0].values[1].ratio, 1.5);
  EXPECT_EQ(table.rows[1].values[1].outcome.code, "absent");
  EXPECT_THAT(table.geomeans.at(1).left_out, ElementsAre("BM_y: absent on head.json"));
}

TEST(Compare, AggregatesAreShownAndNeverDecidedOn) {
  auto aggregated = benchmark("head/BM_x", {});
  aggregated.aggregates = {{"mean", 21}, {"median", 20}};
  const auto base = imported("base.json", {benchmark("base/BM_x", times({10}))});
  const auto head = imported("head.json", {aggregated});
  const auto table = compared({&base, &head}).tables.at(0);
  const auto& value = table.rows.at(0).values[1];
  EXPECT_EQ(value.value, 20.0);
  EXPECT_TRUE(value.aggregate_only);
  EXPECT_EQ(value.ratio, 2.0);  // of medians
  EXPECT_FALSE(value.interval);
  EXPECT_FALSE(value.finding);
  EXPECT_EQ(table.geomeans.at(1).ratio, std::nullopt);
  EXPECT_THAT(table.geomeans[1].left_out, ElementsAre("BM_x: only aggregates on head.json"));
  EXPECT_THAT(
      table.notes,
      ElementsAre(
          "some values are aggregates without samples: they are shown, and no verdict uses them"));
}

TEST(Compare, RestsNoMeanOnTheOrderOfOneName) {
  const auto base =
      imported("a.json", {benchmark("a/map", times({217})), benchmark("a/map#2", times({52})),
                          benchmark("a/one", times({10}))});
  const auto head =
      imported("b.json", {benchmark("b/map", times({53})), benchmark("b/one", times({20}))});
  const auto table = compared({&base, &head}).tables.at(0);
  EXPECT_EQ(table.geomeans.at(1).used, 1u);
  EXPECT_DOUBLE_EQ(*table.geomeans[1].ratio, 2.0);
  EXPECT_THAT(table.notes,
              testing::Contains("several benchmarks have the same name and are paired by their "
                                "order: map"));
}

TEST(Compare, KnowsNamesWithNumbersFromNamesThatAreThereTwice) {
  const auto with = [](const char* file, std::initializer_list<const char*> names) {
    std::vector<record::Benchmark> all;
    for (const char* name : names) {
      all.push_back(benchmark(fmt::format("{}/{}", file, name), times({10})));
    }
    return imported(fmt::format("{}.json", file), all);
  };
  const auto locks = with("a", {"lock#1", "lock#2", "lock#3"}),
             same = with("b", {"lock#1", "lock#2", "lock#3"});
  const auto table = compared({&locks, &same}).tables.at(0);
  EXPECT_EQ(table.geomeans.at(1).used, 3u);
  EXPECT_THAT(table.notes, Not(testing::Contains(HasSubstr("the same name"))));
  const auto twice = with("a", {"a#b", "a#b#2"}), again = with("b", {"a#b", "a#b#2"});
  const auto other = compared({&twice, &again}).tables.at(0);
  EXPECT_EQ(other.geomeans.at(1).used, 0u);
  EXPECT_THAT(other.notes, testing::Contains(HasSubstr("paired by their order: a#b")));
}

TEST(Compare, SaysThatNothingIsInCommon) {
  const auto base = imported("a.json", {benchmark("a/std::find/8", times({16}))});
  const auto head = imported("b.json", {benchmark("b/mine::find/8", times({8}))});
  EXPECT_THAT(compared({&base, &head}).tables.at(0).notes,
              testing::Contains("the columns have no benchmark in common"));
}

TEST(Compare, FormsNoRatioWithNothing) {
  const auto base = imported("a.json", {benchmark("a/x", times({3}))});
  const auto head = imported("b.json", {benchmark("b/x", times({0}))});
  const auto& value = compared({&base, &head}).tables.at(0).rows.at(0).values[1];
  EXPECT_EQ(value.ratio, std::nullopt);
  EXPECT_TRUE(value.apart);
}

TEST(Compare, NeverPutsAMeanBesideAMedian) {
  const auto with = [](const char* file, std::vector<record::Aggregate> aggregates) {
    auto each = benchmark(std::string(file) + "/BM_x", {});
    each.aggregates = std::move(aggregates);
    return imported(std::string(file) + ".json", {each});
  };
  const auto both = with("both", {{"mean", 12}, {"median", 10}}),
             mean = with("mean", {{"mean", 18}});
  const auto like = compared({&both, &mean}).tables.at(0);
  EXPECT_EQ(like.rows.at(0).values[0].value, 12.0);
  EXPECT_EQ(like.rows[0].values[1].ratio, 1.5);
  const auto samples = imported("s.json", {benchmark("s/BM_x", times({10}))});
  EXPECT_EQ(compared({&samples, &mean}).tables.at(0).rows.at(0).values[1].ratio, std::nullopt);
}

// A row is hidden only if all that is known of it is unchanged.
TEST(Compare, ShowsAsChangedWhateverDiffers) {
  CompareOptions changed;
  changed.changed_only = true;
  const auto rows_of = [&](record::AnySamples base, record::AnySamples head) {
    const auto one = imported("base.json", {benchmark("base/BM_x", std::move(base))});
    const auto other = imported("head.json", {benchmark("head/BM_x", std::move(head))});
    return compared({&one, &other}, changed).tables.at(0).rows.size();
  };
  const auto same = times({10, 11, 10, 11, 10, 11});
  auto busier = same;
  for (auto& sample : busier.values) sample.cpu_ns *= 5;
  EXPECT_EQ(rows_of(same, same), 0u);
  EXPECT_EQ(rows_of(same, busier), 1u);
  EXPECT_EQ(rows_of(times({0}), times({5})), 1u);
  EXPECT_EQ(rows_of(times({0}), times({0})), 0u);
  auto before = benchmark("base/BM_x", {}), after = benchmark("head/BM_x", {});
  before.aggregates = {{"median", 10}};
  after.aggregates = {{"median", 13}};
  const auto one = imported("base.json", {before}), other = imported("head.json", {after});
  EXPECT_EQ(compared({&one, &other}, changed).tables.at(0).rows.size(), 1u);
}

TEST(Compare, TakesTheReferenceThatIsNamed) {
  const auto record =
      measured("r", {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(10))}),
                     counted_cell("a", "clang", "s", {benchmark("s/x", counts(5))})});
  CompareOptions options;
  options.reference = "clang";
  const auto table = compared({&record}, options).tables.at(0);
  EXPECT_EQ(table.reference, 1u);
  EXPECT_EQ(table.rows.at(0).values[0].ratio, 2.0);
  options.reference = "clagn";
  EXPECT_EQ(refusal({&record}, options),
            "--reference clagn is not a column, did you mean \"clang\"?; columns: gcc, clang");
}

TEST(Compare, SaysThatTheReferenceIsInTheOtherTableOnly) {
  const auto record = measured("r", {timed_cell("a", "gcc", "s", {benchmark("s/x", times({9}))}),
                                     counted_cell("a", "gcc", "s", {benchmark("s/x", counts(5))}),
                                     counted_cell("a", "clang", "s", {benchmark("s/x", counts(5))}),
                                     timed_cell("a", "icc", "s", {benchmark("s/x", times({9}))})});
  CompareOptions options;
  options.reference = "clang";
  const auto comparison = compared({&record}, options);
  EXPECT_EQ(comparison.tables.at(1).reference, std::nullopt);
  EXPECT_THAT(comparison.tables[1].notes,
              ElementsAre("no ratios: --reference clang is not a column here"));
}

TEST(Compare, OrdersSuitesAsTheRecordDoesAndNumbersByTheirSize) {
  const auto record = measured(
      "r", {counted_cell("a", "gcc", "m",
                         {benchmark("m/copy/1024", counts(1)), benchmark("m/copy/64", counts(1))}),
            counted_cell("a", "gcc", "c", {benchmark("c/x", counts(1))})});
  EXPECT_THAT(benchmark_names(compared({&record}).tables.at(0)),
              ElementsAre("m/copy/64", "m/copy/1024", "c/x"));
}

TEST(Compare, LeavesOutRowsForHardwareOnlyAndSaysHowMany) {
  auto big = benchmark("s/big", {});
  big.outcome = Outcome::skipped("hw-only", "64 MiB");
  const auto record =
      measured("r", {counted_cell("a", "gcc", "s", {big, benchmark("s/x", counts(1))}),
                     counted_cell("b", "gcc", "s", {big})});
  const auto table = compared({&record}).tables.at(0);
  EXPECT_THAT(benchmark_names(table), ElementsAre("s/x"));
  EXPECT_THAT(table.notes, ElementsAre("left out 1 benchmark for hardware only (hw_only)"));
}

TEST(Compare, FindsDifferentChecksumsInRowsThatAreNotShown) {
  const auto record = measured(
      "r", {counted_cell("a", "gcc", "s",
                         {benchmark("s/x", counts(1), "12ab"), benchmark("s/y", counts(1), "7.5")}),
            counted_cell("b", "gcc", "s",
                         {benchmark("s/x", counts(1), "34cd"),
                          benchmark("s/y", counts(1), "7.5000000001")})});
  CompareOptions options;
  options.top = 1;
  options.sort = Sort::value;
  const auto comparison = compared({&record}, options);
  EXPECT_THAT(comparison.checksum_differences, ElementsAre("s/x: 12ab on a, 34cd on b"));
  EXPECT_EQ(comparison.tables.at(0).rows.size(), 1u);
}

// Path lengths of two targets have no ratio, and an order all the same: that of the first column.
TEST(Compare, SortsCountsOfSeveralTargetsByTheFirstColumn) {
  const auto record =
      measured("r", {counted_cell("a", "gcc", "s",
                                  {benchmark("s/w", counts(2)), benchmark("s/x", counts(5)),
                                   benchmark("s/y", counts(70))}),
                     counted_cell("b", "gcc", "s",
                                  {benchmark("s/w", counts(90)), benchmark("s/x", counts(4)),
                                   benchmark("s/y", counts(3)), benchmark("s/z", counts(1000))})});
  CompareOptions options;
  options.sort = Sort::value;
  const auto table = compared({&record}, options).tables.at(0);
  EXPECT_TRUE(table.path_length);
  EXPECT_EQ(table.reference, std::nullopt);
  EXPECT_THAT(benchmark_names(table), ElementsAre("s/y", "s/x", "s/w", "s/z"));  // a has no s/z
  EXPECT_EQ(table.rows.at(0).values.at(0).value, 70);
  EXPECT_EQ(table.rows.at(0).values.at(1).value, 3);
  for (const Row& row : table.rows) EXPECT_EQ(row.values.at(1).ratio, std::nullopt);
}

TEST(Compare, MeansAreOverRowsThatAreNotShownToo) {
  const auto record = measured(
      "r",
      {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(1)), benchmark("s/y", counts(1))}),
       counted_cell("a", "clang", "s",
                    {benchmark("s/x", counts(1)), benchmark("s/y", counts(4))})});
  CompareOptions options;
  options.changed_only = true;
  const auto table = compared({&record}, options).tables.at(0);
  EXPECT_THAT(benchmark_names(table), ElementsAre("s/y"));
  EXPECT_DOUBLE_EQ(*table.geomeans.at(1).ratio, 2);  // sqrt(1 * 4)
  EXPECT_EQ(table.geomeans[1].used, 2u);
}

}  // namespace
}  // namespace assay::judge
