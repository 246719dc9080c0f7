// SPDX-License-Identifier: Apache-2.0
#include "record/benchmark_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>
#include <variant>

#include "base/ensure.h"
#include "base/text.h"
#include "catalog/suite.h"
#include "record/rules.h"

namespace assay::record {
namespace {

using base::Json;

double finite(double value) {
  base::ensure(std::isfinite(value), "a recorded number is finite");
  return value;
}

template <class Of>
Json samples_json(const Samples<Of>& samples) {
  Json::Array array;
  array.reserve(samples.values.size());
  for (const auto& sample : samples.values) array.push_back(sample_json(sample));
  return array;
}

Json counters_json(const std::vector<Counter>& counters) {
  Json json{Json::Object{}};
  for (const Counter& each : counters) {
    Json values{Json::Array{}};
    for (const auto& value : each.values) values.push(value ? Json(finite(*value)) : Json());
    json.set(each.name, std::move(values));
  }
  return json;
}

Json counters_json(const std::vector<std::pair<std::string, double>>& counters) {
  Json json{Json::Object{}};
  for (const auto& [name, value] : counters) json.set(name, finite(value));
  return json;
}

Json aggregates_json(const std::vector<Aggregate>& aggregates) {
  Json list{Json::Array{}};
  for (const Aggregate& each : aggregates) {
    Json json;
    json.set("statistic", each.statistic);
    json.set(each.share ? "wall_share" : "wall_ns", finite(each.wall));
    if (each.cpu) json.set(each.share ? "cpu_share" : "cpu_ns", finite(*each.cpu));
    if (!each.counters.empty()) json.set("counters", counters_json(each.counters));
    list.push(std::move(json));
  }
  return list;
}

struct WriteSamples {
  Json& benchmark;

  void operator()(std::monostate) const {}
  template <class Of>
  void operator()(const Samples<Of>& samples) const {
    benchmark.set("samples", samples_json(samples));
  }
};

Determinism read_determinism(const JsonNode& node) {
  constexpr std::string_view kWords[] = {"exact", "bounded", "nondeterministic"};
  const std::string word = node.word_or_none("determinism", kWords);
  return word.empty() ? Determinism::unknown : determinism_of(word);
}

CountSample read_sample(const JsonNode& node, EmuCount) {
  const CountSample sample{.iterations = node.whole("iterations", 1),
                           .environment_bytes = node.whole("environment_bytes"),
                           .instructions = node.whole("instructions", 1),
                           .loads = node.whole("loads"),
                           .stores = node.whole("stores"),
                           .branches = node.whole("branches"),
                           .vector = node.whole("vector")};
  check_sample(sample, node);
  return sample;
}

Busy read_busy(const JsonNode& node) {
  constexpr std::string_view kWords[] = {"stolen", "crowded", "throttled"};
  return find_busy(node.word_or_none("busy", kWords)).value_or(Busy::no);
}

TimeSample read_sample(const JsonNode& node, HwTime) {
  return {.iterations = node.whole("iterations"),
          .wall_ns = node.real("wall_ns"),
          .cpu_ns = node.real("cpu_ns"),
          .process = node.whole("process", 1),
          .repetition = node.whole("repetition"),
          .busy = read_busy(node),
          .turn = node.whole_or("turn", 0, 1)};
}

SizeSample read_sample(const JsonNode& node, Size) { return {.bytes = node.whole("bytes")}; }

void refuse_foreign(const JsonNode& sample, Domain domain) {
  for (const DomainTraits& other : kDomains) {
    if (other.domain == domain || !sample.has(other.sample_key)) continue;
    sample.fail(fmt::format("a sample of {} in a cell of {}", other.name, name_of(domain)));
  }
}

// Into the alternative that the cell's domain asks for.
struct ReadSamples {
  const JsonNode& array;

  void operator()(std::monostate) const {}
  template <class Of>
  void operator()(Samples<Of>& samples) const {
    array.each_item([&](const JsonNode& item) {
      refuse_foreign(item, Of::domain);
      samples.values.push_back(read_sample(item, Of{}));
    });
  }
};

AnySamples read_any_samples(const JsonNode& benchmark, Domain domain) {
  const auto array = benchmark.member_or_none("samples");
  if (!array) return {};
  AnySamples samples = samples_of(domain);
  std::visit(ReadSamples{*array}, samples);
  return samples;
}

}  // namespace

Json sample_json(const CountSample& sample) {
  Json json;
  json.set("iterations", sample.iterations);
  json.set("environment_bytes", sample.environment_bytes);
  json.set("instructions", sample.instructions);
  json.set("loads", sample.loads);
  json.set("stores", sample.stores);
  json.set("branches", sample.branches);
  json.set("vector", sample.vector);
  return json;
}

Json sample_json(const TimeSample& sample) {
  Json json;
  json.set("iterations", sample.iterations);
  json.set("wall_ns", finite(sample.wall_ns));
  json.set("cpu_ns", finite(sample.cpu_ns));
  json.set("process", sample.process);
  json.set("repetition", sample.repetition);
  if (sample.busy != Busy::no) json.set("busy", name_of(sample.busy));
  if (sample.turn != 0) json.set("turn", sample.turn);
  return json;
}

Json sample_json(const SizeSample& sample) {
  Json json;
  json.set("bytes", sample.bytes);
  return json;
}

void set_text(Json& object, std::string_view key, const std::string& text) {
  if (!text.empty()) object.set(std::string(key), text);
}

void set_outcome(Json& object, const base::Outcome& outcome) {
  object.set("outcome", base::to_text(outcome.kind));
  set_text(object, "code", outcome.code);
  set_text(object, "reason", outcome.reason);
}

Json to_json(const Benchmark& benchmark) {
  Json json;
  json.set("name", benchmark.name);
  set_text(json, "alias", benchmark.alias);
  set_text(json, "like", benchmark.like);
  if (benchmark.since != 1) json.set("since", benchmark.since);
  set_text(json, "bound", benchmark.bound);
  set_outcome(json, benchmark.outcome);
  if (benchmark.determinism != Determinism::unknown) {
    json.set("determinism", to_text(benchmark.determinism));
  }
  set_text(json, "determinism_reason", benchmark.determinism_reason);
  set_text(json, "checksum", benchmark.checksum);
  set_text(json, "label", benchmark.label);
  if (benchmark.work_amount != 0) json.set("work_amount", finite(benchmark.work_amount));
  set_text(json, "work_unit", benchmark.work_unit);
  if (benchmark.fixed_iterations) json.set("fixed_iterations", true);
  json.set("threads", benchmark.threads);
  std::visit(WriteSamples{json}, benchmark.samples);
  if (!benchmark.aggregates.empty()) json.set("aggregates", aggregates_json(benchmark.aggregates));
  if (!benchmark.counters.empty()) json.set("counters", counters_json(benchmark.counters));
  return json;
}

constexpr std::size_t kLongestBenchmarkName = 4096;  // a longer one is not a name

base::Outcome read_outcome(const JsonNode& node) {
  using Kind = base::Outcome::Kind;
  constexpr std::string_view kWords[] = {"ok", "failed", "unavailable", "skipped"};
  constexpr Kind kKinds[] = {Kind::ok, Kind::failed, Kind::unavailable, Kind::skipped};
  const std::string word = node.word("outcome", kWords);
  const Kind kind = kKinds[std::ranges::find(kWords, word) - std::begin(kWords)];
  if (kind != Kind::ok) {
    return {.kind = kind,
            .code = node.text("code", kCode),
            .reason = node.text_or_none("reason", kNotEmpty)};
  }
  for (const std::string_view key : {"code", "reason"}) {
    if (node.has(key)) node.member(key).fail("an outcome that is ok must not have this key");
  }
  return base::Outcome::ok();
}

namespace {

// Amount and unit stand together or not at all.
void read_work(const JsonNode& node, Benchmark& benchmark) {
  constexpr std::string_view kUnits[] = {"items", "bytes"};
  if (!node.has("work_amount") && !node.has("work_unit")) return;
  benchmark.work_unit = node.word("work_unit", kUnits);
  benchmark.work_amount = node.real("work_amount");
  if (benchmark.work_amount == 0) node.member("work_amount").fail("expected a number above 0");
}

Counter read_counter(const std::string& name, const JsonNode& array) {
  Counter counter{.name = name, .values = {}};
  array.each_item([&](const JsonNode& value) {
    counter.values.push_back(value.is_null() ? std::nullopt : std::optional(value.number()));
  });
  return counter;
}

Aggregate read_aggregate(const JsonNode& item) {
  const bool share = item.has("wall_share");
  Aggregate aggregate{.statistic = item.text("statistic"),
                      .wall = item.real(share ? "wall_share" : "wall_ns"),
                      .cpu = {},
                      .share = share};
  for (const bool of_share : {false, true}) {
    const char* const key = of_share ? "cpu_share" : "cpu_ns";
    if (!item.has(key)) continue;
    const double cpu = item.real(key);
    if (of_share == share) aggregate.cpu = cpu;
  }
  if (const auto counters = item.member_or_none("counters")) {
    counters->each_member([&](const std::string& name, const JsonNode& value) {
      aggregate.counters.emplace_back(name, value.number());
    });
  }
  return aggregate;
}

void read_aggregates(const JsonNode& array, Benchmark& benchmark) {
  array.each_item(
      [&](const JsonNode& item) { benchmark.aggregates.push_back(read_aggregate(item)); });
  if (benchmark.aggregates.empty()) array.fail("expected at least one");
}

}  // namespace

Benchmark read_benchmark(const JsonNode& node, Domain domain) {
  Benchmark benchmark;
  benchmark.name = node.text("name", kBenchmarkName);
  if (benchmark.name.size() > kLongestBenchmarkName) {
    node.member("name").fail(fmt::format("longer than {} bytes", kLongestBenchmarkName));
  }
  benchmark.alias = node.text_or_none("alias", kNotEmpty);
  benchmark.like = node.text_or_none("like", kNotEmpty);
  if (node.has("since")) benchmark.since = node.whole("since", 2);
  if (node.has("bound")) benchmark.bound = node.word("bound", catalog::kBounds);
  benchmark.outcome = read_outcome(node);
  benchmark.determinism = read_determinism(node);
  benchmark.determinism_reason = node.text_or_none("determinism_reason", kNotEmpty);
  benchmark.checksum = node.text_or_none("checksum", kNotEmpty);
  benchmark.label = node.text_or_none("label", kNotEmpty);
  read_work(node, benchmark);
  benchmark.fixed_iterations = node.boolean_or("fixed_iterations", false);
  if (node.has("fixed_iterations") && !benchmark.fixed_iterations) {
    node.member("fixed_iterations").fail("expected true, or no such key");
  }
  benchmark.threads = node.whole("threads", 1);
  benchmark.samples = read_any_samples(node, domain);
  if (const auto aggregates = node.member_or_none("aggregates")) {
    read_aggregates(*aggregates, benchmark);
  }
  if (const auto counters = node.member_or_none("counters")) {
    counters->each_member([&](const std::string& name, const JsonNode& values) {
      benchmark.counters.push_back(read_counter(name, values));
    });
  }
  return benchmark;
}

}  // namespace assay::record
