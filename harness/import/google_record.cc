// SPDX-License-Identifier: Apache-2.0
#include "import/google_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "import/google_benchmark.h"
#include "record/text_form.h"

namespace assay::import {
namespace {

constexpr std::size_t kLongestText = 2000;

std::string stem(std::string_view name) {
  name.remove_prefix(name.find_last_of('/') + 1);  // npos + 1 is 0
  const std::size_t dot = name.find_last_of('.');
  if (dot != std::string_view::npos && dot > 0) name = name.substr(0, dot);
  return name.empty() ? "unknown" : base::printable(name, kLongestText);
}

std::string_view context(const GoogleFile& file, std::string_view key) {
  const auto found =
      std::ranges::find(file.context, key, &std::pair<std::string, std::string>::first);
  return found == file.context.end() ? std::string_view{} : std::string_view(found->second);
}

// Whether it begins like `shape`, in which 0 stands for any digit.
bool has_shape(std::string_view text, std::string_view shape) {
  if (text.size() < shape.size()) return false;
  for (std::size_t at = 0; at < shape.size(); ++at) {
    const bool digit = text[at] >= '0' && text[at] <= '9';
    if (shape[at] == '0' ? !digit : text[at] != shape[at]) return false;
  }
  return true;
}

int number_at(std::string_view text, std::size_t at, std::size_t digits) {
  return static_cast<int>(base::to_uint64(text.substr(at, digits)).value_or(99));
}

// How far a time zone, "+01:00" or "Z", is ahead of UTC.
std::optional<std::chrono::minutes> ahead_of_utc(std::string_view zone) {
  using namespace std::chrono;
  if (zone == "Z") return minutes{0};
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  const int whole_hours = number_at(zone, 1, 2), rest = number_at(zone, 4, 2);
  if (whole_hours > 14 || rest > 59) return std::nullopt;
  const minutes ahead = hours{whole_hours} + minutes{rest};
  return zone[0] == '+' ? ahead : -ahead;
}

// "2026-11-24T06:15:16+01:00" in UTC; "" for anything else, such as the dates of old versions,
// which name no time zone.
std::string utc(std::string_view date) {
  using namespace std::chrono;
  constexpr std::string_view kShape = "0000-00-00T00:00:00";
  if (!has_shape(date, kShape)) return {};
  const auto number = [&](std::size_t at, std::size_t digits) {
    return number_at(date, at, digits);
  };
  const year_month_day day{year{number(0, 4)}, month{static_cast<unsigned>(number(5, 2))},
                           std::chrono::day{static_cast<unsigned>(number(8, 2))}};
  if (!day.ok() || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 60) return {};
  const auto ahead = ahead_of_utc(date.substr(kShape.size()));
  if (!ahead) return {};
  const sys_seconds time = sys_days{day} + hours{number(11, 2)} + minutes{number(14, 2)} +
                           seconds{number(17, 2)} - *ahead;
  const sys_days midnight = floor<days>(time);
  const year_month_day at{midnight};
  const hh_mm_ss clock{time - midnight};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(at.year()),
                     static_cast<unsigned>(at.month()), static_cast<unsigned>(at.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

bool is_time(double ns) { return std::isfinite(ns) && ns >= 0; }

// Why the entry has no time; nothing when it has one.
std::optional<base::Outcome> without_time(const GoogleEntry& entry) {
  const auto failed = [&](std::string code, std::string_view why) {
    const std::string what = entry.aggregate ? fmt::format("the {}", entry.aggregate_name)
                                             : fmt::format("repetition {}", entry.repetition_index);
    return base::Outcome::failed(std::move(code),
                                 base::printable(fmt::format("{} {}", what, why), kLongestText));
  };
  if (!entry.fault.empty()) {
    return failed("bad-value", fmt::format("can't be read: {}", entry.fault));
  }
  if (!entry.aggregate && entry.unrun) return failed("not-a-time", "has 0 iterations");
  if (is_time(entry.real_ns) && is_time(entry.cpu_ns)) return std::nullopt;
  return failed("not-a-time",
                fmt::format("took {} ns real and {} ns CPU time", entry.real_ns, entry.cpu_ns));
}

// Whether "/a" is a whole part of "x/a/b".
bool has_part(std::string_view name, std::string_view part) {
  const std::size_t at = name.find(part);
  if (at == std::string_view::npos) return false;
  const std::size_t end = at + part.size();
  return end == name.size() || name[end] == '/';
}

// The library adds "/iterations:N" where the program fixes the number. People may give such a name
// too: it holds only if N iterations were made.
bool says_its_iterations(const GoogleEntry& entry) {
  if (entry.run_name.find("/iterations:") == std::string::npos) return false;
  const std::uint64_t made = entry.iterations / std::max<std::uint64_t>(entry.threads, 1);
  return has_part(entry.run_name, fmt::format("/iterations:{}", made));
}

// What the program of a suite says of itself (benchmarks/support/suite.cmake).
constexpr std::string_view kSuiteKey = "assay.suite", kTargetKey = "assay.target";

// Everything that the file says beside its benchmarks; what is not of Google Benchmark's own has
// "context." before it.
record::Host host_of(const GoogleFile& file) {
  record::Host host;
  constexpr std::pair<std::string_view, std::string_view> kContextKeys[] = {
      {"host_name", "host_name"},
      {"num_cpus", "cpus"},
      {"mhz_per_cpu", "cpu_mhz"},
      {"cpu_scaling_enabled", "cpu_scaling"},
      {"library_version", "benchmark_library"},
      {"library_build_type", "benchmark_build_type"},
      {"executable", "executable"},
      {"date", "date"}};  // with its time zone, or without one
  for (const auto& [theirs, ours] : kContextKeys) {
    const std::string_view value = context(file, theirs);
    if (!value.empty()) host.fingerprint.emplace_back(ours, base::printable(value));
  }
  std::set<std::string> taken;
  for (const auto& [key, value] : file.context) {
    const bool told = key == kSuiteKey || key == kTargetKey || key == "json_schema_version" ||
                      std::ranges::find(kContextKeys, key,
                                        &std::pair<std::string_view, std::string_view>::first) !=
                          std::end(kContextKeys);
    auto ours = fmt::format("context.{}", base::printable(key));
    if (told || !taken.insert(ours).second) continue;
    host.fingerprint.emplace_back(std::move(ours), base::printable(value, kLongestText));
  }
  // What stays from run to run of one machine: its frequency may not.
  const std::string_view name = context(file, "host_name"), cpus = context(file, "num_cpus");
  if (!name.empty() || !cpus.empty())
    host.key = base::short_hash(fmt::format("{}\n{}", name, cpus));
  return host;
}

}  // namespace

// Google Benchmark divides by real time (UseRealTime, UseManualTime) or by CPU time. Both and the
// rate are printed with 17 digits, so a whole number comes back nearly whole, and of the wrong time
// hardly ever. Large amounts are nearly whole of both times: then a part of the name that the
// library adds decides, which people may give too.
std::optional<Work> work_of(const GoogleEntry& entry) {
  if (entry.items_per_second == 0 && entry.bytes_per_second == 0) return std::nullopt;
  const bool real =
      has_part(entry.run_name, "/real_time") || has_part(entry.run_name, "/manual_time");
  const double likely = real ? entry.real_ns : entry.cpu_ns;
  const double other = real ? entry.cpu_ns : entry.real_ns;
  for (const double ns : {likely, other}) {
    for (const auto& [per_second, unit] :
         {std::pair(entry.items_per_second, "items"), std::pair(entry.bytes_per_second, "bytes")}) {
      const double amount = per_second * ns * 1e-9;
      const double whole = std::round(amount);
      const bool near = whole >= 1 && whole < 0x1p53 && std::abs(amount - whole) <= 1e-9 * whole;
      if (near) return Work{whole, unit};
    }
  }
  return std::nullopt;
}

std::string checksum_of_label(std::string_view label) {
  constexpr std::string_view kWord = "checksum=";
  std::size_t at = label.find(kWord);
  while (at != std::string_view::npos && at > 0 && label[at - 1] != ' ') {
    at = label.find(kWord, at + 1);
  }
  if (at == std::string_view::npos) return {};
  label.remove_prefix(at + kWord.size());
  return std::string(label.substr(0, label.find(' ')));
}

namespace {

std::vector<std::pair<std::string, double>> finite_counters(const GoogleEntry& entry) {
  std::vector<std::pair<std::string, double>> counters;
  std::set<std::string> taken;
  for (const auto& [name, value] : entry.counters) {
    auto shown = base::printable(name, kLongestText);
    if (std::isfinite(value) && taken.insert(shown).second) {
      counters.emplace_back(std::move(shown), value);
    }
  }
  return counters;
}

// Of the sample that was read last.
void add_counters(record::Benchmark& benchmark, const GoogleEntry& entry, std::size_t samples) {
  if (entry.counters.empty() && benchmark.counters.empty()) return;
  for (auto& [name, value] : finite_counters(entry)) {
    auto known = std::ranges::find(benchmark.counters, name, &record::Counter::name);
    if (known == benchmark.counters.end()) {
      known = benchmark.counters.insert(known, {.name = std::move(name), .values = {}});
    }
    known->values.resize(samples);
    known->values.back() = value;
  }
  for (record::Counter& each : benchmark.counters) each.values.resize(samples);
}

}  // namespace

void RecordBuilder::Notes::add(std::string note) {
  constexpr std::size_t kMostNotes = 20;
  if (std::ranges::find(notes_, note) != notes_.end()) return;
  if (notes_.size() < kMostNotes) {
    notes_.push_back(std::move(note));
  } else {
    ++more_;
  }
}

std::vector<std::string> RecordBuilder::Notes::texts() const {
  std::vector<std::string> texts = notes_;
  if (more_ > 0) texts.push_back(fmt::format("and {} more of this kind", more_));
  return texts;
}

void RecordBuilder::add(const GoogleEntry& entry) {
  for (const std::string& key : entry.twice) {
    notes_.add(fmt::format("{} gives the key \"{}\" twice; the first one is used",
                           base::printable(entry.run_name), base::printable(key)));
  }
  if (entry.big_o) {
    ++curves_;
    return;
  }
  Group& group = group_of(entry);
  add_to_id(entry);
  record::Benchmark& benchmark = group.benchmark;
  if (group.empty() || (!group.repetitions && !entry.aggregate)) {
    benchmark.checksum = base::printable(checksum_of_label(entry.label), kLongestText);
    benchmark.label = base::printable(entry.label, kLongestText);
    benchmark.threads =
        std::max<std::uint64_t>(entry.threads, 1);  // none is not a number of threads
  }
  if (entry.aggregate) {
    add_aggregate(group, entry);
  } else {
    add_repetition(group, entry);
  }
}

void RecordBuilder::add_aggregate(Group& group, const GoogleEntry& entry) {
  group.aggregates = true;
  if (auto lost = without_time(entry)) {
    notes_.add(fmt::format("{}: {}", base::printable(entry.run_name), lost->reason));
    if (!group.lost) group.lost = std::move(lost);
    return;
  }
  group.benchmark.aggregates.push_back({.statistic = base::printable(entry.aggregate_name),
                                        .wall = entry.real_ns,
                                        .cpu = entry.cpu_ns,
                                        .share = entry.percentage,
                                        .counters = finite_counters(entry)});
}

// Most entries belong to the same benchmark as the one before.
RecordBuilder::Group& RecordBuilder::group_of(const GoogleEntry& entry) {
  if (last_ < groups_.size()) {
    Group& last = groups_[last_];
    if (last.family_index == entry.family_index && last.instance_index == entry.instance_index &&
        last.run_name == entry.run_name) {
      return last;
    }
  }
  const auto [place, added] = known_.try_emplace(
      fmt::format("{}\n{}\n{}", entry.family_index, entry.instance_index, entry.run_name),
      groups_.size());
  last_ = place->second;
  id_.add(place->first);
  if (added) {
    groups_.push_back({.run_name = entry.run_name,
                       .family_index = entry.family_index,
                       .instance_index = entry.instance_index});
    groups_.back().typed = entry.typed;
  }
  return groups_[last_];
}

void RecordBuilder::add_repetition(Group& group, const GoogleEntry& entry) {
  record::Benchmark& benchmark = group.benchmark;
  if (!group.repetitions) benchmark.samples = record::Samples<record::HwTime>{};
  group.repetitions = true;
  auto& values = std::get<record::Samples<record::HwTime>>(benchmark.samples).values;
  // Most benchmarks of a file have as many repetitions; a file that lies gets little for it.
  if (values.empty()) values.reserve(std::min<std::size_t>(most_repetitions_, 64));
  const auto message = [&] { return base::printable(entry.message, kLongestText); };
  if (entry.error) {
    benchmark.outcome = base::Outcome::failed("benchmark-error", message());
  } else if (entry.skipped) {
    if (benchmark.outcome.good()) {
      benchmark.outcome = base::Outcome::skipped("skipped-by-program", message());
    }
  } else if (auto lost = without_time(entry)) {
    notes_.add(fmt::format("{}: {}", base::printable(entry.run_name), lost->reason));
    benchmark.outcome = *std::move(lost);
  } else {
    // Files before 1.5 don't number repetitions.
    const std::uint64_t position = values.size();
    values.push_back({.iterations = entry.iterations,
                      .wall_ns = entry.real_ns,
                      .cpu_ns = entry.cpu_ns,
                      .process = 1,
                      .repetition = std::max(entry.repetition_index, position)});
    most_repetitions_ = std::max(most_repetitions_, values.size());
    add_counters(benchmark, entry, values.size());
    benchmark.fixed_iterations =
        says_its_iterations(entry) && (values.size() == 1 || benchmark.fixed_iterations);
  }
  if (entry.error || entry.skipped || !entry.fault.empty() || !group.work_agreed) return;
  // Only what all repetitions agree on.
  const Work work = work_of(entry).value_or(Work{});
  group.work_agreed = work.amount > 0 && (!group.work || *group.work == work);
  group.work = work;
}

void RecordBuilder::add_to_id(const GoogleEntry& entry) {
  std::array<char, 4 * sizeof(std::uint64_t)> numbers;
  auto* next = numbers.begin();
  for (const std::uint64_t number :
       {entry.iterations, entry.repetition_index, std::bit_cast<std::uint64_t>(entry.real_ns),
        std::bit_cast<std::uint64_t>(entry.cpu_ns)}) {
    for (int shift = 0; shift < 64; shift += 8) *next++ = static_cast<char>(number >> shift & 0xff);
  }
  id_.add(entry.aggregate_name);
  if (!entry.fault.empty()) id_.add(entry.fault);
  id_.add({numbers.data(), numbers.size()});
}

namespace {

constexpr std::string_view kMean = "_mean";

// A suite's name stands before the first '/' of its benchmarks' names.
bool is_suite(std::string_view name) {
  return !name.empty() && name.find('/') == std::string_view::npos && base::printable(name) == name;
}

std::optional<record::Aggregate> as_aggregate(const record::Benchmark& benchmark,
                                              std::string_view statistic) {
  const auto* times = std::get_if<record::Samples<record::HwTime>>(&benchmark.samples);
  if (times == nullptr || times->values.empty()) return std::nullopt;
  record::Aggregate aggregate{.statistic = std::string(statistic),
                              .wall = times->values.front().wall_ns,
                              .cpu = times->values.front().cpu_ns};
  for (const auto& [name, values] : benchmark.counters) {
    if (values.front()) aggregate.counters.emplace_back(name, *values.front());
  }
  return aggregate;
}

}  // namespace

std::vector<record::Aggregate> RecordBuilder::fold(const std::string& name,
                                                   const Untyped& untyped) {
  std::vector<record::Aggregate> aggregates;
  for (const std::string_view statistic : {"mean", "median", "stddev"}) {
    const auto each = untyped.find(fmt::format("{}_{}", name, statistic));
    if (each == untyped.end()) continue;
    each->second->folded = true;
    if (auto own = as_aggregate(each->second->benchmark, statistic)) {
      aggregates.push_back(*std::move(own));
    }
  }
  return aggregates;
}

void RecordBuilder::fold_untyped_aggregates() {
  Untyped untyped;
  for (Group& group : groups_) {
    if (!group.typed && group.repetitions) untyped.emplace(group.run_name, &group);
  }
  for (Group& group : groups_) {
    if (group.typed || !group.run_name.ends_with(kMean)) continue;
    const std::string name = group.run_name.substr(0, group.run_name.size() - kMean.size());
    if (!untyped.contains(name + "_stddev")) continue;
    auto aggregates = fold(name, untyped);
    if (untyped.contains(name)) continue;
    // The repetitions are not in the file: the mean stands for the benchmark.
    group.folded = group.repetitions = false;
    group.run_name = name;
    group.benchmark.samples = {};
    group.benchmark.counters = {};
    group.benchmark.aggregates = std::move(aggregates);
  }
  split_untyped(untyped);
}

void RecordBuilder::split_untyped(const Untyped& untyped) {
  std::deque<Group> groups;
  for (Group& group : groups_) {
    if (group.folded) continue;
    const bool whole =
        group.typed || !group.repetitions || untyped.contains(group.run_name + std::string(kMean));
    const auto* times = std::get_if<record::Samples<record::HwTime>>(&group.benchmark.samples);
    if (whole || times == nullptr || times->values.size() < 2) {
      groups.push_back(std::move(group));
    } else {
      split(group, *times, groups);
    }
  }
  groups_ = std::move(groups);
}

void RecordBuilder::split(const Group& group, const record::Samples<record::HwTime>& times,
                          std::deque<Group>& into) {
  for (std::size_t i = 0; i < times.values.size(); ++i) {
    Group& one = into.emplace_back(group);
    one.benchmark.samples = record::Samples<record::HwTime>{{times.values[i]}};
    for (record::Counter& each : one.benchmark.counters) each.values = {each.values[i]};
  }
}

namespace {

catalog::Cell cell_of(const GoogleFile& file, std::string_view name) {
  const auto suite = context(file, kSuiteKey), target = context(file, kTargetKey);
  return {.target = record::kFileName.fits(target) ? std::string(target) : "imported",
          .toolchain = "unknown",
          .os = "unknown",
          .suite = is_suite(suite) ? std::string(suite) : stem(name)};
}

}  // namespace

void RecordBuilder::settle(Group& group) {
  record::Benchmark& benchmark = group.benchmark;
  if (group.repetitions) benchmark.aggregates.clear();
  if (!group.repetitions && benchmark.aggregates.empty() && group.lost) {
    benchmark.outcome = *group.lost;
  }
  if (!group.work || !group.work_agreed) return;
  benchmark.work_amount = group.work->amount;
  benchmark.work_unit = group.work->unit;
  // The rate follows from it and the time.
  const auto rate = benchmark.work_unit + "_per_second";
  std::erase_if(benchmark.counters, [&](const auto& each) { return each.name == rate; });
}

record::Record RecordBuilder::finish(const GoogleFile& file) && {
  fold_untyped_aggregates();
  record::CellRecord cell;
  cell.cell = cell_of(file, name_);
  cell.domain = record::Domain::hw_time;
  std::unordered_set<std::string> names;
  std::unordered_map<std::string, int> counts;  // how often a name was found to be taken
  for (Group& group : groups_) {
    settle(group);
    record::Benchmark& benchmark = group.benchmark;
    benchmark.name =
        fmt::format("{}/{}", cell.cell.suite, base::printable(group.run_name, kLongestText));
    const std::string name = benchmark.name;
    for (int& count = counts[name]; !names.insert(benchmark.name).second;) {
      benchmark.name = fmt::format("{}#{}", name, ++count + 1);
    }
    cell.benchmarks.push_back(std::move(benchmark));
  }
  if (cell.benchmarks.empty()) {
    cell.outcome = base::Outcome::failed(
        "no-benchmarks", curves_ == 0
                             ? "the file holds no benchmark"
                             : "the file holds fitted curves (BigO, RMS) and no benchmark");
  }
  for (const std::string& key : file.twice) {
    notes_.add(fmt::format("the context gives the key \"{}\" twice; the first one is used",
                           base::printable(key)));
  }
  cell.notes = notes_.texts();
  if (curves_ > 0) {
    cell.target_note =
        fmt::format("left out {} fitted curve{} (BigO, RMS)", curves_, curves_ == 1 ? "" : "s");
  }
  record::Record record;
  id_.add(context(file, "date"));
  record.id = id_.text();
  record.created = utc(context(file, "date"));
  record.provenance = "imported";
  record.source = base::printable(name_, kLongestText);
  record.hosts = {host_of(file)};
  record.cells.push_back(std::move(cell));
  return record;
}

void set_names(record::Record& record, std::string_view suite, std::string_view target) {
  const auto refuse = [](std::string_view option, std::string_view word, std::string_view why) {
    return base::Error(base::Exit::usage,
                       fmt::format("--{} '{}': expected {}", option, base::printable(word), why));
  };
  if (!suite.empty() && !is_suite(suite)) throw refuse("suite", suite, "a name without '/'");
  if (!target.empty() && !record::kFileName.fits(target)) {
    throw refuse("target", target, record::kFileName.expected);
  }
  for (record::CellRecord& cell : record.cells) {
    if (!target.empty()) cell.cell.target = target;
    if (suite.empty()) continue;
    cell.cell.suite = suite;
    for (record::Benchmark& each : cell.benchmarks) {
      each.name.replace(0, each.name.find('/'), suite);
    }
  }
}

record::Record read_google_record(std::string_view bytes, std::string_view name) {
  RecordBuilder builder(name);
  const GoogleFile file =
      read_google_benchmark(bytes, name, [&](const GoogleEntry& entry) { builder.add(entry); });
  const auto refuse = [&](std::string what, std::string hint) {
    return base::Error(base::Exit::usage, std::move(what))
        .at({std::string(name)})
        .hint(std::move(hint));
  };
  const auto version = context(file, "json_schema_version");
  if (!version.empty() && version != "1") {
    throw refuse(
        fmt::format("its json_schema_version is {}, and only 1 is known", base::printable(version)),
        "a newer version of assay may read it");
  }
  if (builder.is_empty()) {
    throw refuse("its list of benchmarks is empty",
                 "the program ran none: its --benchmark_filter may fit none of their names");
  }
  return std::move(builder).finish(file);
}

}  // namespace assay::import
