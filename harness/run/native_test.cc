// SPDX-License-Identifier: Apache-2.0
#include "run/native.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>

#include "run/guests_test.h"

namespace assay::run {
namespace {

using base::Outcome;
using testing::HasSubstr;
using testing::SizeIs;

class Silent final : public base::Progress {
 public:
  void stage(std::string_view, std::size_t) override {}
  void step(std::string_view, std::string_view) override {}
  void note(std::string_view) override {}
};

TEST(CanRunNative, OnlyWhereTheTargetsInstructionsAreExecutedByHardware) {
  const catalog::Catalog catalog = catalog_here();
  record::Host host = host_here();
  EXPECT_EQ(can_run_native(*catalog.target("intel"), {}, host), Outcome::ok());
  EXPECT_EQ(can_run_native(*catalog.target("arm"), {}, host).code, "other-arch");
  host.features = {"avx2"};
  catalog::Target newer = *catalog.target("intel");
  newer.requires_features = {"amx_tile"};
  const Outcome missing = can_run_native(newer, {}, host);
  EXPECT_EQ(missing.code, "missing-features");
  EXPECT_THAT(missing.reason, HasSubstr("amx_tile"));
  host.host_class = "emulated";
  EXPECT_EQ(can_run_native(*catalog.target("intel"), {}, host).code, "emulated-host");
}

TEST(RunNative, TakesEachSampleFromAFreshProcessAndNamesAHostThatIsNotTheTarget) {
  catalog::Catalog catalog = catalog_here();
  catalog::Target& target = catalog.targets.at(0);
  target.identity = {{.key = "cpu", .values = {"Another CPU"}}};
  const record::Capabilities capabilities;
  const record::Host host = host_here();
  const sys::TemporaryFolder folder;
  const sys::Folders folders = folders_in(folder.path());
  const RunOptions options{.filter = "good/middle|odd/threads|odd/fixed", .processes = 5};
  const ProgramToRun program = program_to_run("intel", "guest-x86_64");
  Silent progress;
  const auto records =
      run_native({program, target, nullptr, capabilities, host, folders, options, ""});
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].outcome, Outcome::ok());
  EXPECT_EQ(records[0].target_note, "intel flags on Test CPU");
  ASSERT_THAT(records[0].benchmarks, SizeIs(3));
  for (const record::Benchmark& benchmark : records[0].benchmarks) {
    EXPECT_EQ(benchmark.outcome, Outcome::ok()) << benchmark.name;
    const auto& samples = std::get<record::Samples<record::HwTime>>(benchmark.samples).values;
    ASSERT_THAT(samples, SizeIs(5)) << benchmark.name;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      EXPECT_EQ(samples[i].process, i + 1);
      EXPECT_GT(samples[i].wall_ns, 0);
      // The first process searched for a number of passes; a power of two holds for the others.
      if (i == 0 || benchmark.fixed_iterations) continue;
      EXPECT_EQ(samples[i].iterations / benchmark.threads,
                std::bit_floor(samples[0].iterations / benchmark.threads))
          << benchmark.name;
    }
  }
}

}  // namespace
}  // namespace assay::run
