// SPDX-License-Identifier: Apache-2.0
// A file that has no name and is gone with its last descriptor: what a child reads, or shares with
// us. For the parts of this room only.
#pragma once

#include <cstddef>

#include "sys/descriptor.h"

namespace assay::sys {

// So many bytes of zero that are there for certain. In memory, where the kernel makes such files
// (memfd_create, which some containers forbid): those can be sealed. Else in $TMPDIR, /dev/shm or
// /tmp, whichever has the room. $TMPDIR is first although pages on a disk are written back now and
// then: who sets it wants nothing elsewhere. Not good, with errno, where there is none of them.
Descriptor unnamed_file(std::size_t bytes);

}  // namespace assay::sys
