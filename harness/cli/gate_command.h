// SPDX-License-Identifier: Apache-2.0
// `assay gate`: whether the head is slower than the base, decided with a known error rate; and
// `assay explain`, the same of one benchmark with what makes it up.
#pragma once

#include "cli/words.h"

namespace assay::cli {

int run_gate(const Arguments& words, Console& console);

int run_explain(const Arguments& words, Console& console);

}  // namespace assay::cli
