// SPDX-License-Identifier: Apache-2.0
#include "record/paired_json.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "record/benchmark_json.h"

namespace assay::record {
namespace {

using base::Json;

// Numbers of a pair, in their order. The fifth is 1 when the head came first, plus 2 when
// disturbed; faults and switches of both sides follow where any is not zero.
constexpr std::size_t kPairNumbers = 5, kMostPairNumbers = 9;

Json pair_json(const Pair& pair) {
  Json json{Json::Array{}};
  for (const std::int64_t number :
       {pair.base_wall_ns, pair.head_wall_ns, pair.base_cpu_ns, pair.head_cpu_ns}) {
    json.push(number);
  }
  json.push(std::int64_t{pair.head_first} + 2 * std::int64_t{pair.disturbed});
  const std::array<std::int64_t, 4> rare{pair.base_faults, pair.head_faults, pair.base_switches,
                                         pair.head_switches};
  if (rare != std::array<std::int64_t, 4>{}) {
    for (const std::int64_t number : rare) json.push(number);
  }
  return json;
}

Pair read_pair(const JsonNode& node) {
  std::array<std::int64_t, kMostPairNumbers> numbers{};
  std::size_t count = 0;
  node.each_item([&](const JsonNode& item) {
    if (count < numbers.size()) numbers[count] = static_cast<std::int64_t>(item.whole());
    ++count;
  });
  if ((count != kPairNumbers && count != kMostPairNumbers) || numbers[4] > 3) {
    node.fail("expected five numbers or nine, the fifth below 4");
  }
  if (numbers[0] == 0 || numbers[1] == 0) node.fail("a slice took no time");
  return {.base_wall_ns = numbers[0],
          .head_wall_ns = numbers[1],
          .base_cpu_ns = numbers[2],
          .head_cpu_ns = numbers[3],
          .head_first = (numbers[4] & 1) != 0,
          .disturbed = (numbers[4] & 2) != 0,
          .base_faults = numbers[5],
          .head_faults = numbers[6],
          .base_switches = numbers[7],
          .head_switches = numbers[8]};
}

Json block_json(const Block& block) {
  Json json;
  json.set("confirmation", block.confirmation).set("cpu", block.cpu);
  Json pairs{Json::Array{}};
  for (const Pair& pair : block.pairs) pairs.push(pair_json(pair));
  json.set("pairs", std::move(pairs));
  return json;
}

Block read_block(const JsonNode& node) {
  Block block{.confirmation = node.boolean_or("confirmation", false),
              .cpu = static_cast<int>(std::min<std::uint64_t>(node.whole_or("cpu", 0), 1'000'000)),
              .pairs = {}};
  node.member("pairs").each_item(
      [&](const JsonNode& item) { block.pairs.push_back(read_pair(item)); });
  return block;
}

std::vector<PairedBenchmark> read_list(const JsonNode& node) {
  std::vector<PairedBenchmark> list;
  node.each_item([&](const JsonNode& item) { list.push_back(read_paired_benchmark(item)); });
  return list;
}

}  // namespace

Json to_json(const PairedBenchmark& benchmark) {
  Json json;
  json.set("name", benchmark.name);
  set_outcome(json, benchmark.outcome);
  set_text(json, "mode", benchmark.mode);
  json.set("passes", benchmark.passes)
      .set("dilution", benchmark.dilution)
      .set("seconds", benchmark.seconds)
      .set("out_of_budget", benchmark.out_of_budget);
  set_text(json, "base_checksum", benchmark.base_checksum);
  set_text(json, "head_checksum", benchmark.head_checksum);
  Json blocks{Json::Array{}};
  for (const Block& block : benchmark.blocks) blocks.push(block_json(block));
  json.set("blocks", std::move(blocks));
  return json;
}

PairedBenchmark read_paired_benchmark(const JsonNode& node) {
  constexpr std::string_view kModes[] = {"slices", "calls", "processes"};
  PairedBenchmark benchmark{.name = node.text("name"),
                            .outcome = read_outcome(node),
                            .mode = node.word_or_none("mode", kModes),
                            .passes = node.whole_or("passes", 0),
                            .dilution = node.real_or("dilution", 0),
                            .seconds = node.real_or("seconds", 0),
                            .out_of_budget = node.boolean_or("out_of_budget", false),
                            .base_checksum = node.text_or_none("base_checksum", kNotEmpty),
                            .head_checksum = node.text_or_none("head_checksum", kNotEmpty),
                            .blocks = {}};
  node.member("blocks").each_item(
      [&](const JsonNode& item) { benchmark.blocks.push_back(read_block(item)); });
  return benchmark;
}

void set_paired_run(Json& object, const PairedRun& run) {
  const auto list = [](const std::vector<PairedBenchmark>& benchmarks) {
    Json json{Json::Array{}};
    for (const PairedBenchmark& benchmark : benchmarks) json.push(to_json(benchmark));
    return json;
  };
  object.set("benchmarks", list(run.benchmarks)).set("sentinels", list(run.sentinels));
  if (run.notes.empty()) return;
  Json notes{Json::Array{}};
  for (const std::string& note : run.notes) notes.push(note);
  object.set("notes", std::move(notes));
}

PairedRun read_paired_run(const JsonNode& node) {
  return {.benchmarks = read_list(node.member("benchmarks")),
          .sentinels = read_list(node.member("sentinels")),
          .notes = node.texts_or_none("notes", kNotEmpty)};
}

}  // namespace assay::record
