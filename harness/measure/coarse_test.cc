// SPDX-License-Identifier: Apache-2.0
#include "measure/coarse.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "measure/fake_worker_test.h"
#include "sys/files.h"

namespace assay::measure {
namespace {

using testing::HasSubstr;

BlockRequest processes_request(const std::string& base, const std::string& head) {
  return {.base = fake(base),
          .head = fake(head),
          .slices = {.prime = 0, .passes = 1000, .pairs = 2},
          .folder = "/tmp"};
}

TEST(CalibrateProcesses, TakesFiftyMilliseconds) {
  stats::Random random(1);
  const Calibration result =
      calibrate_processes(processes_request("plain/100", "plain/100"), random);
  ASSERT_TRUE(result.fault.good()) << result.fault.reason;
  EXPECT_NEAR(static_cast<double>(result.slices.passes), 500'000, 10'000);  // of 100 ns
  EXPECT_EQ(result.slices.pairs, 2u);
  EXPECT_LT(result.dilution, 0.05);
}

TEST(MeasureProcesses, GivesTwoPairsWhoseSecondBeginsWithTheOtherSide) {
  stats::Random random(1);
  const BlockResult result = measure_processes(processes_request("plain/100", "plain/105"), random);
  ASSERT_TRUE(result.block.has_value()) << result.fault.reason;
  EXPECT_EQ(result.mode, "processes");
  ASSERT_EQ(result.block->pairs.size(), 2u);
  EXPECT_NE(result.block->pairs[0].head_first, result.block->pairs[1].head_first);
  EXPECT_NEAR(*record::log_ratio(*result.block), std::log(1.05), 0.02);
}

TEST(MeasureProcesses, TellsTheDaemonsThatASideLeft) {
  stats::Random random(1);
  run::ProcessNotes base_notes, head_notes;
  auto both = processes_request("plain/100", "leaves/100");
  both.base.notes = &base_notes;
  both.head.notes = &head_notes;
  ASSERT_TRUE(measure_processes(both, random).block);
  EXPECT_THAT(base_notes.texts(), testing::IsEmpty());
  ASSERT_FALSE(head_notes.left.empty());
  // In each process, by the name that it had when it was met.
  for (const auto& [name, count] : head_notes.left) EXPECT_EQ(count, 1u) << name;
}

TEST(MeasureProcesses, RunsCopiesWithNamesOfOneLength) {
  // A program that writes down under which name it was called.
  const sys::TemporaryFolder folder;
  const auto program = folder.path() / "program", names = folder.path() / "names";
  sys::write_whole(program, fmt::format("#!/bin/sh\necho \"$0\" >>{}\nexec {} \"$@\"\n",
                                        names.string(), fake("").program.string()));
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  auto both = processes_request("plain/100", "plain/100");
  both.base.program = both.head.program = program;
  stats::Random random(1);
  ASSERT_TRUE(measure_processes(both, random).block);
  ASSERT_TRUE(measure_processes(both, random).block);
  const auto lines = base::split(base::trim(sys::read_file(names, base::Bytes{1u << 16})), '\n');
  ASSERT_EQ(lines.size(), 8u);  // two pairs a block
  EXPECT_EQ(std::set(lines.begin(), lines.end()).size(), 4u);
  for (const auto& line : lines) EXPECT_EQ(line.size(), lines[0].size());
}

TEST(MeasureProcesses, SaysThatAProgramCannotBeCopied) {
  auto gone = processes_request("plain/100", "plain/100");
  gone.head.program = "/nowhere/program";
  stats::Random random(1);
  try {
    measure_processes(gone, random);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("cannot copy /nowhere/program"));
  }
}

TEST(MeasureProcesses, SaysWhichSideFailedAndHow) {
  stats::Random random(1);
  BlockResult result = measure_processes(processes_request("plain/100", "fails/3"), random);
  EXPECT_TRUE(result.head_failed);
  EXPECT_EQ(result.fault.code, "exit");
  EXPECT_THAT(result.fault.reason, HasSubstr("it went wrong here"));
  result = measure_processes(processes_request("endless/100", "plain/100"), random);
  EXPECT_FALSE(result.head_failed);
  EXPECT_THAT(result.fault.reason, HasSubstr("iterations took inf ns each"));
}

}  // namespace
}  // namespace assay::measure
