// SPDX-License-Identifier: Apache-2.0
// What a gate was asked as JSON: the key "question" of a record.
#pragma once

#include "base/json.h"
#include "record/json_node.h"
#include "record/question.h"

namespace assay::record {

base::Json to_json(const GateQuestion& question);
GateQuestion read_question(const JsonNode& node);

// The keys "seed" and "margin", which schema 1 has elsewhere.
std::uint64_t read_seed(const JsonNode& node);
double read_margin(const JsonNode& node);

}  // namespace assay::record
