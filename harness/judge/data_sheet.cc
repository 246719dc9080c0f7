// SPDX-License-Identifier: Apache-2.0
#include "judge/data_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "base/number.h"
#include "base/text.h"
#include "base/units.h"

namespace assay::judge {
namespace {

using base::duration_text;

// The value that a fact begins with, "2.5 GHz".
struct SheetValue {
  double number = 0;
  std::string unit, value, source;
};

// Null where nobody has checked it.
const catalog::Fact* checked_fact(const catalog::Target& chip, std::string_view key) {
  const auto found = std::ranges::find(chip.facts, key, &catalog::Fact::key);
  return found == chip.facts.end() || !found->verified ? nullptr : &*found;
}

std::optional<SheetValue> sheet_value(const catalog::Target& chip, std::string_view key) {
  const catalog::Fact* const found = checked_fact(chip, key);
  if (found == nullptr) return std::nullopt;
  const auto words = base::split(found->value, ' ');
  const auto number = words.size() < 2 ? std::nullopt : base::to_double(words[0]);
  if (!number || *number <= 0) return std::nullopt;
  return SheetValue{*number, words[1], found->value, found->source};
}

std::string cited(const catalog::Target& chip, const SheetValue& fact) {
  return fmt::format("{} has {} ({})", chip.name, fact.value, fact.source);
}

std::optional<double> cycles_per_ns(const SheetValue& fact) {
  if (fact.unit == "GHz") return fact.number;
  if (fact.unit == "MHz") return fact.number / 1000;
  return std::nullopt;
}

// A step of a chain takes a cycle.
void find_frequency(const catalog::Target& chip, const std::vector<TimedRow>& rows, Flaws& flaws) {
  const auto fact = sheet_value(chip, "clock");
  const auto clock = fact ? cycles_per_ns(*fact) : std::nullopt;
  if (!clock) return;
  for (const TimedRow& row : rows) {
    if (row.suite == nullptr) continue;
    const auto chain = static_cast<double>(chain_of(*row.suite, name_in_suite(*row.benchmark)));
    const double least = chain / *clock;
    if (fastest(row).wall_ns >= least) continue;
    flaws.remark("sheet-clock", row.at,
                 fmt::format("{}: {} per iteration. {} operations that wait for one another "
                             "take {} x 1 cycle / {} GHz = {}: {}",
                             row.benchmark->name, duration_text(fastest(row).wall_ns), chain, chain,
                             *clock, duration_text(least), cited(chip, *fact)));
  }
}

constexpr double kLeastPeriodNs = 10;  // whole nanoseconds hide what is shorter
constexpr double kReadingNs = 1.5;     // begin and end are told in whole nanoseconds

// The time between two readings of a timer is a whole number of its periods.
void find_timer(const catalog::Target& chip, const std::vector<TimedRow>& rows, Flaws& flaws) {
  const auto fact = sheet_value(chip, "timer");
  const auto rate = fact ? cycles_per_ns(*fact) : std::nullopt;
  if (!rate || 1 / *rate < kLeastPeriodNs) return;
  const double period = 1 / *rate;
  std::size_t between = 0, all = 0;
  for (const TimedRow& row : rows) {
    for (const auto& sample : *row.samples) {
      ++all;
      const double total = total_ns(sample);
      between += std::abs(total - period * std::round(total / period)) > kReadingNs ? 1 : 0;
    }
  }
  if (2 * between <= all) return;
  flaws.remark("sheet-timer", rows.front().at,
               fmt::format("{} of {} samples took no whole number of the timer's periods of {}: "
                           "{}",
                           between, all, duration_text(period), cited(chip, *fact)));
}

void find_page_size(const record::Record& record, std::size_t host, const catalog::Target& chip,
                    Flaws& flaws) {
  const auto fact = sheet_value(chip, "page_size");
  const auto stated = record::fingerprint_value(record.hosts[host], "page_size");
  if (!fact || fact->unit != "KiB" || stated.empty()) return;
  if (stated == fmt::format("{}", fact->number * 1024)) return;
  flaws.remark("sheet-page-size", fmt::format("/hosts/{}/fingerprint/page_size", host),
               fmt::format("pages of {} B: {}", base::printable(stated, 40), cited(chip, *fact)));
}

// "L1 64 KiB + 64 KiB, ..." is data and instructions.
void find_caches(const record::Record& record, std::size_t host, const catalog::Target& chip,
                 Flaws& flaws) {
  const catalog::Fact* const fact = checked_fact(chip, "caches");
  const auto stated = record::fingerprint_value(record.hosts[host], "cache.L1d");
  if (fact == nullptr || stated.empty()) return;
  const auto words = base::split(fact->value, ' ');
  if (words.size() < 3 || words[0] != "L1") return;
  if (stated.starts_with(words[1] + ' ' + words[2])) return;
  flaws.remark("sheet-caches", fmt::format("/hosts/{}/fingerprint/cache.L1d", host),
               fmt::format("an L1 data cache of {}: {} has {} ({})", base::printable(stated, 80),
                           chip.name, fact->value, fact->source));
}

}  // namespace

void find_beyond_sheet(const record::Record& record, std::size_t host, const catalog::Target& chip,
                       const std::vector<TimedRow>& rows, Flaws& flaws) {
  find_frequency(chip, rows, flaws);
  find_timer(chip, rows, flaws);
  find_page_size(record, host, chip, flaws);
  find_caches(record, host, chip, flaws);
}

}  // namespace assay::judge
