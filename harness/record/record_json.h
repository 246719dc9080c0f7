// SPDX-License-Identifier: Apache-2.0
// Records as JSON. Written is schema "assay.record/2", docs/schemas/record-2.json, keys in a fixed
// order; read is the first one too, docs/schemas/record-1.json.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "record/record.h"

namespace assay::record {

base::Json to_json(const Record& record);
base::Json to_json(const CellRecord& cell);  // a journal's line

// Gives the record the hash of its content and the id that follows from it. Whatever is changed
// afterwards breaks the seal.
void seal(Record& record);

// Throw Error(usage) naming the file and the place inside
// ("cells[2].benchmarks[0].samples[1].iterations: expected a whole number"). Keys they don't know
// are ignored.
Record parse_record(std::string_view bytes, std::string_view name);
Record read_record(const base::Json& document, std::string_view name);
CellRecord parse_cell(const base::Json& json, std::string_view name);

}  // namespace assay::record
