// SPDX-License-Identifier: Apache-2.0
// `kernels`: where the rows of a variant find the kernels that have the same names in two headers,
// such as rows.h and rows_highway.h.
#pragma once

#include "variants.h"

namespace assay::ASSAY_VARIANT {
namespace {

#if USES_HIGHWAY
namespace kernels = assay::ASSAY_VARIANT;  // the header whose name ends in _highway
#else
namespace kernels = assay;
#endif

}  // namespace
}  // namespace assay::ASSAY_VARIANT
