// SPDX-License-Identifier: Apache-2.0
// What only the first schema of records has, "assay.record/1": one host for all cells, a place
// spread over each cell, and of a gate's question a part. It is read and never written.
#pragma once

#include "record/json_node.h"
#include "record/place.h"
#include "record/question.h"

namespace assay::record {

// Of the whole record: its host, with the session that stands beside it and its state as a reading
// of the time when the record was made.
Host read_host_of_schema_1(const JsonNode& record);

// Of a cell.
Place read_place_of_schema_1(const JsonNode& cell);
std::uint64_t read_guest_free_bytes_of_schema_1(const JsonNode& cell);

// The keys of "paired": sides, seed, margin and test, and the hashes of the timed programs.
GateQuestion read_question_of_schema_1(const JsonNode& paired);

}  // namespace assay::record
