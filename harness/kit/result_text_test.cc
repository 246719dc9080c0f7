// SPDX-License-Identifier: Apache-2.0
#include "kit/result_text.h"

#include <gmock/gmock.h>

namespace assay::kit {
namespace {

using testing::HasSubstr;

record::CellRecord a_cell(double ns, std::size_t host) {
  record::Samples<record::HwTime> samples;
  for (std::uint64_t process = 1; process <= 5; ++process) {
    samples.values.push_back(
        {.iterations = 10, .wall_ns = ns, .cpu_ns = ns, .process = process, .repetition = 0});
  }
  record::Benchmark benchmark;
  benchmark.name = "libc/strlen/64";
  benchmark.samples = samples;
  record::CellRecord cell;
  cell.cell = {"kunpeng-920", "clang", "debian-12", "libc"};
  cell.place = {.host = host, .runner = "native"};
  cell.domain = record::HwTime::domain;
  cell.benchmarks = {benchmark};
  return cell;
}

// The median of the sessions' medians, 30, 10 and 20 ns.
TEST(ResultText, IsOneColumnOfAllSessions) {
  record::Record record;
  record.created = "2026-12-03T08:00:00Z";
  record.provenance = "measured";
  record.hosts.clear();
  for (std::size_t i = 0; i < 3; ++i) {
    record::Host host;
    host.session = "boot-" + std::to_string(i);
    host.key = "0123456789abcdef";
    host.host_class = "bare-metal-claimed";
    record.hosts.push_back(host);
  }
  record.cells = {a_cell(30, 0), a_cell(10, 1), a_cell(20, 2)};
  const std::string text = result_text(record, {.columns = 100});
  EXPECT_THAT(text, HasSubstr("libc/strlen/64"));
  EXPECT_THAT(text, HasSubstr("20.0 ns"));
  EXPECT_THAT(text, testing::Not(HasSubstr("30.0 ns")));
}

}  // namespace
}  // namespace assay::kit
