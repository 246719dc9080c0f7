// SPDX-License-Identifier: Apache-2.0
#include "judge/value_ratio.h"

#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "judge/ratio.h"

namespace assay::judge {
namespace {

using Times = record::Samples<record::HwTime>;

bool is_apart(const std::optional<stats::Interval>& interval, double ratio) {
  return interval ? interval->low > 1 || interval->high < 1 : ratio != 1;
}

// The same question of the CPU times, which a table does not show.
bool cpu_is_apart(const TimeSessions& base, const TimeSessions& head) {
  const auto cpu_of = [](const TimeSessions& side) {
    std::vector<Times> times;
    for (const Times* session : side) {
      times.push_back(*session);
      for (auto& sample : times.back().values) sample.wall_ns = sample.cpu_ns;
    }
    return times;
  };
  const std::vector<Times> cpu_base = cpu_of(base), cpu_head = cpu_of(head);
  const auto pointers = [](const std::vector<Times>& all) {
    TimeSessions sessions;
    for (const Times& each : all) sessions.push_back(&each);
    return sessions;
  };
  const auto before = record::summary(cpu_base.front()), after = record::summary(cpu_head.front());
  if (!before || !after) return false;
  if (!(before->median_ns > 0)) return before->median_ns != after->median_ns;
  const double ratio = after->median_ns / before->median_ns;
  if (!(ratio > 0)) return true;
  const auto certainty = certainty_of(pointers(cpu_base), pointers(cpu_head), ratio, kTieMargin);
  return is_apart(certainty.interval, ratio);
}

// Of like statistics: samples have a median.
void set_ratio_of_aggregates(const Value& reference, Value& value) {
  const auto statistic = [](const Value& each) {
    return each.statistic.empty() ? std::string_view("median") : std::string_view(each.statistic);
  };
  if (!reference.value || !value.value || !(*reference.value > 0)) return;
  if (statistic(reference) == statistic(value)) value.ratio = *value.value / *reference.value;
}

// What is said of a duration; more work in a second is faster, and a counter has no direction.
std::optional<Finding> shown_finding(Finding finding, const Metric& metric) {
  if (metric.plain && !metric.higher_is_better) return std::nullopt;
  if (!metric.higher_is_better) return finding;
  return finding == Finding::slower   ? Finding::faster
         : finding == Finding::faster ? Finding::slower
                                      : finding;
}

std::optional<Deviation> set_certainty(const TimeSessions& base, const Value& reference,
                                       const TimeSessions& head, Value& value,
                                       const CompareOptions& options) {
  if (base.size() + head.size() > 2) value.ratio = *value.value / *reference.value;
  auto certainty = certainty_of(base, head, *value.ratio, options.margin);
  const auto& interval = value.interval = certainty.interval;
  value.finding = shown_finding(certainty.finding, options.metric);
  value.apart =
      is_apart(interval, *value.ratio) || (options.changed_only && cpu_is_apart(base, head));
  if (options.u_test) value.u_test = u_test(base, head);
  if (!interval) return std::nullopt;
  return std::move(certainty.deviation);
}

}  // namespace

std::optional<Deviation> set_ratio(const ValueSource& base, const Value& reference,
                                   const ValueSource& head, Value& value,
                                   const CompareOptions& options) {
  if (reference.aggregate_only || value.aggregate_only) {
    set_ratio_of_aggregates(reference, value);
    return std::nullopt;
  }
  const auto& before = *base.values.samples(base.benchmark);
  const auto& after = *head.values.samples(head.benchmark);
  const auto ratio = compare_samples(before, after);
  if (!ratio) return std::nullopt;
  value.ratio = ratio->value;
  value.counts_equal = ratio->equal;
  value.apart = !ratio->equal;
  if (!std::holds_alternative<Times>(before)) return std::nullopt;
  return set_certainty(base.values.times(base.benchmark), reference,
                       head.values.times(head.benchmark), value, options);
}

}  // namespace assay::judge
