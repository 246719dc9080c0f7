// SPDX-License-Identifier: Apache-2.0
// A paired run as JSON: the key "paired" of a record. Each pair is one array of numbers, because
// there are tens of thousands.
#pragma once

#include "base/json.h"
#include "record/json_node.h"
#include "record/paired.h"

namespace assay::record {

base::Json to_json(const PairedBenchmark& benchmark);
PairedBenchmark read_paired_benchmark(const JsonNode& node);

// The keys "benchmarks" and "sentinels".
void set_paired_run(base::Json& object, const PairedRun& run);
PairedRun read_paired_run(const JsonNode& node);

}  // namespace assay::record
