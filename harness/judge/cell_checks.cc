// SPDX-License-Identifier: Apache-2.0
#include "judge/cell_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "judge/checksums.h"

namespace assay::judge {
namespace {

using base::Outcome;
using record::Benchmark;
using record::CellRecord;
using record::Determinism;

// A libc's own vector code in what surrounds a kernel stays below this share.
constexpr double kVectorised = 0.01;

bool has_failed(const Outcome& outcome) { return outcome.kind == Outcome::Kind::failed; }

// "native", "qemu-user vlen1024"
std::string place_of(const CellRecord& cell) {
  return is_variant(cell) ? fmt::format("{} {}", cell.place.runner, cell.place.emulator->variant)
                          : cell.place.runner;
}

std::string described(const Outcome& outcome) {
  return outcome.reason.empty() ? outcome.code
                                : fmt::format("{}: {}", outcome.code, outcome.reason);
}

bool was_tried(const Benchmark& benchmark) {
  return benchmark.outcome.good() || has_failed(benchmark.outcome);
}

bool has_wrong_result(const Benchmark& benchmark) {
  return benchmark.outcome.code == "wrong-checksum";
}

bool has_ended(const Benchmark& benchmark) {
  return benchmark.outcome.good() || has_wrong_result(benchmark);
}

// How one runner or variant fared.
struct Fared {
  std::size_t tried = 0;
  std::size_t ended = 0;
  std::string shortfall;  // "41 of 43 on qemu-user: timeout: ...", "" when there is none
};

Fared fared(const CellRecord& cell) {
  Fared result;
  const Outcome* why = has_failed(cell.outcome) ? &cell.outcome : nullptr;
  for (const auto& benchmark : cell.benchmarks) {
    if (!was_tried(benchmark)) continue;
    ++result.tried;
    if (has_ended(benchmark)) {
      ++result.ended;
    } else if (why == nullptr) {
      why = &benchmark.outcome;
    }
  }
  if (why == nullptr) return result;
  const auto share = result.tried == 0 ? std::string("nothing")
                                       : fmt::format("{} of {}", result.ended, result.tried);
  result.shortfall = fmt::format("{} on {}: {}", share, place_of(cell), described(*why));
  return result;
}

// The results that other runners and variants are held against: the first of each benchmark, those
// of the target's own CPU before those of its variants. Two programs may do different work under
// one name, in records of different days.
using ResultOf = std::tuple<std::string, std::uint64_t, std::string>;     // name, version, program
using Results = std::map<ResultOf, std::pair<std::string, std::string>>;  // checksum, place

ResultOf result_of(const CellRecord& cell, const Benchmark& benchmark) {
  return {benchmark.name, benchmark.since, cell.program ? cell.program->sha256 : std::string()};
}

Results first_results(const CellRecords& cells) {
  Results results;
  for (const bool variants : {false, true}) {
    for (const auto* cell : cells) {
      if (is_variant(*cell) != variants) continue;
      for (const auto& benchmark : cell->benchmarks) {
        if (!benchmark.outcome.good() || benchmark.checksum.empty()) continue;
        results.try_emplace(result_of(*cell, benchmark), benchmark.checksum, place_of(*cell));
      }
    }
  }
  return results;
}

// "" when the benchmark's result is right as far as is known.
std::string why_wrong(const CellRecord& cell, const Benchmark& benchmark, const Results& results) {
  if (has_wrong_result(benchmark)) return described(benchmark.outcome);
  const auto first = results.find(result_of(cell, benchmark));
  if (!benchmark.outcome.good() || benchmark.checksum.empty() || first == results.end()) return {};
  const auto& [checksum, place] = first->second;
  if (same_checksum(checksum, benchmark.checksum)) return {};
  return fmt::format("wrong-checksum: {}, but {} on {}", base::printable(benchmark.checksum, 80),
                     base::printable(checksum, 80), place);
}

// The results of one runner or variant.
struct Judged {
  std::size_t all = 0;
  std::size_t wrong = 0;
};

Judged judge_results(const CellRecord& cell, const Results& expected) {
  Judged judged;
  for (const auto& benchmark : cell.benchmarks) {
    const bool wrong = !why_wrong(cell, benchmark, expected).empty();
    if (!wrong && (!benchmark.outcome.good() || benchmark.checksum.empty())) continue;
    ++judged.all;
    if (wrong) ++judged.wrong;
  }
  return judged;
}

// "" when the benchmark has ended and its result is right as far as is known.
std::string why_faulty(const CellRecord& cell, const Benchmark& benchmark,
                       const Results& expected) {
  const auto why = why_wrong(cell, benchmark, expected);
  return why.empty() && has_failed(benchmark.outcome) ? described(benchmark.outcome) : why;
}

// "compute/matmul/64 on native, qemu-user: timeout: ..."
std::string fault_line(const std::string& benchmark, const std::string& why,
                       const std::vector<std::string>& places) {
  std::vector<std::string> known;
  std::ranges::copy_if(places, std::back_inserter(known),
                       [](const std::string& place) { return !place.empty(); });
  auto subject = benchmark.empty() || known.empty() ? benchmark : benchmark + " on ";
  subject += base::join(known, ", ");
  return subject.empty() ? why : fmt::format("{}: {}", subject, why);
}

// Only the target's own CPU is counted.
template <class Visit>
void each_counted(const CellRecords& cells, const Visit& visit) {
  for (const auto* cell : cells) {
    if (is_variant(*cell) || cell->domain != record::Domain::emu_count) continue;
    for (const auto& benchmark : cell->benchmarks) visit(benchmark);
  }
}

}  // namespace

bool is_build_failure(const CellRecord& cell) { return has_failed(cell.outcome) && !cell.program; }

Check check_builds(const CellRecords& cells) {
  for (const auto* cell : cells) {
    if (is_build_failure(*cell)) return {Answer::no, described(cell->outcome)};
    if (cell->program) return {Answer::yes, cell->program->compiler};
  }
  return {Answer::unknown, described(cells.front()->outcome)};
}

namespace {

// With "3 of 82 benchmarks" before it where a filter left some out; a variant runs what its CPU's
// cell runs.
std::string with_selected(const CellRecords& cells, std::string detail) {
  for (const auto* cell : cells) {
    const auto held = cell->benchmarks.size();
    if (cell->listed <= held) continue;
    return fmt::format("{} of {} benchmarks{}{}", held, cell->listed, detail.empty() ? "" : "; ",
                       detail);
  }
  return detail;
}

}  // namespace

Check check_runs(const CellRecords& cells) {
  std::size_t tried = 0, ended = 0;
  std::vector<std::pair<std::size_t, std::string>> shortfalls;  // how many ended
  std::string missing;
  for (const auto* cell : cells) {
    if (is_build_failure(*cell)) return {};
    if (cell->outcome.kind == Outcome::Kind::unavailable && missing.empty()) {
      missing = described(cell->outcome);
    }
    auto [cell_tried, cell_ended, shortfall] = fared(*cell);
    tried += cell_tried;
    ended += cell_ended;
    if (!shortfall.empty()) shortfalls.emplace_back(cell_ended, std::move(shortfall));
  }
  if (!shortfalls.empty()) {
    const auto worst =
        std::ranges::min_element(shortfalls, {}, &std::pair<std::size_t, std::string>::first);
    auto detail = worst->second;
    if (shortfalls.size() > 1) detail += fmt::format(" (and {} more)", shortfalls.size() - 1);
    return {ended == 0 ? Answer::no : Answer::partly, with_selected(cells, std::move(detail))};
  }
  if (tried == 0) return {Answer::unknown, missing};
  return {Answer::yes, with_selected(cells, {})};
}

Check check_correct(const CellRecords& cells) {
  const auto expected = first_results(cells);
  std::size_t results = 0, wrong = 0;
  std::set<std::string> places, wrong_on;
  std::vector<std::string> silent;
  for (const auto* cell : cells) {
    const auto place = place_of(*cell);
    const auto judged = judge_results(*cell, expected);
    results += judged.all;
    wrong += judged.wrong;
    if (judged.wrong > 0) wrong_on.insert(place);
    if (judged.all > 0) {
      places.insert(place);
    } else if (!cell->outcome.good() && (is_variant(*cell) || has_failed(cell->outcome))) {
      silent.push_back(fmt::format("none on {}: {}", place, described(cell->outcome)));
    }
  }
  if (results == 0) return {};
  if (wrong > 0) {
    return {Answer::no, fmt::format("wrong-checksum: {} of {} results, on {}", wrong, results,
                                    base::join({wrong_on.begin(), wrong_on.end()}, ", "))};
  }
  if (!silent.empty()) {
    return {Answer::partly, fmt::format("results on {} of {} CPUs; {}", places.size(),
                                        places.size() + silent.size(), base::join(silent, "; "))};
  }
  return {Answer::yes, places.size() > 1 ? fmt::format("{} CPUs", places.size()) : ""};
}

Check check_vectorised(const CellRecords& cells) {
  double vector = 0, instructions = 0;
  each_counted(cells, [&](const Benchmark& benchmark) {
    const auto* counts = std::get_if<record::Samples<record::EmuCount>>(&benchmark.samples);
    if (counts == nullptr) return;
    for (const auto& sample : counts->values) {
      vector += static_cast<double>(sample.vector);
      instructions += static_cast<double>(sample.instructions);
    }
  });
  if (!(instructions > 0)) return {};
  const double share = vector / instructions;
  return {share >= kVectorised ? Answer::yes : Answer::no, fmt::format("{:.1f} %", 100 * share)};
}

Check check_exact(const CellRecords& cells) {
  std::size_t counted = 0, exact = 0, bounded = 0;
  each_counted(cells, [&](const Benchmark& benchmark) {
    if (benchmark.determinism == Determinism::unknown) return;
    ++counted;
    if (benchmark.determinism == Determinism::exact) ++exact;
    if (benchmark.determinism == Determinism::bounded) ++bounded;
  });
  if (counted == 0) return {};
  if (exact == counted) return {Answer::yes, {}};
  return {exact == 0 ? Answer::no : Answer::partly,
          fmt::format("{} of {}{}", exact, counted,
                      bounded == 0 ? "" : fmt::format(", {} bounded", bounded))};
}

std::vector<std::string> faults_of(const CellRecords& cells) {
  const auto expected = first_results(cells);
  using Fault = std::pair<std::string, std::string>;  // benchmark ("" for the cell) and reason
  std::vector<std::pair<Fault, std::vector<std::string>>> faults;
  const auto add = [&](Fault fault, const std::string& place) {
    auto found = std::ranges::find(faults, fault, [](const auto& each) { return each.first; });
    if (found == faults.end()) found = faults.insert(found, {std::move(fault), {}});
    found->second.push_back(place);
  };
  for (const auto* cell : cells) {
    const auto place = place_of(*cell);
    if (has_failed(cell->outcome)) {
      add({"", described(cell->outcome)}, is_build_failure(*cell) ? "" : place);
    }
    for (const auto& benchmark : cell->benchmarks) {
      auto why = why_faulty(*cell, benchmark, expected);
      if (!why.empty()) add({benchmark.name, std::move(why)}, place);
    }
  }
  std::vector<std::string> lines;
  for (const auto& [fault, places] : faults) {
    const auto& [benchmark, why] = fault;
    lines.push_back(fault_line(benchmark, why, places));
  }
  return lines;
}

}  // namespace assay::judge
