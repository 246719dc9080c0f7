// SPDX-License-Identifier: Apache-2.0
// A gate as JUnit XML, which CI servers read as tests: red rows are failures, rows without a
// decision are skipped with the reason. Well-formed XML 1.0 whatever the names hold (escaping.h).
#pragma once

#include <string>

#include "judge/gate.h"

namespace assay::present {

std::string junit_text(const judge::Gate& gate);

}  // namespace assay::present
