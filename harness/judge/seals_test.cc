// SPDX-License-Identifier: Apache-2.0
#include "judge/seals.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace assay::judge {
namespace {

TEST(RefuseEdited, TakesEveryOtherRecord) {
  for (const auto seal : {record::Seal::none, record::Seal::missing, record::Seal::intact}) {
    record::Record record;
    record.seal = seal;
    EXPECT_NO_THROW(refuse_edited(record, "a.json", "a gate"));
  }
}

TEST(RefuseEdited, NamesTheRecord) {
  record::Record record;
  record.seal = record::Seal::broken;
  try {
    refuse_edited(record, "a.json", "a gate");
    FAIL() << "it was taken";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_THAT(error.what(), testing::StartsWith("a.json is edited: it was changed after it was "
                                                  "written, and is not part of a gate"));
  }
}

TEST(RefuseDoubtful, TakesTimesThatDecideNothing) {
  record::Record record;
  record.provenance = "measured";
  record.hosts[0].host_class = "bare-metal-claimed";
  record.hosts[0].evidence = {{"hypervisor: x", "strong", "y"}};
  record.cells.resize(1);
  record.cells[0].domain = record::Domain::hw_time;
  EXPECT_NO_THROW(refuse_doubtful(record, "a.json", "a gate"));
  record.cells[0].domain = record::Domain::emu_count;
  try {
    refuse_doubtful(record, "a.json", "a gate");
    FAIL() << "it was taken";
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("a.json is doubtful (class-doubtful: "));
  }
}

TEST(UnsealedNote, NamesTheRecords) {
  EXPECT_THAT(unsealed_note("a.json, b.json"), testing::StartsWith("not sealed: a.json, b.json ("));
}

}  // namespace
}  // namespace assay::judge
