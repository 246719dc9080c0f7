// SPDX-License-Identifier: Apache-2.0
// What a gate was asked as JSON: the key "question" of a record.
#pragma once

#include "base/json.h"
#include "record/json_node.h"
#include "record/question.h"

namespace assay::record {

base::Json to_json(const GateQuestion& question);
GateQuestion read_question(const JsonNode& node);

// The keys of "paired" in which schema 1 keeps a part of the question: sides, seed, margin, test
// and the hashes of the timed programs.
void set_question_of_pairs(base::Json& paired, const GateQuestion& question);
GateQuestion read_question_of_pairs(const JsonNode& paired);

}  // namespace assay::record
