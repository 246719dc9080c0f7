// SPDX-License-Identifier: GPL-2.0-or-later
//
// The report of the blocks that were executed in a region:
//   state K
//   file F PATH          names file number F (from 1), before its first use within the state
//   block F OFFSET ADDRESS LENGTH INSTRUCTIONS EXECUTIONS [SYMBOL]
// F is 0 for code that stands in no file (generated, or the vdso). OFFSET is that of the first byte
// in the file, or the guest address where there is none; ADDRESS is the guest address; both are
// hexadecimal with 0x, the rest are decimals. LENGTH is in bytes. A state's blocks come in the
// order of ADDRESS; blocks of one address may differ in length.

#ifndef ASSAY_PLUGIN_BLOCKS_H
#define ASSAY_PLUGIN_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

// Appends the blocks of the region just closed. False, with errno, when the file can't be written.
bool blocks_write(const char* path, uint64_t state, unsigned owner);

#endif  // ASSAY_PLUGIN_BLOCKS_H
