// SPDX-License-Identifier: Apache-2.0
// The three standard streams, which who started us may have closed.
#pragma once

namespace assay::sys {

// Once, first thing in main. A standard stream that is closed becomes one that gives and takes
// nothing, so that no file which is opened later gets its number: what is printed would go into a
// journal. Throws Error(missing) when there is nothing to put there.
void occupy_standard_streams();

}  // namespace assay::sys
