// SPDX-License-Identifier: Apache-2.0
// What the values of a record must be to each other: rules across keys, which docs/record.md lists.
// What a single value must be, the readers and docs/schemas say. The node is where the
// value was read, for messages.
#pragma once

#include "record/json_node.h"
#include "record/record.h"

namespace assay::record {

// Each throws Error(usage) with the place.
void check_sample(const CountSample& sample, const JsonNode& node);
void check_place(const Place& place, const JsonNode& node);
// What the provenance demands: an imported record knows neither runner nor emulator, and a measured
// one knows its runners and how far its hosts can be trusted.
void check_origin(const Host& host, bool imported, const JsonNode& node);
void check_origin(const Place& place, bool imported, const JsonNode& node);
void check_cell(const CellRecord& cell, const JsonNode& node);
void check_record(const Record& record, const JsonNode& node);

}  // namespace assay::record
