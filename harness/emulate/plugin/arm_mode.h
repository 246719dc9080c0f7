// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whether a translation block of a 32-bit Arm guest is A32 or T32 code, which QEMU doesn't tell.
// The mapping symbols ($a, $t) of the program say it; where there are none (shared libraries,
// generated code) the shape of the block does, which can be wrong for a block of wide T32
// instructions only.

#ifndef ASSAY_PLUGIN_ARM_MODE_H
#define ASSAY_PLUGIN_ARM_MODE_H

#include "decode.h"
#include "plugin_api.h"

// Reads the program's mapping symbols. False, with a sentence on standard error, when the file
// can't be read or is no 32-bit Arm program; having no symbols is not an error.
bool arm_mode_read(const char* path);

enum decode_mode arm_mode_of(const struct qemu_plugin_tb* tb, size_t instructions);

#endif  // ASSAY_PLUGIN_ARM_MODE_H
