// SPDX-License-Identifier: Apache-2.0
#include "judge/matrix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "judge/records_test.h"

namespace assay::judge {
namespace {

using base::Outcome;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> matrix_row_names(const Matrix& matrix) {
  std::vector<std::string> names;
  for (const auto& row : matrix.rows) {
    names.push_back(row.target + "/" + row.toolchain + "/" + row.suite + " " + row.record);
  }
  return names;
}

TEST(Matrix, HasOneRowForAllRunnersAndVariantsOfACell) {
  const auto cell = counted_cell("a", "gcc", "s", {benchmark("s/x", counts(100, 0, 5), "12ab")});
  const auto native = timed_cell("a", "gcc", "s", {benchmark("s/x", times({1}), "12ab")});
  const auto record = measured("r", {native, cell, variant_cell(cell, "vlen1024")});
  const auto matrix = make_matrix({&record});
  ASSERT_EQ(matrix.rows.size(), 1u);
  const auto& row = matrix.rows[0];
  EXPECT_EQ(row.target, "a");
  EXPECT_EQ(row.os, "debian-12");
  EXPECT_EQ(row.builds.answer, Answer::yes);
  EXPECT_EQ(row.runs.answer, Answer::yes);
  EXPECT_EQ(row.correct.detail, "3 CPUs");
  EXPECT_EQ(row.vectorised.detail, "5.0 %");
  EXPECT_EQ(row.exact.answer, Answer::yes);
  EXPECT_THAT(row.faults, ElementsAre());
}

TEST(Matrix, TakesEachCellWholeFromTheNewestRecordThatHoldsIt) {
  auto older = measured("older", {counted_cell("a", "gcc", "s", {failed("s/x", "timeout", "")}),
                                  counted_cell("a", "gcc", "t", {})});
  auto newer = measured("newer", {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(1))})});
  older.created = "2026-11-24T05:00:00Z";
  newer.created = "2026-11-24T05:00:01Z";
  for (const auto& records :
       {std::vector<MatrixRecord>{&older, &newer}, std::vector<MatrixRecord>{&newer, &older}}) {
    const auto matrix = make_matrix(records);
    EXPECT_THAT(matrix_row_names(matrix), ElementsAre("a/gcc/s newer", "a/gcc/t older"));
    EXPECT_EQ(matrix.rows[0].runs.answer, Answer::yes);
  }
}

TEST(Matrix, TakesTheLastGivenOfRecordsOfTheSameTime) {
  const auto one = measured("one", {counted_cell("a", "gcc", "s", {})});
  const auto two = measured("two", {counted_cell("a", "gcc", "s", {})});
  EXPECT_THAT(matrix_row_names(make_matrix({&one, &two})), ElementsAre("a/gcc/s two"));
}

TEST(Matrix, GivesEachSubmissionRowsOfItsOwn) {
  const auto local = measured("local", {counted_cell("a", "gcc", "s", {})});
  auto one = measured("one", {counted_cell("a", "gcc", "s", {})}), two = one;
  two.id = "two";
  two.hosts[0].host_class = "virtualised";
  const Submission sent{.signer = "alice", .division = "open", .date = "2026-12-01"};
  const auto matrix = make_matrix({&local, {&one, sent}, {&two, sent}});
  EXPECT_THAT(matrix_row_names(matrix), ElementsAre("a/gcc/s local", "a/gcc/s one", "a/gcc/s two"));
  EXPECT_FALSE(matrix.rows[0].submission);
  EXPECT_EQ(matrix.rows[2].submission->signer, "alice");
  EXPECT_EQ(matrix.rows[2].host_class, "virtualised");
}

TEST(Matrix, LetsNoPartialRunHideWhatAWholeOneFound) {
  auto whole = measured(
      "whole", {counted_cell("a", "gcc", "s",
                             {failed("s/x", "wrong-checksum", ""), benchmark("s/y", counts(1))})});
  auto part = measured("part", {counted_cell("a", "gcc", "s", {benchmark("s/y", counts(1))})});
  whole.created = "2026-11-24T05:00:00Z";
  part.created = "2026-11-24T05:00:01Z";
  EXPECT_THAT(matrix_row_names(make_matrix({&whole, &part})), ElementsAre("a/gcc/s whole"));
  part.cells[0].outcome = base::Outcome::failed("signal", "SIGILL");
  part.cells[0].benchmarks.clear();
  EXPECT_THAT(matrix_row_names(make_matrix({&whole, &part})), ElementsAre("a/gcc/s part"));
}

record::CellRecord listing(record::CellRecord cell, std::uint64_t benchmarks) {
  cell.listed = benchmarks;
  return cell;
}

record::Record created_at(record::Record record, const std::string& hour) {
  record.created = "2026-11-24T" + hour + ":00:00Z";
  return record;
}

TEST(Matrix, TakesEachRunnerFromTheNewestRecordThatHoldsIt) {
  const auto x = benchmark("s/x", times({1}), "12"), y = benchmark("s/y", times({1}), "34");
  const auto old_counts = counted_cell("a", "gcc", "s", {benchmark("s/x", counts(1), "12")});
  const auto older = created_at(measured("older", {timed_cell("a", "gcc", "s", {x, y}), old_counts,
                                                   variant_cell(old_counts, "vlen1024")}),
                                "05");
  const auto newer = created_at(
      measured("newer", {counted_cell("a", "gcc", "s", {failed("s/x", "wrong-checksum", "")})}),
      "06");
  const auto matrix = make_matrix({&older, &newer});
  ASSERT_EQ(matrix.rows.size(), 1u);
  EXPECT_EQ(matrix.rows[0].correct.answer, Answer::no);
  // Two results of native, one of qemu-user; what its variant gave went with the old run.
  EXPECT_EQ(matrix.rows[0].correct.detail, "wrong-checksum: 1 of 3 results, on qemu-user");
  EXPECT_THAT(records_of(matrix.rows[0]), ElementsAre("newer", "older"));
  EXPECT_THAT(matrix.notes, ElementsAre());
}

TEST(Matrix, TakesACompleteRunOfASuiteThatLostABenchmark) {
  const auto x = benchmark("s/x", counts(1)), y = benchmark("s/y", counts(1));
  const auto wrong = failed("s/x", "wrong-checksum", "");
  const auto older =
      created_at(measured("older", {listing(counted_cell("a", "gcc", "s", {x, y}), 2)}), "05");
  auto newer =
      created_at(measured("newer", {listing(counted_cell("a", "gcc", "s", {wrong}), 1)}), "06");
  const auto matrix = make_matrix({&older, &newer});
  EXPECT_THAT(matrix_row_names(matrix), ElementsAre("a/gcc/s newer"));
  EXPECT_EQ(matrix.rows[0].correct.answer, Answer::no);
  EXPECT_THAT(records_of(matrix.rows[0]), ElementsAre("newer"));
  // Taken before a filter left one benchmark of each.
  const auto complete = complete_cells(newer);
  newer.cells[0].listed = 7;
  EXPECT_THAT(matrix_row_names(make_matrix({&older, {&newer, {}, complete}})),
              ElementsAre("a/gcc/s newer"));
  EXPECT_THAT(matrix_row_names(make_matrix({&older, &newer})), ElementsAre("a/gcc/s older"));
}

TEST(Matrix, NamesAPartialRunThatIsNewerThanWhatItShows) {
  const auto x = benchmark("s/x", counts(1)), y = benchmark("s/y", counts(1)),
             z = benchmark("s/z", counts(1));
  const auto whole =
      created_at(measured("whole", {listing(counted_cell("a", "gcc", "s", {x}), 1)}), "05");
  auto part =
      created_at(measured("part", {listing(counted_cell("a", "gcc", "s", {y, z}), 3)}), "06");
  // More benchmarks, but not those of the complete run.
  auto matrix = make_matrix({&whole, &part});
  EXPECT_THAT(matrix_row_names(matrix), ElementsAre("a/gcc/s whole"));
  EXPECT_THAT(matrix.notes, ElementsAre("not shown: part, which is newer but holds only some "
                                        "benchmarks of a/gcc/debian-12/s qemu-user"));
  part.cells[0].benchmarks[0] = x;
  EXPECT_THAT(matrix_row_names(make_matrix({&whole, &part})), ElementsAre("a/gcc/s part"));
  // Nothing is said of one that a still newer complete run replaces.
  part.cells[0].benchmarks[0] = y;
  const auto last = created_at(whole, "07");
  matrix = make_matrix({&whole, &part, &last});
  EXPECT_THAT(matrix_row_names(matrix), ElementsAre("a/gcc/s whole"));
  EXPECT_THAT(matrix.notes, ElementsAre());
}

TEST(Matrix, TakesABuildForAllRunners) {
  const auto native = timed_cell("a", "gcc", "s", {benchmark("s/x", times({1}))});
  const auto counted = counted_cell("a", "gcc", "s", {benchmark("s/x", counts(1))});
  const auto built = created_at(measured("built", {native, counted}), "05");
  const auto broken = created_at(
      measured("broken", {not_built(counted, Outcome::failed("compiler-error", "x.cc:1"))}), "06");
  const auto mended = created_at(measured("mended", {native}), "07");
  auto matrix = make_matrix({&built, &broken});
  EXPECT_EQ(matrix.rows.at(0).builds.answer, Answer::no);
  EXPECT_THAT(records_of(matrix.rows[0]), ElementsAre("broken"));
  matrix = make_matrix({&built, &broken, &mended});
  EXPECT_EQ(matrix.rows.at(0).builds.answer, Answer::yes);
  EXPECT_EQ(matrix.rows[0].runs.answer, Answer::yes);
  EXPECT_THAT(records_of(matrix.rows[0]), ElementsAre("mended"));
}

// What a suite computes may change from one day to the next; the first record had no expected one.
TEST(Matrix, HoldsNoResultOfOneProgramAgainstThatOfAnother) {
  auto older = created_at(
      measured("older", {timed_cell("a", "gcc", "s", {benchmark("s/x", times({1}), "12")})}), "05");
  auto newer = created_at(
      measured("newer", {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(1), "34")})}),
      "06");
  older.cells[0].program->sha256 = newer.cells[0].program->sha256 = "aa";
  EXPECT_EQ(make_matrix({&older, &newer}).rows.at(0).correct.answer, Answer::no);
  newer.cells[0].program->sha256 = "bb";
  EXPECT_EQ(make_matrix({&older, &newer}).rows.at(0).correct.answer, Answer::yes);
}

TEST(Matrix, HasItsRowsInTheOrderOfTheirNames) {
  auto older =
      measured("1", {counted_cell("b", "gcc", "t", {}), counted_cell("a", "gcc", "t", {})});
  const auto newer =
      measured("2", {counted_cell("a", "gcc", "s", {}), counted_cell("b", "clang", "s", {}),
                     counted_cell("b", "gcc", "s", {})});
  older.created = "2026-11-23T05:00:00Z";
  EXPECT_THAT(matrix_row_names(make_matrix({&older, &newer})),
              ElementsAre("a/gcc/s 2", "a/gcc/t 1", "b/clang/s 2", "b/gcc/s 2", "b/gcc/t 1"));
}

TEST(Matrix, RefusesWhatWasImported) {
  const auto record = measured("r", {counted_cell("a", "gcc", "s", {})});
  const auto foreign = imported("theirs.json", {});
  try {
    make_matrix({&record, &foreign});
    FAIL() << "was accepted";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_THAT(error.what(), HasSubstr("theirs.json is imported"));
  }
}

TEST(Matrix, RefusesWhatWasEdited) {
  const auto record = measured("r", {counted_cell("a", "gcc", "s", {})});
  auto edited = record;
  edited.seal = record::Seal::broken;
  EXPECT_THROW(make_matrix({&record, &edited}), base::Error);
}

TEST(Matrix, NamesOnceWhatIsNotSealed) {
  auto old = measured("r", {counted_cell("a", "gcc", "s", {}), counted_cell("b", "gcc", "s", {})});
  EXPECT_THAT(make_matrix({&old}).notes, testing::IsEmpty());
  old.seal = record::Seal::missing;
  old.harness = {.version = "0.1.0", .commit = "12ab"};
  EXPECT_THAT(make_matrix({&old}).notes, ElementsAre(HasSubstr("not sealed: r ")));
}

TEST(Matrix, LeavesOutWhatIsDoubtfulAndSaysSo) {
  auto record = measured("r", {timed_cell("a", "gcc", "s", {benchmark("s/x", times({1}))}),
                               timed_cell("b", "gcc", "s", {benchmark("s/x", times({1}))}),
                               counted_cell("b", "gcc", "t", {benchmark("t/x", {})})});
  record.hosts[0].fingerprint.emplace_back("arch", "aarch64");
  record.cells[0].program->arch = "aarch64";
  record.cells[1].program->arch = "x86_64";
  const auto matrix = make_matrix({&record});
  EXPECT_THAT(matrix_row_names(matrix), ElementsAre("a/gcc/s r"));
  EXPECT_THAT(matrix.notes,
              ElementsAre(HasSubstr("left out b/gcc/debian-12/s native of r: foreign-host: "),
                          HasSubstr("left out b/gcc/debian-12/t qemu-user of r: no-samples: ")));
  record.cells.erase(record.cells.begin());
  EXPECT_THROW(make_matrix({&record}), base::Error);
}

// Results are right or wrong wherever a program ran: only its time is missing.
TEST(Matrix, TakesTheResultsOfAnEmulatedHost) {
  auto cell =
      timed_cell("a", "gcc", "s", {benchmark("s/x", {}, "12ab"), benchmark("s/y", {}, "1")});
  cell.outcome = Outcome::unavailable("emulated-host", "results were checked");
  auto record = measured("r", {cell});
  record.hosts[0].host_class = "emulated";
  const auto right = make_matrix({&record});
  ASSERT_EQ(right.rows.size(), 1u);
  EXPECT_THAT(right.notes, testing::IsEmpty());
  EXPECT_EQ(right.rows[0].runs.answer, Answer::yes);
  EXPECT_EQ(right.rows[0].correct.answer, Answer::yes);
  record.cells[0].benchmarks[1] = failed("s/y", "wrong-checksum", "2, not 1");
  const auto wrong = make_matrix({&record});
  EXPECT_EQ(wrong.rows.at(0).runs.answer, Answer::yes);
  EXPECT_EQ(wrong.rows.at(0).correct.answer, Answer::no);
  // A part of them hides no more than any part does.
  auto part = measured("part", {cell});
  part.hosts[0].host_class = "emulated";
  part.cells[0].benchmarks.pop_back();
  record.created = "2026-11-24T05:00:00Z";
  part.created = "2026-11-24T05:00:01Z";
  EXPECT_EQ(make_matrix({&record, &part}).rows.at(0).record, "r");
}

TEST(Matrix, RefusesRecordsWithoutACell) {
  const auto record = measured("r", {});
  EXPECT_THROW(make_matrix({&record}), base::Error);
  EXPECT_THROW(make_matrix({}), base::Error);
}

}  // namespace
}  // namespace assay::judge
