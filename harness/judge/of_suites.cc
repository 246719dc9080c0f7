// SPDX-License-Identifier: Apache-2.0
#include "judge/of_suites.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace assay::judge {
namespace {

constexpr std::string_view kNotChecked = "neither its checksum nor its speed was checked";

// A run that knows the suite calls no such row ok.
void find_checksum(const catalog::Suite& suite, const record::Benchmark& benchmark, std::string at,
                   Flaws& flaws) {
  const auto fault = catalog::checksum_fault(suite, name_in_suite(benchmark), benchmark.checksum);
  if (!fault) return;
  flaws.refuse(
      "wrong-checksum", std::move(at),
      fmt::format("{}: {}. A run does not call this ok", base::printable(benchmark.name), *fault));
}

// Why the catalog says nothing of it; "" when it does.
std::string other_work(const catalog::Suite& suite, const record::Benchmark& benchmark) {
  const std::string_view name = name_in_suite(benchmark);
  if (!suite.checksums.empty() && !suite.checksums.contains(name)) {
    return fmt::format("no benchmark of this name is in the suite {} here", suite.name);
  }
  const std::uint64_t since = catalog::since_of(suite, name);
  if (since == benchmark.since) return {};
  return fmt::format("version {} of its work, and the suite {} here has version {}",
                     benchmark.since, suite.name, since);
}

void find_wrong_result(const record::CellRecord& cell, const record::Benchmark& benchmark,
                       const catalog::Suite& suite, std::string at, Flaws& flaws) {
  if (!is_of_a_suite(cell)) {
    return flaws.remark("called-like-a-suite", std::move(at),
                        fmt::format("{}: others built the program, and it is called like the suite "
                                    "{}: {}",
                                    base::printable(benchmark.name), suite.name, kNotChecked));
  }
  if (const std::string why = other_work(suite, benchmark); !why.empty()) {
    return flaws.remark(
        "other-work", std::move(at),
        fmt::format("{}: {}: {}", base::printable(benchmark.name), why, kNotChecked));
  }
  find_checksum(suite, benchmark, std::move(at), flaws);
}

}  // namespace

void find_wrong_results(const record::Record& record, const std::vector<catalog::Suite>& suites,
                        Flaws& flaws) {
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    const record::CellRecord& cell = record.cells[i];
    const auto suite = std::ranges::find(suites, cell.cell.suite, &catalog::Suite::name);
    if (suite == suites.end()) continue;
    for (std::size_t j = 0; j < cell.benchmarks.size(); ++j) {
      if (!cell.benchmarks[j].outcome.good()) continue;
      find_wrong_result(cell, cell.benchmarks[j], *suite,
                        fmt::format("/cells/{}/benchmarks/{}", i, j), flaws);
    }
  }
}

}  // namespace assay::judge
