// SPDX-License-Identifier: Apache-2.0
// 128 bits, for products and sums of 64-bit numbers.
#pragma once

namespace assay::stats {

#ifdef __SIZEOF_INT128__
__extension__ using Wide = __int128;
__extension__ using UnsignedWide = unsigned __int128;
#else
// 32-bit machines: of the compilers that know them only clang has such numbers in C++.
__extension__ using Wide = _BitInt(128);
__extension__ using UnsignedWide = unsigned _BitInt(128);
#endif

}  // namespace assay::stats
