// SPDX-License-Identifier: Apache-2.0
// What a kit brought home from another machine. How long something took there is that machine's
// word. What was asked of it, and of which programs, is known here, and its record may not say
// otherwise: a wider margin, or another target's name on a table's column.
#pragma once

#include <string>

#include "record/question.h"
#include "record/record.h"
#include "work/kit.h"

namespace assay::work {

// Whether `answered`, which a measurement completed, is the question that was asked.
bool is_question(const record::GateQuestion& answered, record::GateQuestion asked);

// Throws Error(missing) when the record that this machine sent is no answer to the kit.
void require_answer(const record::Record& record, const Kit& kit, const std::string& machine);

}  // namespace assay::work
