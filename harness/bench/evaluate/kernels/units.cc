// SPDX-License-Identifier: Apache-2.0
// What the programs of one set differ in.
#include "kernels.h"

const volatile std::int64_t kernel_units = ASSAY_KERNEL_UNITS;

// Makes a byte of two programs differ that are the same otherwise.
extern const volatile char kernel_mark;
const volatile char kernel_mark = ASSAY_KERNEL_MARK;
