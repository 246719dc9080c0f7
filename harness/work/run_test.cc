// SPDX-License-Identifier: Apache-2.0
#include "work/run.h"

#include <gmock/gmock.h>

#include "work/gate_sides_test.h"
#include "work/local_records.h"

namespace assay::work {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::SizeIs;

class RunPrograms : public testing::Test {
 protected:
  FinishedRun run_filtered(const std::string& filter, const fs::path& output = {}) {
    base::NoProgress progress;
    return run_programs({.programs = {run::program_to_run("arm", "guest-aarch64")},
                         .options = {.filter = filter},
                         .words = "--filter " + filter,
                         .records = records_,
                         .output = output,
                         .harness = {.version = "0.1.0", .commit = {}}},
                        bench_.instruments(), progress);
  }
  TestBench bench_;
  const fs::path records_ = bench_.folder.path() / "records";
};

TEST_F(RunPrograms, LeavesARecordAndNoJournal) {
  const FinishedRun finished = run_filtered("good/short");
  EXPECT_EQ(finished.path, records_ / (finished.record.id + ".json"));
  const record::Record read = read_local(finished.path);
  EXPECT_EQ(read, finished.record);
  EXPECT_EQ(read.harness.version, "0.1.0");
  ASSERT_THAT(read.cells, SizeIs(1));
  EXPECT_THAT(read.cells[0].benchmarks, SizeIs(1));
  for (const auto& entry : fs::directory_iterator(records_)) {
    EXPECT_EQ(entry.path().extension(), ".json") << entry.path();
  }
}

TEST_F(RunPrograms, WithAnOutputWritesNothingIntoTheFolderOfRecords) {
  const fs::path output = bench_.folder.path() / "elsewhere/mine.json";
  EXPECT_EQ(run_filtered("good/short", output).path, output);
  EXPECT_FALSE(fs::exists(records_));
  for (const auto& entry : fs::directory_iterator(output.parent_path())) {
    EXPECT_EQ(entry.path(), output);
  }
}

TEST_F(RunPrograms, RefusesAFilterThatFitsNothing) {
  try {
    run_filtered("nothing");
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_THAT(error.what(), HasSubstr("no benchmark name matches --filter 'nothing'"));
  }
  EXPECT_THAT(local_records(records_), SizeIs(0));
}

}  // namespace
}  // namespace assay::work
