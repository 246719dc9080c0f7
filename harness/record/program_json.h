// SPDX-License-Identifier: Apache-2.0
// A program and the name of its cell as JSON: what cells of a run and of a gate's question share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "catalog/cell.h"
#include "record/json_node.h"
#include "record/program.h"

namespace assay::record {

base::Json to_json(const Program& program);
Program read_program(const JsonNode& node);
// Throws Error(usage) that names the file and the place inside.
Program parse_program(const base::Json& json, std::string_view name);

// The keys "target", "toolchain", "os" and "suite".
void set_cell(base::Json& object, const catalog::Cell& cell);
catalog::Cell read_cell_name(const JsonNode& node);

base::Json array_of(const std::vector<std::string>& texts);

}  // namespace assay::record
