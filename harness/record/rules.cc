// SPDX-License-Identifier: Apache-2.0
#include "record/rules.h"

#include <fmt/format.h>

#include <cstddef>
#include <map>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <variant>

#include "record/runner.h"

namespace assay::record {
namespace {

void check_where_it_ran(const CellRecord& cell, const JsonNode& node) {
  const Place& place = cell.place;
  const Runner* const runner = find_runner(place.runner);
  const bool emulated =
      place.emulator ? place.emulator->accelerator.empty()
                     : runner != nullptr && traits_of(runner->domain).origin == Origin::emulator;
  const DomainTraits& traits = traits_of(*cell.domain);
  const bool of_hardware = traits.origin == Origin::hardware;
  if (of_hardware && emulated) {
    node.member("domain").fail(fmt::format("a {} cannot be measured under emulation", traits.noun));
  }
  if (of_hardware && place.emulator && place.guest_class.empty()) {
    node.fail("the key \"class\" is missing: the times are those of a guest");
  }
}

Determinism found_in(const AnySamples& samples) {
  if (const auto* counts = std::get_if<Samples<EmuCount>>(&samples)) return classify(*counts);
  if (const auto* sizes = std::get_if<Samples<Size>>(&samples)) return classify(*sizes);
  return Determinism::unknown;
}

void check_determinism(const Benchmark& benchmark, const JsonNode& node) {
  const Determinism stated = benchmark.determinism;
  if (stated == Determinism::unknown || stated == Determinism::nondeterministic) return;
  if (const Determinism found = found_in(benchmark.samples); found > stated) {
    node.member("determinism").fail(fmt::format("the samples are {}", to_text(found)));
  }
  const auto* counts = std::get_if<Samples<EmuCount>>(&benchmark.samples);
  if (counts != nullptr && !counts->values.empty() && shrinks(*counts, stated)) {
    node.member("determinism").fail("more iterations took fewer instructions");
  }
}

// Without an iteration nothing was timed. An imported file may not state them.
void check_were_timed(const JsonNode& benchmark) {
  const JsonNode samples = benchmark.member("samples");
  samples.each_item([](const JsonNode& sample) { sample.whole("iterations", 1); });
}

// What the provenance allows a cell to hold.
void check_origin(const CellRecord& cell, bool imported, const JsonNode& node) {
  if (imported) {
    if (node.has("program")) node.member("program").fail("an imported cell must not have this key");
    if (!traits_of(*cell.domain).time) node.member("domain").fail("an imported cell holds times");
    return;
  }
  const JsonNode benchmarks = node.member("benchmarks");
  benchmarks.each_item([&](const JsonNode& item) {
    if (item.has("aggregates")) item.member("aggregates").fail("a measured cell has samples only");
    if (cell.domain == Domain::hw_time && item.has("samples")) check_were_timed(item);
  });
}

}  // namespace

void check_sample(const CountSample& sample, const JsonNode& node) {
  for (const auto& [key, count] :
       {std::pair("loads", sample.loads), std::pair("stores", sample.stores),
        std::pair("branches", sample.branches), std::pair("vector", sample.vector)}) {
    if (count <= sample.instructions) continue;
    node.member(key).fail(fmt::format("{} of {} instructions", count, sample.instructions));
  }
}

void check_place(const Place& place, const JsonNode& node) {
  if (place.runner == kNative.name && place.emulator) {
    node.member("emulator").fail("a native cell has no emulator");
  }
}

void check_origin(const Place& place, bool imported, const JsonNode& node) {
  if (imported && place.emulator) {
    node.member("emulator").fail("an imported cell must not have this key");
  }
  if (imported && !place.runner.empty()) {
    node.member("runner").fail("an imported cell must not have this key");
  }
  if (!imported && place.runner.empty()) {
    node.member("runner").fail("a measured cell needs a runner");
  }
}

void check_origin(const Host& host, bool imported, const JsonNode& node) {
  if (!imported && host.host_class.empty()) {
    node.member("class").fail("the host of a measured record needs a class");
  }
}

void check_cell(const CellRecord& cell, const JsonNode& node) {
  check_where_it_ran(cell, node);
  const std::string_view only = is_variant(cell)                 ? "an emulated variant"
                                : is_checked_without_times(cell) ? "a cell of an emulated host"
                                                                 : "";
  std::unordered_map<std::string_view, std::size_t> seen;
  std::size_t index = 0;
  const JsonNode benchmarks = node.member("benchmarks");
  benchmarks.each_item([&](const JsonNode& item) {
    const Benchmark& benchmark = cell.benchmarks[index];
    const auto [first, fresh] = seen.try_emplace(benchmark.name, index++);
    if (!fresh) {
      item.member("name").fail(fmt::format("benchmarks[{}] has the same name", first->second));
    }
    if (!only.empty() && item.has("samples")) {
      item.member("samples").fail(
          fmt::format("{} must not have this key: it checks results only", only));
    }
    check_determinism(benchmark, item);
  });
  if (cell.listed != 0 && cell.listed < cell.benchmarks.size()) {
    node.member("listed").fail(
        fmt::format("less than {}, the number of benchmarks in the cell", cell.benchmarks.size()));
  }
}

void check_record(const Record& record, const JsonNode& node) {
  const bool imported = record.provenance == "imported";
  if (imported && record.source.empty()) node.fail("the key \"source\" is missing");
  if (!imported && !record.source.empty()) {
    node.member("source").fail("only an imported record may have this key");
  }
  // Another session of it is at another of the record's hosts.
  using Key = std::tuple<catalog::Cell, PlaceIdentity, std::size_t, std::optional<Domain>,
                         std::string_view>;
  std::map<Key, std::size_t> seen;
  std::size_t index = 0;
  const JsonNode cells = node.member("cells");
  cells.each_item([&](const JsonNode& item) {
    const CellRecord& cell = record.cells[index];
    check_origin(cell, imported, item);
    const auto& emulator = cell.place.emulator;
    const auto [first, fresh] = seen.try_emplace(
        Key{cell.cell, identity_of(record, cell.place), cell.place.host, cell.domain,
            emulator ? std::string_view(emulator->variant) : std::string_view()},
        index++);
    if (!fresh) item.fail(fmt::format("cells[{}] is the same cell", first->second));
  });
}

}  // namespace assay::record
