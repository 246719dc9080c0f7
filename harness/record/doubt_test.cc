// SPDX-License-Identifier: Apache-2.0
#include "record/doubt.h"

#include <gmock/gmock.h>

#include <tuple>

#include "record/edited_test.h"

namespace assay::record {
namespace {

// A target of 32-bit Arm on its own 64-bit host.
TEST(Doubt, A64BitHostExecutes32BitProgramsOfItsOwn) {
  Record record = parse_record(kept_record(1, "timed-a1").dump_compact(), "a.json");
  CellRecord& cell = record.cells[0];
  cell.cell.target = "mine";  // which says nothing of its architecture
  for (const auto& [arch, host, marked] :
       {std::tuple("armhf", "aarch64", false), std::tuple("armhf", "armv7l", false),
        std::tuple("aarch64", "armv8l", false), std::tuple("aarch64", "armv7l", true),
        std::tuple("x86_64", "aarch64", true), std::tuple("riscv64", "loongarch64", true)}) {
    cell.program->arch = arch;
    for (auto& [key, value] : record.hosts[0].fingerprint) {
      if (key == "arch") value = host;
    }
    EXPECT_EQ(doubt_of(record, cell).has_value(), marked) << arch << " on " << host;
  }
}

// A record timed on x86-64, whose first cell says of its target no more than the name.
Record timed_as(const std::string& target) {
  Record record = parse_record(kept_record(1, "timed-a1").dump_compact(), "a.json");
  record.cells[0].cell.target = target;
  record.cells[0].program.reset();
  return record;
}

std::string first_mark(const Record& record) {
  const auto doubt = doubt_of(record, record.cells[0]);
  return doubt ? std::string(doubt->code) : std::string();
}

CellRecord counted_as(const std::string& target, const std::string& arch) {
  CellRecord cell;
  cell.cell = {target, "gcc", "debian-12", "other"};
  cell.place.runner = "qemu-user";
  cell.program.emplace().arch = arch;
  return cell;
}

TEST(Doubt, ATargetHasTheArchitectureOfItsProgramsWhereverTheyRan) {
  Record record = timed_as("kunpeng-920");
  EXPECT_EQ(first_mark(record), "");  // nothing tells
  record.cells.push_back(counted_as("kunpeng-920", "aarch64"));
  EXPECT_EQ(first_mark(record), "foreign-host");
  record.cells.back().cell.target = "kunpeng-920b";
  EXPECT_EQ(first_mark(record), "");
  record.cells.back().cell.target = "kunpeng-920";
  record.cells.back().program->arch = "x86_64";
  EXPECT_EQ(first_mark(record), "");
  record.cells.back().program->arch = "";
  EXPECT_EQ(first_mark(record), "");
}

TEST(Doubt, TheProgramsOfAGateTellOfTargetsToo) {
  Record record = timed_as("kunpeng-920");
  record.counted = {{counted_as("other", "aarch64"), counted_as("kunpeng-920", "aarch64")}};
  EXPECT_EQ(first_mark(record), "foreign-host");
  record.counted.clear();
  const CellRecord asked = counted_as("kunpeng-920", "riscv64");
  record.question.emplace().head.cells = {
      {.cell = asked.cell, .built = {}, .program = asked.program}};
  EXPECT_EQ(first_mark(record), "foreign-host");
}

TEST(Doubt, ASuiteWithoutABenchmarkHasNoTimesOfAnEmulator) {
  Record record = timed_as("x86-64-v2");
  record.hosts[0].host_class = "emulated";
  EXPECT_EQ(first_mark(record), "emulated-host");
  record.cells[0].benchmarks.clear();
  EXPECT_EQ(first_mark(record), "");
}

TEST(Doubt, ANameSaysItsArchitectureInWholeWords) {
  for (const auto& [target, mark] :
       {std::pair("riscv64", "foreign-host"), std::pair("riscv64-gcv", "foreign-host"),
        std::pair("armhf", "foreign-host"), std::pair("riscv64ish", ""), std::pair("x86-64", ""),
        std::pair("x86-64-v3", ""), std::pair("my-riscv64", "")}) {
    EXPECT_EQ(first_mark(timed_as(target)), mark) << target;
  }
}

}  // namespace
}  // namespace assay::record
