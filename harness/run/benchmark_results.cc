// SPDX-License-Identifier: Apache-2.0
#include "run/benchmark_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/text.h"
#include "import/google_record.h"
#include "run/benchmark_names.h"
#include "run/states.h"

namespace assay::run {
namespace {

using base::Outcome;
using import::GoogleEntry;

// Of a checksum: who writes more than this would fill the record with it.
constexpr std::size_t kLongestChecksum = 1000;
constexpr std::size_t kLongestCode = 40;
constexpr std::size_t kLongestName = 4000;  // records take 4096 letters with the suite's name

}  // namespace

Outcome error_said(std::string_view message) {
  constexpr std::string_view kWrong = "wrong-result-in-loop", kColon = ": ";
  if (message.starts_with(kWrong) && message.substr(kWrong.size()).starts_with(kColon)) {
    return Outcome::failed(std::string(kWrong),
                           "the timed loop left " +
                               base::printable(message.substr(kWrong.size() + kColon.size()), 200));
  }
  return Outcome::failed("error", "the benchmark says: " + base::printable(message, 200));
}

Outcome skip_said(std::string_view message) {
  constexpr std::string_view kUnavailable = "unavailable: ", kColon = ": ";
  const std::string sentence = "the benchmark says: ";
  if (message.starts_with(kUnavailable)) {
    const std::string_view rest = message.substr(kUnavailable.size());
    const std::string_view code = rest.substr(0, rest.find(kColon));
    const auto is_of_code = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
    if (code.size() < rest.size() && code.size() < kLongestCode && !code.empty() &&
        code.front() != '-' && code.back() != '-' && std::ranges::all_of(code, is_of_code)) {
      return Outcome::unavailable(
          std::string(code),
          sentence + base::printable(rest.substr(code.size() + kColon.size()), 200));
    }
  }
  return Outcome::skipped("skipped", sentence + base::printable(message, 200));
}

Outcome said_by(const GoogleEntry& entry) {
  if (entry.error) return error_said(entry.message);
  return entry.skipped ? skip_said(entry.message) : Outcome::ok();
}

namespace {

bool says_what_was_measured(std::string_view counter) {
  constexpr std::string_view kSizes[] = {"array_bytes", "last_level_bytes", "compressed_bytes"};
  return std::ranges::find(kSizes, counter) != std::end(kSizes) ||
         counter.starts_with("highway_") || counter.starts_with("simdjson_") ||
         counter.starts_with("xxhash_");
}

// What the suite's rules say of it.
void take_rules(record::Benchmark& benchmark, const std::string& name, const Choice& choice) {
  const catalog::Suite& suite = *choice.suite;
  benchmark.alias = catalog::alias_of(suite, name);
  benchmark.like = catalog::like_of(suite, name);
  benchmark.since = catalog::since_of(suite, name);
  benchmark.bound = catalog::bound_of(suite, name);
  const auto* rule = choice.hardware ? nullptr : catalog::hw_only_rule(suite, name);
  if (rule != nullptr) benchmark.outcome = Outcome::skipped("hw-only", rule->reason);
}

}  // namespace

Chosen choose(std::vector<std::string> names, const Choice& choice) {
  Chosen chosen{std::move(names), {}, {}};
  std::vector<std::string> readable;
  for (const std::string& name : chosen.names)
    readable.push_back(base::printable(name, kLongestName));
  const std::vector<std::string> unique = unique_names(readable);
  for (std::size_t i = 0; i < unique.size(); ++i) {
    record::Benchmark benchmark;
    benchmark.name = choice.suite_name + "/" + unique[i];
    if (!choice.filter.fits(benchmark.name)) continue;
    const std::string& name = chosen.names[i];
    if (choice.quick && !catalog::is_quick(choice.suite, name)) continue;
    if (choice.suite != nullptr) take_rules(benchmark, name, choice);
    const bool active = benchmark.outcome.good();
    chosen.benchmarks.emplace(i, std::move(benchmark));
    if (active) chosen.active.push_back(i);
  }
  return chosen;
}

bool take_result(record::Benchmark& benchmark, std::string_view name, const catalog::Suite* suite,
                 const BenchmarkResult& result) {
  if (!benchmark.outcome.good()) return false;
  benchmark.outcome = result.outcome;
  if (!result.outcome.good()) return false;
  const GoogleEntry* const entry = speaker_of(result.entries);
  if (entry == nullptr) {
    benchmark.outcome = Outcome::failed("no-result", "the program reports fitted curves only");
    return false;
  }
  benchmark.threads = std::max<std::uint64_t>(entry->threads, 1);
  benchmark.outcome = said_by(*entry);
  if (!benchmark.outcome.good()) return false;
  const std::string checksum = import::checksum_of_label(entry->label);
  if (checksum.size() > kLongestChecksum) {
    benchmark.outcome = Outcome::failed(
        "bad-output", fmt::format("its label has a checksum of {} bytes, at most {} are read",
                                  checksum.size(), kLongestChecksum));
    return false;
  }
  if (const auto work = import::work_of(*entry); work && benchmark.work_amount <= 0) {
    benchmark.work_amount = work->amount;
    benchmark.work_unit = work->unit;
  }
  if (!benchmark.checksum.empty() && checksum != benchmark.checksum) {
    benchmark.outcome = Outcome::failed(
        "wrong-checksum",
        fmt::format("checksum {} in one execution and {} in another",
                    base::printable(benchmark.checksum, 80), base::printable(checksum, 80)));
    return false;
  }
  benchmark.checksum = checksum;
  if (suite == nullptr) return true;
  if (auto fault = catalog::checksum_fault(*suite, name, checksum)) {
    benchmark.outcome = Outcome::failed("wrong-checksum", *fault);
    return false;
  }
  return true;
}

record::Counter& counter_of(std::vector<record::Counter>& counters, std::string_view name) {
  const auto known = std::ranges::find(counters, name, &record::Counter::name);
  if (known != counters.end()) return *known;
  return counters.emplace_back(record::Counter{.name = std::string(name), .values = {}});
}

void take_counters(record::Benchmark& benchmark, const import::GoogleEntry& entry,
                   std::size_t samples) {
  for (const auto& [name, value] : entry.counters) {
    if (!says_what_was_measured(name) || !std::isfinite(value)) continue;
    auto& values = counter_of(benchmark.counters, name).values;
    values.resize(samples);
    values.back() = value;
  }
  for (record::Counter& each : benchmark.counters) each.values.resize(samples);
}

std::string summary_of(const record::CellRecord& cell) {
  if (!cell.outcome.good() && cell.benchmarks.empty()) return cell.outcome.reason;
  std::size_t failed = 0, left_out = 0;
  for (const record::Benchmark& benchmark : cell.benchmarks) {
    failed += benchmark.outcome.kind == Outcome::Kind::failed ? 1 : 0;
    left_out += benchmark.outcome.kind == Outcome::Kind::skipped ? 1 : 0;
  }
  std::string text = fmt::format("{} benchmarks", cell.benchmarks.size());
  if (failed > 0) text += fmt::format(", {} failed", failed);
  if (left_out > 0) text += fmt::format(", {} left out", left_out);
  if (is_checked_without_times(cell)) text += ", without times: this machine is emulated";
  for (const std::string& note : cell.notes) text += "; " + note;
  return text;
}

}  // namespace assay::run
