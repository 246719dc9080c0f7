// SPDX-License-Identifier: Apache-2.0
// Records of gates for tests, made so that their verdicts can be told by hand.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "judge/records_test.h"
#include "record/record.h"

namespace assay::judge {

// Blocks whose head takes exp(ln) times as long, give or take `spread`.
inline std::vector<record::Block> blocks(std::size_t count, double ln, double spread,
                                         bool confirmation = false) {
  std::vector<record::Block> result;
  for (std::size_t number = 0; number < count; ++number) {
    const double here = ln + (number % 2 == 0 ? spread : -spread);
    const auto head = static_cast<std::int64_t>(std::llround(1e9 * std::exp(here)));
    result.push_back({.confirmation = confirmation,
                      .pairs = {{.base_wall_ns = 1'000'000'000,
                                 .head_wall_ns = head,
                                 .base_cpu_ns = 1'000'000'000,
                                 .head_cpu_ns = head}}});
  }
  return result;
}

inline record::PairedBenchmark timed(std::string name, std::vector<record::Block> blocks) {
  return {.name = std::move(name),
          .outcome = base::Outcome::ok(),
          .mode = "slices",
          .blocks = std::move(blocks)};
}

// A change of `ln` that was suspected, and measured again.
inline record::PairedBenchmark suspect(std::string name, double ln) {
  auto all = blocks(5, ln, 0.001);
  for (auto& block : blocks(12, ln, 0.001, true)) all.push_back(block);
  return timed(std::move(name), std::move(all));
}

// `tiny/more` takes `head` instructions per iteration instead of `base`; both sides are built. The
// host could time them too.
inline record::Record counted_gate(std::uint64_t base, std::uint64_t head) {
  record::Record result = measured("20261129T120000Z-abcdef", {});
  result.hosts[0].fingerprint.emplace_back("arch", "riscv64");
  const auto cell = [](std::uint64_t count) {
    return counted_cell("riscv64-gc", "clang", "tiny", {benchmark("tiny/more", counts(count))});
  };
  result.counted = {{cell(base), cell(head)}};
  result.paired.emplace();
  record::GateQuestion& question = result.question.emplace();
  question.day = "2026-11-29";
  question.base.word = "base/";
  question.head.word = "head/";
  for (record::AskedSide* side : {&question.base, &question.head}) {
    side->cells = {{.cell = cell(base).cell, .built = {}, .program = cell(base).program}};
  }
  return result;
}

}  // namespace assay::judge
