// SPDX-License-Identifier: Apache-2.0
// What a record says of itself and of its machine, found again from what stands beside it. A
// reader has done a part of that already: it refuses what contradicts itself (docs/record.md).
#pragma once

#include <vector>

#include "base/outcome.h"
#include "catalog/catalog.h"
#include "host/root.h"
#include "judge/plausibility.h"
#include "record/record.h"

namespace assay::submit {

// Codes: those of marks (record/marks.h), "wrong-class", "wrong-machine-key", "wrong-cpu-name",
// "unnamed-program".
std::vector<base::Outcome> contradictions(const record::Record& record,
                                          const catalog::Cores& cores);

// `copy` is what was read to identify the machine. Codes: "other-machine", "other-features";
// remark: "other-settings".
std::vector<judge::Flaw> contradictions(const record::Record& record, const host::Readings& copy,
                                        const catalog::Cores& cores);

// What the catalog knows of the record's suites and chips.
judge::Knowledge knowledge_of(const record::Record& record, const catalog::Catalog& catalog);

}  // namespace assay::submit
