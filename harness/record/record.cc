// SPDX-License-Identifier: Apache-2.0
#include "record/record.h"

#include <algorithm>

namespace assay::record {

std::string_view shown_name(const Record& record, const Benchmark& benchmark) {
  const std::string_view name = benchmark.name;
  return record.provenance == "imported" ? name.substr(name.find('/') + 1) : name;
}

const std::string& host_class_of(const Record& record, const CellRecord& cell) {
  return cell.host_class.empty() ? record.host.host_class : cell.host_class;
}

bool is_variant(const CellRecord& cell) { return cell.emulator && !cell.emulator->variant.empty(); }

const Benchmark* find_benchmark(const CellRecord& cell, std::string_view name) {
  const auto found = std::ranges::find(cell.benchmarks, name, &Benchmark::name);
  return found == cell.benchmarks.end() ? nullptr : &*found;
}

}  // namespace assay::record
