// SPDX-License-Identifier: Apache-2.0
#include "present/derivation.h"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <variant>

#include "base/units.h"
#include "present/wording.h"

namespace assay::present {
namespace {

using Counts = record::Samples<record::EmuCount>;
using Times = record::Samples<record::HwTime>;
using Sizes = record::Samples<record::Size>;

// The exact fraction beside its decimals where it is not a whole number: "12.33 (37/3)".
std::string fraction_text(const record::Fraction& fraction) {
  const std::string text = count_text(fraction.value());
  if (fraction.denominator == 1) return text;
  return fmt::format("{} ({}/{})", text, fraction.numerator, fraction.denominator);
}

// The instructions of all executions with the same number of iterations.
struct Executions {
  std::vector<std::uint64_t> instructions;

  // "410,520", or "mean of 2 executions 410,520".
  std::string text() const {
    if (instructions.size() == 1) return base::grouped(instructions[0]);
    return fmt::format("mean of {} executions {}", instructions.size(), count_text(mean()));
  }
  double mean() const {
    double sum = 0;
    for (const std::uint64_t each : instructions) sum += static_cast<double>(each);
    return sum / static_cast<double>(instructions.size());
  }
};

using ByIterations = std::map<std::uint64_t, Executions>;

std::string slope_line(const std::string& where, const ByIterations& executions) {
  const auto& [few, at_few] = *executions.begin();
  const auto& [many, at_many] = *executions.rbegin();
  if (few == many) {
    return fmt::format("{}{} / {} = {}", where, at_few.text(), base::grouped(few),
                       count_text(at_few.mean() / static_cast<double>(few)));
  }
  return fmt::format(
      "{}({} - {}) / {} = {}", where, at_many.text(), at_few.text(), base::grouped(many - few),
      count_text((at_many.mean() - at_few.mean()) / static_cast<double>(many - few)));
}

std::vector<std::string> steps(const Counts& counts) {
  std::map<std::uint64_t, ByIterations> by_environment;
  ByIterations all;
  for (const auto& each : record::used_samples(counts)) {
    by_environment[each.environment_bytes][each.iterations].instructions.push_back(
        each.instructions);
    all[each.iterations].instructions.push_back(each.instructions);
  }
  if (all.empty()) return {};
  std::vector<std::string> lines;
  const bool one_number = all.size() == 1;
  for (const auto& [bytes, executions] : by_environment) {
    if (!one_number && executions.size() < 2) continue;  // then none has a pair
    const std::string where = by_environment.size() > 1
                                  ? fmt::format("environment of {} bytes: ", base::grouped(bytes))
                                  : "";
    lines.push_back(slope_line(where, executions));
  }
  if (lines.empty()) lines.push_back(slope_line("all environments: ", all));
  if (lines.size() > 1) lines.emplace_back("the value is the mean of these");
  if (one_number) lines.emplace_back("the cost of entering and leaving the loop is included");
  return lines;
}

std::vector<std::string> steps(const Times& times) {
  const auto summary = record::summary(times);
  if (!summary) return {};
  return {
      summary->processes == 1
          ? fmt::format("median of {} repetitions in one process", times.values.size())
      : summary->processes == times.values.size()
          ? fmt::format("median of {} processes", summary->processes)
          : fmt::format("median over {} processes of each process's median", summary->processes),
      fmt::format("CPU time: {} per iteration, by the same rule",
                  base::duration_text(summary->median_cpu_ns))};
}

std::vector<std::string> steps(const Sizes& sizes) {
  return {fmt::format("mean of {} readings", sizes.values.size())};
}

std::vector<std::string> steps(std::monostate) { return {}; }

}  // namespace

std::string figure_text(const record::Benchmark& benchmark) {
  const auto domain = record::domain_of(benchmark.samples);
  const auto figure = record::figure_of_any(benchmark.samples);
  if (!domain || !figure) return "none";
  const record::DomainTraits& traits = record::traits_of(*domain);
  const std::string_view per = traits.per_iteration ? " per iteration" : "";
  if (figure->exact) return fmt::format("{} {}{}", fraction_text(*figure->exact), traits.unit, per);
  const auto [value, range] = sampled_text(*domain, figure->value, figure->low, figure->high);
  return fmt::format("{}{}{}{}", value, traits.time ? "" : fmt::format(" {}", traits.unit), per,
                     range.empty() ? "" : fmt::format(" ({})", range));
}

std::vector<std::string> derivation(const record::Benchmark& benchmark) {
  return std::visit([](const auto& samples) { return steps(samples); }, benchmark.samples);
}

std::string other_counts(const record::Benchmark& benchmark) {
  const auto* counts = std::get_if<Counts>(&benchmark.samples);
  const auto figures = counts != nullptr ? record::per_iteration(*counts) : std::nullopt;
  if (!figures) return {};
  return fmt::format("loads {}, stores {}, branches {}, vector {} per iteration",
                     fraction_text(figures->loads), fraction_text(figures->stores),
                     fraction_text(figures->branches), fraction_text(figures->vector));
}

}  // namespace assay::present
