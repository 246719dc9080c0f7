// SPDX-License-Identifier: Apache-2.0
#include "judge/round_checks.h"

#include <gmock/gmock.h>

#include <functional>
#include <map>

#include "record/runner.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kNonceOfChecks =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

record::Round known_round() {
  return {
      .name = "2026-winter",
      .from = "2026-12-01",
      .to = "2026-12-31",
      .commit = "c",
      .nonce = kNonceOfChecks,
      .kits = {{.file = "k",
                .sha256 = "k",
                .programs = {{"x86-64-v2", "a", "program"}, {"x86-64-v2", "memory", "program"}}}},
      .sha256 = "f"};
}

// Of three benchmarks in two processes, one a turn. sha256sum of nonce, process and name: in
// process 1 two (3e), one (8d), three (d0); in process 2 one (1b), three (45), two (56).
record::CellRecord cell_of_round() {
  const std::map<std::string, std::vector<std::uint64_t>> turns{
      {"a/one", {2, 4}}, {"a/two", {1, 6}}, {"a/three", {3, 5}}};
  record::CellRecord cell;
  cell.cell = {.target = "x86-64-v2", .toolchain = "clang", .os = "debian-12", .suite = "a"};
  cell.place.runner = record::kNative.name;
  cell.program.emplace().sha256 = "program";
  for (std::uint64_t turn = 1; turn <= 6; ++turn)
    cell.turns.push_back({turn * 100, turn * 100 + 50});
  for (const auto& [name, of_processes] : turns) {
    record::Samples<record::HwTime> samples;
    for (std::uint64_t process = 1; process <= 2; ++process) {
      samples.values.push_back(
          {.iterations = 1, .process = process, .turn = of_processes[process - 1]});
    }
    auto& benchmark = cell.benchmarks.emplace_back();
    benchmark.name = name;
    benchmark.samples = samples;
  }
  return cell;
}

record::Record record_of_round() {
  record::Record record;
  record.created = "2026-12-24T10:00:00Z";
  record.harness.commit = "c";
  record.round = {.name = "2026-winter", .sha256 = "f", .division = "closed"};
  record.hosts[0].readings = {{.at = "2026-12-24T09:00:00Z", .values = {}}};
  record.cells = {cell_of_round()};
  return record;
}

std::vector<std::string> codes_of_round(const std::function<void(record::Record&)>& change) {
  record::Record record = record_of_round();
  change(record);
  std::vector<std::string> codes;
  const std::vector<record::Round> rounds{known_round()};
  for (const Flaw& each : round_flaws(record, rounds)) {
    codes.push_back((each.refuses ? "" : "remark ") + each.code);
  }
  return codes;
}

std::uint64_t& turn_in(record::Record& record, std::size_t benchmark, std::size_t sample) {
  auto& samples = record.cells[0].benchmarks[benchmark].samples;
  return std::get<record::Samples<record::HwTime>>(samples).values[sample].turn;
}

TEST(RoundChecks, HaveNothingAgainstAnHonestRecord) {
  EXPECT_THAT(codes_of_round([](auto&) {}), IsEmpty());
  EXPECT_THAT(codes_of_round([](auto& record) { record.round.reset(); }), IsEmpty());
  // Three in one turn, in the program's own order.
  EXPECT_THAT(codes_of_round([](auto& record) {
                for (std::size_t i = 0; i < 3; ++i) turn_in(record, i, 0) = 3;
              }),
              IsEmpty());
}

TEST(RoundChecks, RefuseAnotherRoundsNameAndAnotherFileOfTheName) {
  EXPECT_THAT(codes_of_round([](auto& record) { record.round->name = "2026-summer"; }),
              ElementsAre("round-name"));
  EXPECT_THAT(codes_of_round([](auto& record) { record.round->sha256 = "e"; }),
              ElementsAre("round-other"));
  EXPECT_THAT(codes_of_round([](auto& record) {
                record.round = {.name = "ours", .sha256 = "e", .division = "open"};
              }),
              ElementsAre("remark round-unknown"));
}

// Of a round that the project learned of after the import.
TEST(RoundChecks, ShowAsClosedOnlyWhatIsOfAKnownRoundAndCanBe) {
  const std::vector<record::Round> rounds{known_round()};
  record::Record record = record_of_round();
  EXPECT_EQ(shown_division(record, rounds), "closed");
  EXPECT_EQ(shown_division(record, {}), "open");
  turn_in(record, 0, 0) = 0;
  EXPECT_EQ(shown_division(record, rounds), "open");
  record.round.reset();
  EXPECT_EQ(shown_division(record, rounds), "open");
}

TEST(RoundChecks, RefuseDaysOutsideTheRound) {
  EXPECT_THAT(codes_of_round([](auto& record) { record.created = "2027-01-01T00:00:00Z"; }),
              ElementsAre("round-dates"));
  EXPECT_THAT(
      codes_of_round([](auto& record) { record.hosts[0].readings[0].at = "2026-11-30T23:59:59Z"; }),
      ElementsAre("round-dates"));
}

TEST(RoundChecks, KeepTheDivisionsApart) {
  const auto other = [](record::Record& record) {
    record.cells[0].program->sha256 = "another";
    record.cells[0].program->compiler = "clang 19.1.7";
  };
  EXPECT_THAT(codes_of_round([&](auto& record) {
                other(record);
                record.cells[0].program->flags = {"-O2"};
              }),
              ElementsAre("round-division"));
  EXPECT_THAT(codes_of_round([&](auto& record) {
                other(record);
                record.cells[0].program->flags = {"-O2"};
                record.round->division = "open";
              }),
              ElementsAre("remark round-open"));
  EXPECT_THAT(codes_of_round([&](auto& record) {
                other(record);
                record.round->division = "open";
              }),
              ElementsAre("round-division"));
  for (std::string catalog::Cell::* name : {&catalog::Cell::target, &catalog::Cell::suite}) {
    EXPECT_THAT(codes_of_round([&](auto& record) { record.cells[0].cell.*name = "another"; }),
                ElementsAre("round-division"));  // the round's program under another name
  }
  EXPECT_THAT(codes_of_round([](auto& record) { record.harness.dirty = true; }),
              ElementsAre("round-division"));  // Assay was not that of the round's commit
}

TEST(RoundChecks, RefuseAnotherOrderThanTheNonces) {
  EXPECT_THAT(
      codes_of_round([](auto& record) { std::swap(turn_in(record, 0, 0), turn_in(record, 1, 0)); }),
      ElementsAre("round-order"));
  EXPECT_THAT(codes_of_round([](auto& record) { turn_in(record, 0, 1) = 1; }),
              ElementsAre("round-order"));  // of the second process, in a turn of the first
  EXPECT_THAT(codes_of_round([](auto& record) { turn_in(record, 0, 0) = 0; }),
              ElementsAre("round-order"));
  EXPECT_THAT(codes_of_round([](auto& record) { turn_in(record, 0, 0) = 7; }),
              ElementsAre("round-order"));
}

// Of nine in one turn, each order would be right. A process may have further turns.
TEST(RoundChecks, RefuseMoreThanEightInATurn) {
  const auto sharing = [](std::size_t count) {
    return codes_of_round([=](record::Record& record) {
      record::CellRecord& cell = record.cells[0];
      cell.benchmarks.resize(1);
      turn_in(record, 0, 0) = 1;
      turn_in(record, 0, 1) = 2;
      for (std::size_t i = 1; i < count; ++i) {
        cell.benchmarks.push_back(cell.benchmarks[0]);
        cell.benchmarks.back().name += std::to_string(i);
      }
    });
  };
  EXPECT_THAT(sharing(8), IsEmpty());
  EXPECT_THAT(sharing(9), ElementsAre("round-order"));
}

// The word "qemu-kvm" in place of "native" makes an older run no younger.
TEST(RoundChecks, LookAtTimesOfEachRunner) {
  const auto older = [](record::Record& record) {
    record::CellRecord& cell = record.cells[0];
    cell.cell.suite = "memory";
    cell.benchmarks.resize(1);
    cell.turns.clear();
    for (std::size_t i = 0; i < 2; ++i) turn_in(record, 0, i) = 0;
  };
  for (const record::Runner& runner : {record::kNative, record::kQemuKvm}) {
    EXPECT_THAT(codes_of_round([&](auto& record) {
                  older(record);
                  record.cells[0].place.runner = runner.name;
                }),
                ElementsAre("round-order", "round-controls"))
        << runner.name;
  }
  EXPECT_THAT(codes_of_round([&](auto& record) {  // which has no times
                older(record);
                record.cells[0].place.runner = record::kQemuUser.name;
              }),
              IsEmpty());
}

// In a process one of two cells comes first in all turns: by their hashes, in process 1 gcc (10)
// before clang (bf), and in process 2 too (00, a9).
TEST(RoundChecks, RefuseAnotherOrderOfCells) {
  const auto with_second = [](std::uint64_t first_us, std::uint64_t second_us) {
    return codes_of_round([=](record::Record& record) {
      record.cells.push_back(record.cells[0]);
      record.cells[1].cell.toolchain = "gcc";
      for (auto& turn : record.cells[0].turns) turn.begin_us += first_us;
      for (auto& turn : record.cells[1].turns) turn.begin_us += second_us;
    });
  };
  EXPECT_THAT(with_second(10, 0), IsEmpty());
  EXPECT_THAT(with_second(0, 10), ElementsAre("round-order"));
}

TEST(RoundChecks, RefuseControlsOfOtherInputs) {
  const auto of_memory = [](record::Record& record, std::vector<record::Control> controls) {
    record::CellRecord& cell = record.cells[0];
    cell.cell.suite = "memory";
    cell.benchmarks.resize(1);
    cell.controls = std::move(controls);
  };
  EXPECT_THAT(codes_of_round([&](auto& record) {
                of_memory(record, {{"memory/chase/16384", "efe3954ff970de1a"}});
              }),
              IsEmpty());
  EXPECT_THAT(codes_of_round([&](auto& record) {  // of every run's inputs
                of_memory(record, {{"memory/chase/16384", "aead970d32dd2b82"}});
              }),
              ElementsAre("round-controls"));
  EXPECT_THAT(codes_of_round([&](auto& record) { of_memory(record, {}); }),
              ElementsAre("round-controls"));
}

}  // namespace
}  // namespace assay::judge
