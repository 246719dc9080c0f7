// SPDX-License-Identifier: Apache-2.0
// Where a table on the stack stands that memset fills with zeros: alignas(kZeroedAlignment). On
// AArch64 glibc clears whole blocks by one instruction each (dc zva), and stores what lies before
// and after them. Blocks of the chips have 64 bytes, those of QEMU's CPU "max" 512: elsewhere the
// number of instructions hangs on where the stack begins.
#pragma once

#include <cstddef>

namespace assay {

inline constexpr std::size_t kZeroedAlignment = 512;

}  // namespace assay
