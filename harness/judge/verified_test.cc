// SPDX-License-Identifier: Apache-2.0
#include "judge/verified.h"

#include <gtest/gtest.h>

#include <functional>

namespace assay::judge {
namespace {

// 40 rows of 10 ns, 11 ns ... at this clock; another run is a little slower.
record::Record of_chip(double ghz, const std::string& cpu = "Kunpeng 920", double run = 1) {
  record::Record record;
  record::Host& host = record.hosts.front();
  host.host_class = "bare-metal-claimed";
  host.fingerprint = {{"cpu", cpu},
                      {"frequency_max_khz", std::to_string(static_cast<int>(ghz * 1e6))}};
  record::CellRecord& cell = record.cells.emplace_back();
  cell.cell = {
      .target = "kunpeng-920", .toolchain = "clang", .os = "debian-12", .suite = "compute"};
  cell.program.emplace().sha256 = "p";
  for (int i = 0; i < 40; ++i) {
    record::Benchmark& benchmark = cell.benchmarks.emplace_back();
    benchmark.name = "compute/row/" + std::to_string(i);
    benchmark.bound = i % 2 == 0 ? "clock" : "core";
    record::Samples<record::HwTime> samples;
    samples.values = {{.iterations = 1, .wall_ns = run * 26 * (10 + i) / ghz, .process = 1}};
    benchmark.samples = samples;
  }
  return record;
}

double& time_of_row(record::Record& record, std::size_t row) {
  return std::get<record::Samples<record::HwTime>>(record.cells[0].benchmarks[row].samples)
      .values[0]
      .wall_ns;
}

bool verified_with(record::Record other, const std::string& principal = "bob@example.net") {
  const record::Record mine = of_chip(2.6, "Kunpeng 920", 0.99999);
  const std::vector<Submitted> others{{principal, &other}};
  return is_verified({"alice@example.org", &mine}, others);
}

TEST(Verified, IsWhatAnotherOrganisationFindsAtAnotherClock) {
  EXPECT_TRUE(verified_with(of_chip(2.6)));
  EXPECT_TRUE(verified_with(of_chip(3.0)));  // the same cycles in less time
  EXPECT_FALSE(verified_with(of_chip(2.6), "carol@Example.ORG"));
  EXPECT_FALSE(is_verified({"alice@example.org", nullptr}, {}));
}

TEST(Verified, TakesTheSameChipAndProgramOnMetal) {
  EXPECT_FALSE(verified_with(of_chip(2.6, "Kunpeng 916")));
  record::Record other = of_chip(2.6);
  other.cells[0].program->sha256 = "q";
  EXPECT_FALSE(verified_with(other));
  other = of_chip(2.6);
  other.hosts[0].host_class = "virtualised";
  EXPECT_FALSE(verified_with(other));
  other = of_chip(2.6);
  other.hosts[0].fingerprint.pop_back();  // no clock is stated
  EXPECT_FALSE(verified_with(other));
}

// Who sends another's record as their own has its numbers, also at another clock.
TEST(Verified, IsNotWhatWasCopied) {
  record::Record other = of_chip(2.6, "Kunpeng 920", 0.99999);
  EXPECT_FALSE(verified_with(other));
  EXPECT_FALSE(verified_with(of_chip(3.0, "Kunpeng 920", 0.99999)));
  for (std::size_t row = 0; row < 35; ++row) time_of_row(other, row) *= 1.001;
  EXPECT_FALSE(verified_with(other));  // five of 40 rows
  time_of_row(other, 35) *= 1.001;
  EXPECT_TRUE(verified_with(other));
}

// 38 of 40 are 95 %; 5 % more is the same, 6 % is not.
TEST(Verified, Takes95PercentOfTheRowsWithinFivePercent) {
  record::Record other = of_chip(2.6);
  time_of_row(other, 0) *= 1.06;
  time_of_row(other, 1) /= 1.06;
  time_of_row(other, 2) *= 1.049;
  const auto agreement = agreement_of(of_chip(2.6), other);
  EXPECT_EQ(agreement.rows, 40u);
  EXPECT_EQ(agreement.within, 38u);
  EXPECT_TRUE(verified_with(other));
  time_of_row(other, 3) *= 1.06;
  EXPECT_FALSE(verified_with(other));
}

TEST(Verified, TakesTwentyRowsThatHangOnTheCpu) {
  record::Record other = of_chip(2.6);
  for (std::size_t i = 20; i < 40; ++i) other.cells[0].benchmarks[i].bound = "memory";
  EXPECT_TRUE(verified_with(other));
  other.cells[0].benchmarks[0].threads = 2;
  EXPECT_FALSE(verified_with(other));
}

TEST(Organisation, IsThePartBehindTheAtSign) {
  EXPECT_EQ(organisation_of("alice@Example.org"), "example.org");
  EXPECT_EQ(organisation_of("lab"), "lab");
}

}  // namespace
}  // namespace assay::judge
