// SPDX-License-Identifier: Apache-2.0
#include "judge/count_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "judge/ratio.h"
#include "record/determinism.h"

namespace assay::judge {
namespace {

using record::Benchmark;
using record::CellRecord;
using record::Determinism;

constexpr double kBoundedChange = 0.01;  // of a count that is not exact
constexpr double kExactly = 1 + 1e-9;    // whole numbers that went through a division
constexpr double kSpreads = 3;           // that such a change must exceed

// Why the two cells' counts can't be held against each other; "" when they can.
std::string unlike(const CellRecord& base, const CellRecord& head) {
  if (base.place.runner != head.place.runner) {
    return fmt::format("runner {} against {}", base.place.runner, head.place.runner);
  }
  if (!base.place.emulator || !head.place.emulator) return {};
  if (base.place.emulator->cpu != head.place.emulator->cpu) {
    return fmt::format("emulated CPU {} against {}", base.place.emulator->cpu,
                       head.place.emulator->cpu);
  }
  if (base.place.emulator->sha256 != head.place.emulator->sha256) {
    return fmt::format("QEMU {} against {}: a change may be QEMU's", base.place.emulator->version,
                       head.place.emulator->version);
  }
  return {};
}

// Whether a change of exact counts matters: as a share of the base's, and in all that is repeated.
bool exceeds(const CountFloor& floor, const Benchmark& base, const GateRow& row, double repeated) {
  const bool sized = std::holds_alternative<record::Samples<record::Size>>(base.samples);
  const double change = std::abs(*row.head_count - *row.base_count);
  return change > floor.share * *row.base_count &&
         change * repeated > (sized ? floor.bytes : floor.instructions) * kExactly;
}

void decide_counts(GateRow& row, const Benchmark& base, const Benchmark& head,
                   const CountFloor& floor) {
  const auto before = record::figure_of_any(base.samples);
  const auto after = record::figure_of_any(head.samples);
  const auto ratio = compare_samples(base.samples, head.samples);
  if (!ratio || !before->exact) {
    row.verdict = Verdict::inconclusive;
    row.reasons.emplace_back("a side has no counts");
    return;
  }
  row.base_count = before->value;
  row.head_count = after->value;
  row.ratio = ratio->value;
  const double change = *row.head_count - *row.base_count;
  const auto exact = [](const Benchmark& side) { return side.determinism == Determinism::exact; };
  const auto bounded = [&](const Benchmark& side) {
    return exact(side) || side.determinism == Determinism::bounded;
  };
  const Verdict verdict = change > 0 ? Verdict::regressed : Verdict::improved;
  if (exact(base) && exact(head)) {
    const bool beyond = exceeds(floor, base, row, std::min(before->repeated, after->repeated));
    row.verdict = ratio->equal ? Verdict::equal : beyond ? verdict : Verdict::within_floor;
    return;
  }
  if (!bounded(base) || !bounded(head)) {
    row.verdict = Verdict::not_gated;
    row.reasons.emplace_back("nondeterministic");
    return;
  }
  const double spread = std::max(before->spread, after->spread);
  const double least = std::max(kBoundedChange, kSpreads * spread);
  row.verdict = std::abs(ratio->value - 1) >= least ? verdict : Verdict::within_floor;
  row.reasons.push_back(
      fmt::format("bounded, not exact: changes below {:.2g} % mean nothing", 100 * least));
}

GateRow counted_row(const Benchmark& base, const Benchmark& head, const CountFloor& floor) {
  GateRow row{.name = base.name};
  if (!base.outcome.good() || !head.outcome.good()) {
    const bool head_failed = !head.outcome.good();
    const auto outcome = record::of_side(head_failed ? head.outcome : base.outcome, head_failed);
    row.verdict = Verdict::failed;
    row.red = head_failed && outcome.kind == base::Outcome::Kind::failed;
    row.reasons.push_back(outcome.code + ": " + outcome.reason);
    return row;
  }
  decide_counts(row, base, head, floor);
  return row;
}

// What is unavailable or left out on both sides is no concern of the gate.
bool is_gated(const Benchmark& base, const Benchmark& head) {
  const auto left_out = [](const Benchmark& side) {
    return side.outcome.kind == base::Outcome::Kind::unavailable ||
           side.outcome.kind == base::Outcome::Kind::skipped;
  };
  return !left_out(base) || !left_out(head);
}

// The same benchmark of the other side; null when it has none, or another version of it.
const Benchmark* counterpart(const Benchmark& benchmark, const CellRecord& other) {
  const Benchmark* const found = record::find_benchmark(other, benchmark.name);
  return found != nullptr && found->since == benchmark.since ? found : nullptr;
}

std::vector<std::string> names_only_in(const CellRecord& one, const CellRecord& other,
                                       std::uint64_t rule) {
  std::vector<std::string> names;
  for (const Benchmark& each : one.benchmarks) {
    if (const Benchmark* const found = counterpart(each, other)) {
      if (rule >= kKnowsLeftOut && record::lacks(found->outcome, each.outcome)) {
        names.push_back(each.name);
      }
      continue;
    }
    const bool changed = record::find_benchmark(other, each.name) != nullptr;
    names.push_back(changed ? record::versioned_name(each.name, each.since) : each.name);
  }
  return names;
}

}  // namespace

CountFloor floor_of(const record::GateQuestion& question) {
  return question.floor == 0 ? kExact : CountFloor{.share = question.floor};
}

std::vector<GateRow> count_rows(const record::CountedPair& pair, const CountFloor& floor) {
  const auto& [base, head] = pair;
  std::vector<GateRow> rows;
  if (!base.outcome.good() || !head.outcome.good()) {
    rows.push_back(counted_row({.name = base.cell.suite, .outcome = base.outcome},
                               {.name = base.cell.suite, .outcome = head.outcome}, floor));
  }
  const record::Domain domain = base.domain.value_or(record::Domain::emu_count);
  // How large a file is has nothing to do with QEMU.
  const bool emulated = record::traits_of(domain).origin == record::Origin::emulator;
  const std::string why = emulated ? unlike(base, head) : std::string();
  for (const Benchmark& benchmark : base.benchmarks) {
    const Benchmark* const other = counterpart(benchmark, head);
    if (other == nullptr || !is_gated(benchmark, *other)) continue;
    GateRow row = counted_row(benchmark, *other, floor);
    if (!why.empty() && row.verdict != Verdict::failed) {
      row.verdict = Verdict::inconclusive;
      row.reasons.push_back(why);
    }
    row.red = row.red || row.verdict == Verdict::regressed;
    rows.push_back(std::move(row));
  }
  for (GateRow& row : rows) {
    row.domain = domain;
    row.target = base.cell.target;
  }
  return rows;
}

OneSided one_sided(const record::CountedPair& pair, std::uint64_t rule) {
  return {.added = names_only_in(pair.head, pair.base, rule),
          .removed = names_only_in(pair.base, pair.head, rule)};
}

}  // namespace assay::judge
