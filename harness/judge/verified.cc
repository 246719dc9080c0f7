// SPDX-License-Identifier: Apache-2.0
#include "judge/verified.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <variant>
#include <vector>

#include "base/number.h"
#include "stats/order.h"

namespace assay::judge {
namespace {

constexpr double kSameCycles = 1.05;
// Two machines, or two runs of one, don't agree to the ninth digit.
constexpr double kSameNumber = 1 + 1e-9;
constexpr std::size_t kLeastRows = 20;
constexpr std::string_view kBareMetal = "bare-metal-claimed";

// What tells one chip from another; absent keys are "".
std::vector<std::string> chip_of(const record::Host& host) {
  std::vector<std::string> chip;
  for (const char* key :
       {"cpu", "x86.vendor", "x86.family", "x86.model", "arm.implementer", "arm.part",
        "arm.variant", "riscv.mvendorid", "riscv.marchid", "loongarch.prid"}) {
    chip.push_back(record::fingerprint_value(host, key));
  }
  return chip;
}

bool is_known_chip(const std::vector<std::string>& chip) {
  return std::ranges::any_of(chip, [](const std::string& value) { return !value.empty(); });
}

// Cell, hash of its program, benchmark and version of its work.
using CpuRow = std::tuple<std::string, std::string, std::string, std::uint64_t>;

// Cycles of the stated clock, of each session.
using Cycles = std::map<CpuRow, std::vector<double>>;

void add_cycles(const record::CellRecord& cell, double ghz, Cycles& cycles) {
  for (const record::Benchmark& benchmark : cell.benchmarks) {
    const bool of_cpu = benchmark.bound == "clock" || benchmark.bound == "core";
    const auto* times = std::get_if<record::Samples<record::HwTime>>(&benchmark.samples);
    if (!of_cpu || times == nullptr || benchmark.threads != 1 || !benchmark.outcome.good()) {
      continue;
    }
    const auto summary = record::summary(*times);
    if (!summary || summary->median_ns <= 0) continue;
    cycles[{to_text(cell.cell), cell.program->sha256, benchmark.name, benchmark.since}].push_back(
        summary->median_ns * ghz);
  }
}

Cycles cycles_of(const record::Record& record) {
  Cycles cycles;
  for (const record::CellRecord& cell : record.cells) {
    const record::Host& host = record::host_of(record, cell.place);
    const auto khz = base::to_uint64(record::fingerprint_value(host, "frequency_max_khz"));
    const bool real = record::host_class_of(record, cell.place) == kBareMetal;
    if (real && cell.program && khz && *khz > 0) {
      add_cycles(cell, static_cast<double>(*khz) / 1e6, cycles);
    }
  }
  return cycles;
}

bool agrees(double one, double other, double factor) {
  return std::max(one, other) <= factor * std::min(one, other);
}

}  // namespace

std::string organisation_of(std::string_view principal) {
  const std::size_t at = principal.rfind('@');
  std::string name(at == std::string_view::npos ? principal : principal.substr(at + 1));
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name;
}

Agreement agreement_of(const record::Record& one, const record::Record& other) {
  const auto chip = chip_of(one.hosts.front());
  if (!is_known_chip(chip) || chip != chip_of(other.hosts.front())) return {};
  Agreement agreement;
  const Cycles theirs = cycles_of(other);
  for (const auto& [row, mine] : cycles_of(one)) {
    const auto found = theirs.find(row);
    if (found == theirs.end()) continue;
    ++agreement.rows;
    const double here = *stats::median(mine), there = *stats::median(found->second);
    agreement.within += agrees(here, there, kSameCycles) ? 1 : 0;
    agreement.copied += agrees(here, there, kSameNumber) ? 1 : 0;
  }
  return agreement;
}

bool is_verified(const Submitted& one, std::span<const Submitted> others) {
  const std::string own = organisation_of(one.principal);
  return std::ranges::any_of(others, [&](const Submitted& other) {
    if (organisation_of(other.principal) == own) return false;
    const Agreement agreement = agreement_of(*one.record, *other.record);
    return agreement.rows >= kLeastRows && agreement.within * 100 >= agreement.rows * 95 &&
           agreement.copied * 10 <= agreement.rows;
  });
}

}  // namespace assay::judge
