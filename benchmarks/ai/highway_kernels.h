// SPDX-License-Identifier: Apache-2.0
// HIGHWAY_KERNELS is 1 where the variant of HIGHWAY has the kernels that are written with it. Where
// Highway has no vectors for the compiler and its flags, as for RISC-V with GCC 12, it also lacks
// operations: then the plain kernels are compiled, and no row runs them (variants.h).
#pragma once

#include "variants.h"

#if USES_HIGHWAY
#define HIGHWAY_KERNELS (HWY_TARGET != HWY_EMU128 && HWY_TARGET != HWY_SCALAR)
#else
#define HIGHWAY_KERNELS 0
#endif
