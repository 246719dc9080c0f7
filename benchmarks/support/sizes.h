// SPDX-License-Identifier: Apache-2.0
// Sizes with a reason, the same on every target. A suite may name more; these are for what several
// suites share.
#pragma once

#include <cstdint>

namespace assay {

// Working sets in bytes, by the memory level they stand for on every target of the project at once.
inline constexpr std::int64_t kL1Bytes =
    16 << 10;  // smallest L1 data cache: 32 KiB (Cortex-A7, U74, FTC663); half
inline constexpr std::int64_t kL2Bytes =
    256 << 10;  // above every L1 (64 KiB), within every L2 (512 KiB and more)
inline constexpr std::int64_t kL3Bytes =
    4 << 20;  // above most L2s, within the last level of server chips
inline constexpr std::int64_t kMemoryBytes =
    64 << 20;  // above the share of the last level one core can hold

// Counted runs are emulated at some hundred million instructions per second: what they touch stays
// below this.
inline constexpr std::int64_t kCountedBytes = 256 << 10;

// Lengths of one message, block or key.
inline constexpr std::int64_t kShortBytes = 16;    // one key, one register of most vector units
inline constexpr std::int64_t kBlockBytes = 1024;  // one packet, one short record
inline constexpr std::int64_t kPageBytes = 4096;   // one storage block (not the target's page)
inline constexpr std::int64_t kLongBytes = 65536;  // start-up costs no longer matter

// Independent operations in one pass of a latency or throughput kernel: the loop around them is
// then below 1 %.
inline constexpr std::int64_t kOperations = 4096;

}  // namespace assay
