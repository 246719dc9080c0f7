// SPDX-License-Identifier: Apache-2.0
#include "judge/u_test.h"

#include <vector>

#include "stats/mann_whitney.h"
#include "stats/order.h"

namespace assay::judge {
namespace {

std::vector<double> values_of(const TimeSessions& sessions, double record::TimeSample::* member) {
  std::vector<double> values;
  for (const auto* times : sessions) {
    for (const auto& sample : times->values) values.push_back(sample.*member);
  }
  return values;
}

}  // namespace

std::optional<UTest> u_test(const TimeSessions& base, const TimeSessions& head) {
  const auto time = &record::TimeSample::wall_ns, cpu = &record::TimeSample::cpu_ns;
  const auto base_cpu = values_of(base, cpu), head_cpu = values_of(head, cpu);
  if (base_cpu.size() < 2 || head_cpu.size() < 2) return std::nullopt;
  UTest result{.base = base_cpu.size(), .head = head_cpu.size()};
  result.time_p = stats::mann_whitney_two_sided(values_of(base, time), values_of(head, time));
  result.cpu_p = stats::mann_whitney_two_sided(base_cpu, head_cpu);
  const auto before = stats::median(base_cpu), after = stats::median(head_cpu);
  if (before && after && *before > 0) result.cpu_ratio = *after / *before;
  return result;
}

}  // namespace assay::judge
