// SPDX-License-Identifier: Apache-2.0
// One benchmark of a record as JSON, with its samples. Used by record_json only, which has the
// rest. What is empty is left out where a reader can tell that from its absence.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/outcome.h"
#include "record/json_node.h"
#include "record/record.h"

namespace assay::record {

base::Json to_json(const Benchmark& benchmark);

// One sample with the keys of its domain, in the order of the record.
base::Json sample_json(const CountSample& sample);
base::Json sample_json(const TimeSample& sample);
base::Json sample_json(const SizeSample& sample);

// Samples must be of `domain`, the one of the cell.
Benchmark read_benchmark(const JsonNode& node, Domain domain);

// The keys "outcome", "code" and "reason", which cells have too.
void set_outcome(base::Json& object, const base::Outcome& outcome);
base::Outcome read_outcome(const JsonNode& node);

// Sets the key unless the text is empty.
void set_text(base::Json& object, std::string_view key, const std::string& text);

}  // namespace assay::record
