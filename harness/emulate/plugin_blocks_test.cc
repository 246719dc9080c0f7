// SPDX-License-Identifier: Apache-2.0
#include "emulate/plugin_blocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "base/error.h"
#include "emulate/qemu_user.h"
#include "record/record.h"
#include "run/guests_test.h"
#include "sys/journal.h"

namespace assay::emulate {
namespace {

using record::ExecutedBlock;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(PluginBlocks, AreReadByState) {
  const auto states = parse_plugin_blocks(
      "state 1\n"
      "file 1 /tmp/a program\n"
      "block 1 0x1000 0x401000 12 3 500 main\n"
      "block 0 0x7f00 0x7f00 4 1 2\n"
      "state 2\n"
      "file 1 /tmp/b\n"
      "block 1 0x20 0x400020 8 2 1 operator new(unsigned long)\n"
      "block 1 0x28 0x4",  // the process was killed here
      "n16");
  ASSERT_THAT(states, SizeIs(2));
  EXPECT_THAT(states[0].blocks, ElementsAre(ExecutedBlock{.file = "/tmp/a program",
                                                          .address = 0x1000,
                                                          .bytes = 12,
                                                          .instructions = 3,
                                                          .executions = 500,
                                                          .symbol = "main"},
                                            ExecutedBlock{.file = "",
                                                          .address = 0x7f00,
                                                          .bytes = 4,
                                                          .instructions = 1,
                                                          .executions = 2,
                                                          .symbol = ""}));
  EXPECT_EQ(states[1].state, 2u);
  ASSERT_THAT(states[1].blocks, SizeIs(1));
  EXPECT_EQ(states[1].blocks[0].symbol, "operator new(unsigned long)");
}

TEST(PluginBlocks, WhatIsNoLineIsRefusedWithItsPlace) {
  for (const char* text :
       {"block 0 0x1 0x1 4 1 2\n", "state x\n", "state 1\nfile 2 /tmp/a\n", "state 1\nfile 1 \n",
        "state 1\nblock 1 0x1 0x1 4 1 2\n", "state 1\nblock 0 zz 0x1 4 1 2\n",
        "state 1\nblock 0 0x1 0x1 4 1\n", "state 1\nblock 0 0x1 0x1 4 1 99999999999999999999\n",
        "state 1\nrubbish\n", "state 1\n\n"}) {
    try {
      parse_plugin_blocks(text, "n16");
      ADD_FAILURE() << text;
    } catch (const base::Error& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr("n16:"), HasSubstr("is not a line"))) << text;
    }
  }
}

// The sum over all code is what was counted, exactly: both come from one process.
TEST(ExecutedCode, IsAllThatWasCounted) {
  class Quiet final : public base::Progress {
    void stage(std::string_view, const std::vector<std::string>&) override {}
    void step(std::string_view, std::string_view, std::chrono::nanoseconds) override {}
    void note(std::string_view) override {}
  } quiet;
  const sys::TemporaryFolder folder;
  sys::Journal journal(folder.path() / "journal");
  const sys::Folders folders = run::folders_in(folder.path());
  run::RunOptions options;
  options.blocks = folder.path() / "blocks";
  options.filter = "good/middle|good/last|odd/fixed";
  const run::RunnerFunctions counting[] = {
      {record::kQemuUser, can_run_qemu_user, qemu_user_depends_on, run_qemu_user}};
  const auto record = run::run_cells({run::program_to_run("arm", "guest-aarch64")},
                                     run::catalog_here(), run::capabilities_here(),
                                     run::host_here(), folders, options, counting, journal, quiet);
  const auto& cell = record.cells.at(0);
  const auto folder_of_cell = blocks_folder(options.blocks, cell.cell);
  for (const char* name : {"good/middle/1000", "good/last/9", "odd/fixed/10/iterations:5"}) {
    const auto* const benchmark = record::find_benchmark(cell, std::string("guest/") + name);
    ASSERT_NE(benchmark, nullptr) << name;
    const auto& counts = std::get<record::Samples<record::EmuCount>>(benchmark->samples);
    const auto code = executed_code(folder_of_cell, name, counts);
    const double sum = std::accumulate(
        code.blocks.begin(), code.blocks.end(), 0.0, [](double so_far, const ExecutedBlock& each) {
          return so_far +
                 static_cast<double>(each.instructions) * static_cast<double>(each.executions);
        });
    EXPECT_DOUBLE_EQ(sum / static_cast<double>(code.iterations),
                     record::per_iteration(counts)->instructions.value())
        << name;
    EXPECT_THAT(code.blocks, Contains(AllOf(Field(&ExecutedBlock::symbol, HasSubstr("work")),
                                            Field(&ExecutedBlock::file, HasSubstr("guest-")))))
        << name;
  }
  EXPECT_THAT(executed_code(folder_of_cell, "good/none", {}).blocks, IsEmpty());
}

TEST(NameGuestCode, TellsTheKernelsFunctionsFromTheProgram) {
  record::ExecutedCode code{.iterations = 1, .blocks = {}};
  for (const std::uint64_t address :
       {0x10100ull, 0xffffffff80001000ull, 0xffffffff80001ffcull, 0xffffffff80000000ull}) {
    code.blocks.push_back({.file = {}, .address = address, .symbol = {}});
  }
  name_guest_code(code, "/p", "ffffffff80001000 T vfs_read\nffffffff80002000 t later\nno line\n");
  EXPECT_EQ(code.blocks[0].file, "/p");
  EXPECT_EQ(code.blocks[0].symbol, "");
  for (const std::size_t in_kernel : {1, 2, 3}) {
    EXPECT_EQ(code.blocks[in_kernel].file, record::kKernelCode);
  }
  EXPECT_EQ(code.blocks[1].symbol, "vfs_read");
  EXPECT_EQ(code.blocks[2].symbol, "vfs_read");
  EXPECT_EQ(code.blocks[3].symbol, "");  // before the first
}

}  // namespace
}  // namespace assay::emulate
