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

}  // namespace
}  // namespace assay::record
